import { z } from 'zod'
import { isStorableDay, parseDay } from '../../warehouse/platform/time/day.ts'

/** A day as it is typed, as a business day that a column can hold. */
export const dayText = z.string().transform((text, context) => {
  const parsed = parseDay(text)
  if (parsed !== undefined && isStorableDay(parsed)) return parsed
  context.addIssue({ code: 'custom', message: '须为有效的日期，写作 YYYY-MM-DD' })
  return z.NEVER
})
