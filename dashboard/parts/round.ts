import type { AlertLine, Program } from '../../warehouse/contract/picture.ts'

/** Where a wall is in its round. Times in milliseconds, of one clock. */
export interface Round {
  /** Place in the round of the scene that was shown last and is of it. */
  at: number
  /** When the present scene came. */
  since: number
  /** Somebody uses the wall: it stands until then. */
  pausedUntil: number
  /** Red alerts that have been there before: each brings its scene forward once. Null before the first are known. */
  seen: ReadonlySet<string> | null
  /** Scene that a red alert asks for. */
  called: string | null
}

export const ROUND_START: Round = { at: -1, since: 0, pausedUntil: 0, seen: null, called: null }

/** By night a scene stands this many times as long. */
const NIGHT_SLOWNESS = 4
/** A scene that an alert brought forward and that is not of the round stands so long. */
const CALLED_SECONDS = 30

/** The scene `shown` stands since `now`. Pure, as are all below. */
export function shownIn(round: Round, { round: scenes }: Program, shown: string, now: number): Round {
  const at = scenes.findIndex(({ scene }) => scene === shown)
  return {
    ...round,
    // what an alert brought forward does not move the place of the round
    at: at >= 0 && round.called !== shown ? at : round.at,
    since: now,
    called: round.called === shown ? null : round.called,
  }
}

/** Somebody touched the wall. */
export function touchedIn(round: Round, { resumeSeconds }: Program, now: number): Round {
  return { ...round, pausedUntil: now + resumeSeconds * 1_000 }
}

/** Takes note of the alerts; a red one that was not there before calls for its scene. */
export function alertedIn(round: Round, alerts: readonly AlertLine[]): Round {
  const red = alerts.filter(({ severity }) => severity === 'red')
  const { seen } = round
  const news = seen ? red.find(({ id, scene }) => !seen.has(id) && scene !== null) : undefined
  return {
    ...round,
    seen: new Set([...(seen ?? []), ...red.map(({ id }) => id)]),
    called: news?.scene ?? round.called,
  }
}

/** The scene that is to be shown now instead of `shown`; null while that may stay. */
export function dueIn(
  round: Round,
  { round: scenes, night }: Program,
  shown: string,
  now: number,
): string | null {
  if (now < round.pausedUntil) return null
  if (round.called !== null && round.called !== shown) return round.called
  if (scenes.length < 2 && scenes[0]?.scene === shown) return null
  const seconds = scenes.find(({ scene }) => scene === shown)?.seconds ?? CALLED_SECONDS
  const slowness = isNight(night, now) ? NIGHT_SLOWNESS : 1
  if (now - round.since < seconds * slowness * 1_000) return null
  return scenes[(round.at + 1) % scenes.length]?.scene ?? null
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000
const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60

/** Whether the instant lies in the hours of the night. */
export function isNight(night: Program['night'], now: number): boolean {
  if (!night) return false
  const minute = Math.floor((now + SHANGHAI_OFFSET_MS) / MINUTE_MS) % DAY_MINUTES
  const { from, to } = night
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}
