import { formatDay } from './calendar.ts'
import type { LayoutName } from './scene.ts'
import type { UntoldReason } from './untold.ts'

/** What a wall is told to show by who controls it, and what it says that it shows. */

export const THEMES = ['dark', 'league-red', 'light'] as const
export type Theme = (typeof THEMES)[number]

/** Characters of the title line for a visit. */
export const LONGEST_WALL_TITLE = 40

/**
 * What keeps a wall from showing what is now. `at`: when it was ordered, milliseconds since 1970. `frozen`: the picture that
 * stood there then. `maintenance`: nothing at all. `past`: the end of a day that is over (`YYYY-MM-DD`). `replay`: the twelve
 * months up to a day, week by week, each for so many seconds; `last_day`: what walls have shown in the 24 hours before it, so many
 * times as fast. Both end by themselves.
 */
export type WallSpecial =
  | { kind: 'frozen' | 'maintenance'; at: number }
  | { kind: 'past'; day: string; at: number }
  | { kind: 'replay'; until: string; stepSeconds: StepSeconds; at: number }
  | { kind: 'last_day'; speed: DaySpeed; at: number }

/** Seconds that a replay stays with each week. */
export const STEP_SECONDS = [1, 2, 5] as const
export type StepSeconds = (typeof STEP_SECONDS)[number]

/** How many times as fast the last 24 hours are played. */
export const DAY_SPEEDS = [300, 600, 1_200] as const
export type DaySpeed = (typeof DAY_SPEEDS)[number]

export const DAY_MS = 24 * 3_600_000

/** Ends of weeks that a replay shows. */
export const REPLAY_WEEKS = 53

export interface WallOrder {
  /** The scene that stands instead of the round; null plays it. */
  scene: string | null
  /** The organisation it was sent to; null for the one that it begins with. */
  org: string | null
  /** null for its own. */
  theme: Theme | null
  /** A line for a visit; `''` for none. */
  title: string
  /** The round stands. */
  isPaused: boolean
  special: WallSpecial | null
}

/** Of a wall that nobody has controlled yet. */
export const NO_ORDER: WallOrder = {
  scene: null,
  org: null,
  theme: null,
  title: '',
  isPaused: false,
  special: null,
}

/** `seq` rises by one with each change; 0 while nobody has controlled the wall. */
export interface NumberedOrder {
  seq: number
  order: WallOrder
}

/**
 * How a wall stands to its server.
 *
 * - `connecting`: never heard the server yet
 * - `live`: all is well; `degraded`: the same over polling
 * - `behind`: the ingest works through a backlog
 * - `source-lost`: the server is there, its ingest gives no sign of life
 * - `offline`: the server is silent
 */
export const CONNECTIONS = ['connecting', 'live', 'degraded', 'behind', 'source-lost', 'offline'] as const
export type Connection = (typeof CONNECTIONS)[number]

/** What a wall shows, as it says itself. */
export interface WallState {
  /** Of the order that it obeys. */
  seq: number
  /** null before its first picture. */
  scene: string | null
  org: { id: string; name: string } | null
  theme: Theme
  /** The picture that is shown is complete up to this instant, milliseconds since 1970; 0 when that is not known. */
  asOf: number
  /** The words of its strip, `''` while it shows what is now. */
  mark: string
  /** Its round stands: by order, or because somebody touched it. */
  isPaused: boolean
  connection: Connection
  layout: LayoutName
  /** Scenes that its round leaves out. */
  untold: { scene: string; reason: UntoldReason }[]
}

/** What is special about an order at an instant: a replay that has come to its end is not any more. */
export function specialAt({ special }: WallOrder, now: number): WallSpecial | null {
  if (special?.kind === 'replay' && weekOf(special, now) >= REPLAY_WEEKS) return null
  if (special?.kind === 'last_day' && playedOf(special, now) >= DAY_MS) return null
  return special
}

/** The day (`YYYY-MM-DD`) whose end is to be shown at an instant; null while that is no day that is over. */
export function pastDayOf(special: WallSpecial | null, now: number): string | null {
  if (special?.kind === 'past') return special.day
  if (special?.kind !== 'replay') return null
  const week = Math.min(REPLAY_WEEKS - 1, Math.max(0, weekOf(special, now)))
  return formatDay(dayIn(special.until) - 7 * (REPLAY_WEEKS - 1 - week))
}

/** The instant (milliseconds since 1970) of the last 24 hours that is to be shown; null while none of them is. */
export function recordedAt(special: WallSpecial | null, now: number): number | null {
  return special?.kind === 'last_day' ? special.at - DAY_MS + Math.max(0, playedOf(special, now)) : null
}

function playedOf({ at, speed }: Extract<WallSpecial, { kind: 'last_day' }>, now: number): number {
  return (now - at) * speed
}

function weekOf({ at, stepSeconds }: Extract<WallSpecial, { kind: 'replay' }>, now: number): number {
  return Math.floor((now - at) / (1_000 * stepSeconds))
}

function dayIn(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000
}
