/** Weights of the twelve months, January first. They need not add up to anything. */
export type Season = readonly number[]

/** Admissions: peaks in May and December, none in the summer holidays. */
export const ADMISSIONS: Season = [3, 2, 7, 11, 27, 5, 0, 0, 3, 5, 10, 27]
/** Transfers outside of the leaving classes; with those, three quarters of a year's fall into June to October. */
export const TRANSFERS: Season = [8, 6, 10, 9, 9, 8, 8, 7, 10, 8, 9, 8]
/** Leaving classes move on from June to October, most of them in September. */
export const LEAVING: Season = [0, 0, 0, 0, 0, 10, 16, 16, 40, 18, 0, 0]
/** Activities: fewer around Spring Festival and in the summer. */
export const ACTIVITIES: Season = [5, 3, 11, 9, 12, 8, 6, 6, 9, 11, 10, 10]

/** Share of the year that falls on one day of this month (1 to 12). */
export function dailyShare(season: Season, month: number, daysInMonth: number): number {
  const total = season.reduce((sum, weight) => sum + weight, 0)
  return (season[month - 1] ?? 0) / total / daysInMonth
}
