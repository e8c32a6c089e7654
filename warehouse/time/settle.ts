import { addMonths } from './day.ts'

/** Day of the following month from whose beginning on the figures of a month are settled. */
export const SETTLES_ON = 3

/** Are the figures of the month that begins on day `month` settled on business day `today`? */
export function isSettled(month: number, today: number): boolean {
  return today >= addMonths(month, 1) + SETTLES_ON - 1
}
