export type Freshness = 'fresh' | 'late' | 'very-late'

/**
 * How late a panel is: its as-of instant against the interval it should move in. All in milliseconds; `now` is the
 * server's time, so that a wrong clock in the player behind the wall makes nothing look old.
 */
export function freshnessOf(asOf: number, every: number, now: number): Freshness {
  const age = now - asOf
  if (age > 5 * every) return 'very-late'
  if (age > 2 * every) return 'late'
  return 'fresh'
}
