import type { ClickHouseClient } from '@clickhouse/client'
import { count, flag, instant, named, text } from '../../platform/clickhouse/columns.ts'
import { type Stored, versioned } from '../../platform/clickhouse/versioned.ts'
import { TuanshuError } from '../../platform/errors.ts'
import type { Account } from './account.ts'
import { readAccounts } from './accounts.ts'
import { hashOfToken, newToken } from './token.ts'

/** A working day: who left in the evening signs in the next morning. */
export const IDLE_MS = 8 * 3_600_000
/** However busy, one sign-in is good for a day: a stolen cookie is not good for ever. */
export const ABSOLUTE_MS = 24 * 3_600_000
/** A request is worth a row only so often. */
const SEEN_EVERY_MS = 5 * 60_000
const SESSIONS = versioned({
  table: 'sys_session',
  key: 'id',
  columns: {
    /** Hash of the token, hexadecimal. */
    id: text,
    login: text,
    epoch: count,
    createdAt: instant,
    seenAt: instant,
    hasEnded: named('ended', flag),
  },
})

export type Session = Stored<typeof SESSIONS>

/** A session that is good, and whose it is. */
export interface LiveSession {
  session: Session
  account: Account
}

/** Signs an account in. Resolves to the token for its browser. `now` in milliseconds since 1970. */
export async function openSession(client: ClickHouseClient, account: Account, now: number): Promise<string> {
  const token = newToken()
  const id = hashOfToken(token)
  const { login, epoch } = account
  const session = { login, epoch, createdAt: now, seenAt: now, hasEnded: false }
  if (id === undefined || !(await SESSIONS.write(client, 0, { id, ...session })))
    throw new TuanshuError('conflict', 'the random number of a session was there already')
  return token
}

/** May it still be used? Pure. */
export function isGood(session: Session, account: Account | undefined, now: number): account is Account {
  return (
    !session.hasEnded &&
    account?.isEnabled === true &&
    account.epoch === session.epoch &&
    now - session.createdAt < ABSOLUTE_MS &&
    now - session.seenAt < IDLE_MS
  )
}

/** Those of these sessions (by id) that are good at `now`, with their accounts. */
export async function readSessions(
  client: ClickHouseClient,
  ids: readonly string[],
  now: number,
): Promise<Map<string, LiveSession>> {
  const sessions = await SESSIONS.findAll(client, ids)
  if (sessions.length === 0) return new Map()
  const logins = [...new Set(sessions.map(({ login }) => login))]
  const stored = await readAccounts(client, logins)
  const accounts = new Map(
    stored.map(({ seq: _seq, passwordHash: _hash, ...account }) => [account.login, account]),
  )
  const good = new Map<string, LiveSession>()
  for (const session of sessions) {
    const account = accounts.get(session.login)
    if (isGood(session, account, now)) good.set(session.id, { session, account })
  }
  return good
}

/** Does a request at `now` have to be noted, so that the session does not count as idle? */
export function isDueToBeSeen(session: Session, now: number): boolean {
  return now - session.seenAt >= SEEN_EVERY_MS
}

/** Notes a request. When another process was faster it has noted one too, or ended the session. */
export async function markSeen(client: ClickHouseClient, session: Session, now: number): Promise<void> {
  await SESSIONS.write(client, session.seq, { ...session, seenAt: now })
}

/** Ends a session (by id) for good; one that is not there has ended. */
export async function endSession(client: ClickHouseClient, id: string): Promise<void> {
  await SESSIONS.change(client, id, session =>
    session && !session.hasEnded ? { ...session, hasEnded: true } : undefined,
  )
}
