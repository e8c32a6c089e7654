import type { FeedStatus } from '../../warehouse/contract/picture.ts'
import type { Connection } from '../../warehouse/contract/wallOrder.ts'

export type { Connection } from '../../warehouse/contract/wallOrder.ts'

/**
 * Silence of the server after which the feed counts as lost. It sends a status every 2 s, so two may be missed; what is
 * left of the promised 5 s is the page's clock, which looks twice a second.
 */
export const SILENCE_MS = 4_400

/** What is known of the line to the server. Times are the player's own, milliseconds. */
export interface Line {
  /** Socket connected. */
  open: boolean
  /** Carried by long polling because WebSocket did not get through. */
  polling: boolean
  /** When the server was last heard, null before the first time. */
  heardAt: number | null
  status: FeedStatus | null
  /** Server time minus the player's own. */
  clockOffset: number
  /** Why the server does not let this player in, `''` while it does. */
  refusal: string
  /** Since when a picture is waited for that is not the one shown, null when none is. */
  askedAt: number | null
}

export const NO_LINE: Line = {
  open: false,
  polling: false,
  heardAt: null,
  status: null,
  clockOffset: 0,
  refusal: '',
  askedAt: null,
}

export function opened(line: Line, polling: boolean, now: number): Line {
  return { ...line, open: true, polling, heardAt: now, refusal: '' }
}

export function closed(line: Line): Line {
  return { ...line, open: false }
}

export function refused(line: Line, refusal: string): Line {
  return { ...line, open: false, refusal }
}

export function heard(line: Line, status: FeedStatus, polling: boolean, now: number): Line {
  return { ...line, open: true, polling, heardAt: now, status, clockOffset: status.now - now }
}

/** A picture is waited for; asking again for it does not begin the wait anew. */
export function asked(line: Line, now: number): Line {
  return { ...line, askedAt: line.askedAt ?? now }
}

export function answered(line: Line): Line {
  return { ...line, askedAt: null }
}

/** A picture that comes within this time is not worth a word. */
const SOON_MS = 2_000

/** Whole seconds that a picture has been waited for on an open line; null while nobody needs to be told. */
export function waitedSeconds(line: Line, now: number): number | null {
  if (!line.open || line.askedAt === null || now - line.askedAt < SOON_MS) return null
  return Math.floor((now - line.askedAt) / 1000)
}

export function connectionOf(line: Line, now: number): Connection {
  if (line.heardAt === null) return 'connecting'
  if (!line.open || now - line.heardAt > SILENCE_MS) return 'offline'
  if (line.status?.feed === 'lost') return 'source-lost'
  if (line.status?.feed === 'behind') return 'behind'
  return line.polling ? 'degraded' : 'live'
}

/** Figures are no longer moving: they stand dimmed, with the time they stopped at. */
export function isStale(connection: Connection): boolean {
  return connection === 'offline' || connection === 'source-lost'
}

/** Longest wait before another attempt: a wall is back within 10 s of its server. */
const LONGEST_WAIT_MS = 10_000

/**
 * Wait before attempt `attempt` (0 = the first after the line broke), milliseconds. It is spread evenly over 10 s from the
 * first attempt on: when a server restarts, its thousand walls break off in the same instant and must not all return in
 * the next. `random` is in [0, 1).
 */
export function reconnectDelay(attempt: number, random: number): number {
  const shortest = Math.min(300 + attempt * 200, 2_000)
  return Math.round(shortest + random * (LONGEST_WAIT_MS - shortest))
}

/** What to do with an arriving picture, given the sequence of the one that is shown (null: none, or just subscribed). */
export function judgeSequence(shown: number | null, arrived: number): 'apply' | 'ignore' | 'resync' {
  if (shown === null || arrived === shown + 1) return 'apply'
  if (arrived <= shown) return 'ignore'
  return 'resync'
}
