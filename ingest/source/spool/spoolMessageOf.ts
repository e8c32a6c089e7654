import type { WrittenMessage } from '../../messageFile/writtenMessage.ts'
import type { SpoolMessage } from './segment.ts'

/** A message of a file as one that is sent now, unless the file says when it was. */
export function spoolMessageOf({ key, value, timestamp, headers }: WrittenMessage): SpoolMessage {
  return { key, value, timestamp: timestamp ?? Date.now(), headers }
}
