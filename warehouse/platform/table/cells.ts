import { z } from 'zod'
import { parseDay } from '../time/day.ts'

/** A cell with a date, as the number of its business day. */
export function dayCell(column: string) {
  return z.string().transform((text, context) => {
    const parsed = parseDay(text)
    if (parsed !== undefined) return parsed
    context.addIssue({ code: 'custom', message: `${column} "${text}" is no date; write YYYY-MM-DD` })
    return z.NEVER
  })
}

/** A cell with the last day on which a row holds; empty for one that holds until further notice, Infinity. */
export function lastDayCell(column: string) {
  return z.union([z.literal('').transform(() => Number.POSITIVE_INFINITY), dayCell(column)])
}
