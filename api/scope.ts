import type { IncomingMessage } from 'node:http'
import type { Scope } from '../warehouse/query/types.ts'

const WHOLE_INSTANCE: Scope = { org: 'root' }

/**
 * What the sender of a request may see. There are no accounts yet: the server only binds to the local address, and
 * whoever reaches it sees the whole instance.
 */
export function scopeOf(_request: IncomingMessage): Scope {
  return WHOLE_INSTANCE
}
