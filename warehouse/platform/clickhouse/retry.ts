import { setTimeout as sleep } from 'node:timers/promises'
import { ClickHouseError } from '@clickhouse/client'
import { describeError } from '../errors.ts'
import type { Log } from '../log.ts'

/**
 * unreachable: no server answered. transient: it answered that it cannot now.
 * refused: it answered no, and will again. unknown: not an answer of the server.
 */
export type ErrorClass = 'unreachable' | 'transient' | 'refused' | 'unknown'

const TRANSIENT_CODES = new Set([
  '159', // TIMEOUT_EXCEEDED
  '202', // TOO_MANY_SIMULTANEOUS_QUERIES
  '203', // NO_FREE_CONNECTION
  '209', // SOCKET_TIMEOUT
  '210', // NETWORK_ERROR, between servers
  '225', // NO_ZOOKEEPER
  '236', // ABORTED: the server is going down
  '241', // MEMORY_LIMIT_EXCEEDED
  '242', // TABLE_IS_READ_ONLY: a replica without its keeper
  '243', // NOT_ENOUGH_SPACE: until somebody makes room
  '252', // TOO_MANY_PARTS
  '279', // ALL_CONNECTION_TRIES_FAILED
  '285', // TOO_FEW_LIVE_REPLICAS
  '286', // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  '289', // REPLICA_IS_NOT_IN_QUORUM
  '319', // UNKNOWN_STATUS_OF_INSERT
  '394', // QUERY_WAS_CANCELLED: a stopping server does so
  '439', // CANNOT_SCHEDULE_TASK
  '473', // DEADLOCK_AVOIDED
  '999', // KEEPER_EXCEPTION
])

/** There was a connection, and it ended. */
const BROKEN_CODES = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE'])
const HANG_UP = /socket hang up/i

const UNREACHABLE_CODES = new Set([
  ...BROKEN_CODES,
  'ECONNREFUSED',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** Whether a thrown value says that a connection ended before an answer came over it; looks through `cause`. */
export function isBrokenConnection(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if ('code' in e && BROKEN_CODES.has(String(e.code))) return true
    if (HANG_UP.test(e.message)) return true
  }
  return false
}

/** What kind of failure a thrown value is; looks through `cause`. */
export function classify(error: unknown): ErrorClass {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if (e instanceof ClickHouseError) return TRANSIENT_CODES.has(e.code) ? 'transient' : 'refused'
    if ('code' in e && UNREACHABLE_CODES.has(String(e.code))) return 'unreachable'
    if (HANG_UP.test(e.message)) return 'unreachable'
    // a proxy before the server answers in its own words
    if (/\b50[234] (Bad Gateway|Service|Gateway)/i.test(e.message)) return 'unreachable'
    // @clickhouse/client when the socket was silent for request_timeout
    if (e.message.startsWith('Timeout error')) return 'transient'
    // the embedded server without its token
    if (e.message.startsWith('There is no handle')) return 'refused'
  }
  return 'unknown'
}

export interface RetryOptions {
  log: Log
  /** Ends the waiting: the promise then rejects with the signal's reason. */
  signal?: AbortSignal
  /** What is being tried, for the log. */
  what?: string
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

/**
 * Runs `fn` until it succeeds, for as long as the warehouse is unreachable or cannot now; other errors are thrown.
 * Says so in the log, at every try.
 */
export async function whileUnreachable<T>(
  fn: () => Promise<T>,
  { log, signal, what = 'warehouse' }: RetryOptions,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    signal?.throwIfAborted()
    try {
      const result = await fn()
      if (tries > 1) log.info({ what, tries }, 'warehouse answers again')
      return result
    } catch (error) {
      const kind = classify(error)
      if (kind !== 'unreachable' && kind !== 'transient') throw error
      const pauseMs = pauseBefore(tries)
      log.warn(
        { what, tries, kind, pauseMs, reason: describeError(error) },
        'warehouse does not take it now, trying again',
      )
      await pause(pauseMs, signal)
    }
  }
}

/** Doubles up to ten seconds; the random half keeps many clients from coming back in step. */
function pauseBefore(tries: number): number {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS)
  return Math.round(full * (0.5 + Math.random() / 2))
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {})
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}
