import { addMonths } from './day.ts'

/**
 * Day of the following month on which the figures of a month are computed for the last time by themselves: what the
 * sources book late has arrived by then. From that day on they are published; later changes are revisions.
 */
export const SETTLES_ON = 3

/** The day on which the month of `day` settles. */
export function settlingDay(day: number): number {
  return addMonths(day, 1) + SETTLES_ON - 1
}

/** Whether the figures of the month of `day` may count as settled on business day `today`, once that day's jobs ran. */
export function isSettled(day: number, today: number): boolean {
  return today >= settlingDay(day)
}
