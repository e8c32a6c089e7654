import { createHash } from 'node:crypto'
import { formatDay, formatInstant } from '../platform/time/day.ts'
import type { FrozenHead, FrozenPage } from './frozenSet.ts'

/**
 * SHA-256 over the canonical writing of a set, as 64 hexadecimal digits: a line with the JSON array of what the head says, then
 * for each page, in the order of their names, a line with the JSON array of name, title and the SHA-256 of its body. Whoever has the rows can
 * compute it with other tools.
 */
export function checksumOf(head: FrozenHead, pages: readonly FrozenPage[]): string {
  const { org, orgName, name, kind, bulletin, grain, from, to, frozenBy, reason, frozenAt, asOf } = head
  const said = [org, orgName, name, kind, bulletin, grain, formatDay(from), formatDay(to), frozenBy, reason]
  const lines = [
    JSON.stringify([...said, formatInstant(frozenAt), formatInstant(asOf)]),
    ...pages.map(({ page, title, body }) => JSON.stringify([page, title, sha256(body)])).sort(),
  ]
  return sha256(lines.join('\n'))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
