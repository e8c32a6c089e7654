/** When a target can be expected to be reached, as an estimate; or why that cannot be said. */
export type Forecast =
  | {
      kind: 'day'
      /** Business days. */
      day: number
      earliest: number
      /** null: by the pace so far it may also take for ever. */
      latest: number | null
      /** Steps that the pace was taken from. */
      steps: number
    }
  | { kind: 'none'; why: NoForecast }

/**
 * - `short`: there are too few values of the phase to know a pace
 * - `stalled`: by the pace so far it does not come nearer
 * - `far`: not within ten years
 */
export type NoForecast = 'short' | 'stalled' | 'far'

export interface History {
  /** Values at equal steps, oldest first. */
  values: readonly number[]
  /** How many days a step is long. */
  stepDays: number
}

/** Fewest steps that a pace is taken from: with less one good week decides. */
export const FEWEST_STEPS = 4
const FARTHEST_DAYS = 3_650

/** Of Student's t, by degrees of freedom from 3 on: nine of ten lie between minus and plus of it. */
const NINE_OF_TEN = [2.353, 2.132, 2.015, 1.943, 1.895] as const
const FIRST_FREEDOM = 3

/**
 * The day on which `remaining` (above 0, what is still missing towards the target) is gone, if the steps go on as those of the
 * history, with the days between which nine of ten such courses would arrive. Pure.
 *
 * The steps count as independent draws of one pace: after k of them a course lies k · mean away, spread by k draws and by
 * not knowing the mean better than n steps tell it. Both bounds are where (k · mean − remaining)² = t² · s² · (k + k² / n).
 */
export function forecastOf({ values, stepDays }: History, remaining: number, today: number): Forecast {
  const steps = values.slice(1).map((value, i) => value - (values[i] ?? value))
  const n = steps.length
  if (n < FEWEST_STEPS) return { kind: 'none', why: 'short' }
  const mean = steps.reduce((sum, step) => sum + step, 0) / n
  if (mean <= 0) return { kind: 'none', why: 'stalled' }
  const variance = steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / (n - 1)
  const spread = tOf(n) ** 2 * variance

  const a = mean ** 2 - spread / n
  const b = 2 * mean * remaining + spread
  const root = Math.sqrt(Math.max(0, b ** 2 - 4 * a * remaining ** 2))
  const earliest = (2 * remaining ** 2) / (b + root)
  const latest = a > 0 ? (b + root) / (2 * a) : Number.POSITIVE_INFINITY

  const daysOf = (count: number) => Math.ceil(count * stepDays)
  const expected = daysOf(remaining / mean)
  if (expected > FARTHEST_DAYS) return { kind: 'none', why: 'far' }
  return {
    kind: 'day',
    day: today + expected,
    earliest: today + daysOf(earliest),
    latest: daysOf(latest) > FARTHEST_DAYS ? null : today + daysOf(latest),
    steps: n,
  }
}

function tOf(steps: number): number {
  const at = Math.min(Math.max(steps - 1 - FIRST_FREEDOM, 0), NINE_OF_TEN.length - 1)
  return NINE_OF_TEN[at] ?? NINE_OF_TEN[0]
}
