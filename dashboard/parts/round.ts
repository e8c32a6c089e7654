import type { OpenAlerts, Program } from '../../warehouse/contract/picture.ts'

/** Where a wall is in its round. Times in milliseconds, of one clock. */
export interface Round {
  /** Place in the round of the scene that was shown last and is of it. */
  at: number
  /** When the present scene came. */
  since: number
  /** Somebody uses the wall: it stands until then. */
  pausedUntil: number
  /** Scenes that were left out one after the other, because they have nothing to tell. */
  passed: number
  /** What is known of the red alerts: a new one brings its scene forward once. Null before the first are known. */
  known: KnownAlerts | null
  /** Scene that a red alert asks for. */
  called: string | null
}

/** The day of the last judgement, and how many red alerts of each rule were open then. */
interface KnownAlerts {
  judgedOn: string
  reds: ReadonlyMap<string, number>
}

export const ROUND_START: Round = {
  at: -1,
  since: 0,
  pausedUntil: 0,
  passed: 0,
  known: null,
  called: null,
}

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
    passed: 0,
    called: round.called === shown ? null : round.called,
  }
}

/**
 * A scene whose turn it was has nothing to tell: the next one is due at once, and when none of the others had either the
 * present one stands for another time.
 */
export function passedIn(round: Round, { round: scenes }: Program, left: string, now: number): Round {
  const at = scenes.findIndex(({ scene }) => scene === left)
  const passed = round.passed + 1
  const isAround = passed >= scenes.length - 1
  return {
    ...round,
    at: at >= 0 ? at : round.at,
    since: isAround ? now : round.since,
    passed: isAround ? 0 : passed,
  }
}

/** Somebody touched the wall. */
export function touchedIn(round: Round, { resumeSeconds }: Program, now: number): Round {
  return { ...round, pausedUntil: now + resumeSeconds * 1_000 }
}

/**
 * Takes note of the alerts. A red one calls for its scene when it was raised since the last judgement, or when its rule has
 * more of them than before; one that was open all along and only now has a place in the list does not.
 */
export function alertedIn(round: Round, { judgedOn, rules, first }: OpenAlerts): Round {
  const { known } = round
  const reds = new Map(rules.map(({ rule, red }) => [rule, red]))
  const news = first.find(
    ({ severity, rule, raisedOn, scene }) =>
      known !== null &&
      severity === 'red' &&
      scene !== null &&
      (raisedOn > known.judgedOn || (reds.get(rule) ?? 0) > (known.reds.get(rule) ?? 0)),
  )
  return { ...round, known: { judgedOn: judgedOn ?? '', reds }, called: news?.scene ?? round.called }
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
