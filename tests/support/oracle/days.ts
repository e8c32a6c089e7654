/** Days since 1970, as the oracles count them. */

/** The first day of the month so many months after another first day. */
export function monthsAfter(first: unknown, months: number): number {
  const date = new Date(Number(first) * 86_400_000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / 86_400_000
}

/** The first of January of the year that a day lies in. */
export function yearStart(day: number): number {
  return Date.UTC(new Date(day * 86_400_000).getUTCFullYear(), 0, 1) / 86_400_000
}
