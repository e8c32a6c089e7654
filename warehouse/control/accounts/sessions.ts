import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type Bound, compareAndSet } from '../../platform/clickhouse/compareAndSet.ts'
import { TuanshuError } from '../../platform/errors.ts'
import { formatInstant, parseInstant } from '../../platform/time/day.ts'
import type { Account } from './account.ts'
import { readAccounts } from './accounts.ts'
import { hashOfToken, newToken } from './token.ts'

/** A working day: who left in the evening signs in the next morning. */
export const IDLE_MS = 8 * 3_600_000
/** However busy, one sign-in is good for a day: a stolen cookie is not good for ever. */
export const ABSOLUTE_MS = 24 * 3_600_000
/** A request is worth a row only so often. */
const SEEN_EVERY_MS = 5 * 60_000
/** What one question may carry in its address. */
const MOST_AT_ONCE = 200

export interface Session {
  /** Hash of the token, hexadecimal. */
  id: string
  seq: number
  login: string
  epoch: number
  createdAt: number
  seenAt: number
  hasEnded: boolean
}

/** A session that is good, and whose it is. */
export interface LiveSession {
  session: Session
  account: Account
}

const row = z
  .object({
    id: z.string(),
    seq: z.coerce.number(),
    login: z.string(),
    epoch: z.number(),
    created_at: z.string(),
    seen_at: z.string(),
    ended: z.boolean(),
  })
  .transform(
    (found): Session => ({
      id: found.id,
      seq: found.seq,
      login: found.login,
      epoch: found.epoch,
      createdAt: parseInstant(found.created_at),
      seenAt: parseInstant(found.seen_at),
      hasEnded: found.ended,
    }),
  )

/** Signs an account in. Resolves to the token for its browser. `now` in milliseconds since 1970. */
export async function openSession(client: ClickHouseClient, account: Account, now: number): Promise<string> {
  const token = newToken()
  const id = hashOfToken(token)
  const { login, epoch } = account
  if (
    id === undefined ||
    !(await write(client, { id, seq: 0, login, epoch, createdAt: now, seenAt: now, hasEnded: false }))
  )
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
  const sessions: Session[] = []
  for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
    const answer = await client.query({
      query: `select * from ops.sys_session where id in {ids: Array(String)} order by id, seq desc limit 1 by id`,
      query_params: { ids: ids.slice(at, at + MOST_AT_ONCE) },
      format: 'JSONEachRow',
      clickhouse_settings: { log_comment: 'sessions' },
    })
    sessions.push(...z.array(row).parse(await answer.json()))
  }
  if (sessions.length === 0) return new Map()
  const logins = [...new Set(sessions.map(({ login }) => login))]
  const stored = await readAccounts(client, logins.length > MOST_AT_ONCE ? undefined : logins)
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
  await write(client, { ...session, seenAt: now })
}

/** Ends a session (by id) for good; one that is not there has ended. */
export async function endSession(client: ClickHouseClient, id: string): Promise<void> {
  for (;;) {
    const answer = await client.query({
      query: 'select * from ops.sys_session where id = {id: String} order by seq desc limit 1',
      query_params: { id },
      format: 'JSONEachRow',
      clickhouse_settings: { log_comment: 'sessions' },
    })
    const [session] = z.array(row).parse(await answer.json())
    if (!session || session.hasEnded || (await write(client, { ...session, hasEnded: true }))) return
  }
}

/** Writes the state after `session.seq`; false when another was faster. */
function write(client: ClickHouseClient, session: Session): Promise<boolean> {
  const instant = (ms: number): Bound => [formatInstant(ms), "DateTime64(3, 'Asia/Shanghai')"]
  return compareAndSet(client, {
    table: 'sys_session',
    key: ['id', session.id],
    after: session.seq,
    row: {
      login: [session.login, 'String'],
      epoch: [session.epoch, 'UInt32'],
      created_at: instant(session.createdAt),
      seen_at: instant(session.seenAt),
      ended: [String(session.hasEnded), 'Bool'],
    },
  })
}
