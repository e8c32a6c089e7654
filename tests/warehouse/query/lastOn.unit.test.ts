import { expect, it } from 'vitest'
import { formatDay, parseDay } from '../../../warehouse/platform/time/day.ts'
import { lastOn } from '../../../warehouse/query/predicateSql.ts'

it.each([
  ['2026-11-01', '2026-11-01'],
  ['2026-10-31', '2025-11-01'],
  ['2026-12-31', '2026-11-01'],
  ['2028-02-29', '2027-11-01'],
])('the season of %s has begun on %s', (day, begun) => {
  expect(formatDay(lastOn('11-01', parseDay(day) ?? 0))).toBe(begun)
})
