import { dayOf } from './time.ts'

const DAY_MS = 86_400_000
/** Walls reload within half an hour after 04:00, each at its own minute. */
const SPREAD_MS = 30 * 60_000

/**
 * Instant of the next nightly reload: 04:00 in Shanghai plus up to 30 minutes, always after `now`. A page that runs for
 * months collects what browsers leak; at four nobody looks. `random` is in [0, 1).
 */
export function nextNightlyReload(now: number, random: number): number {
  const four = Date.parse(`${dayOf(now)}T04:00:00+08:00`)
  const at = four + Math.floor(random * SPREAD_MS)
  return at > now ? at : at + DAY_MS
}
