import { expect, it } from 'vitest'
import { neededMonths } from '../../../jobs/schedule/computedMonths.ts'
import { periodOf } from '../../../warehouse/platform/time/comparison.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'
import { day } from '../support.ts'

const needed = (...used: Parameters<typeof neededMonths>[0]) =>
  Object.fromEntries(
    [...neededMonths(used)].map(([job, months]) => [
      job,
      Object.fromEntries(
        [...months].map(([month, until]) => [formatDay(month).slice(0, 7), formatDay(until)]),
      ),
    ]),
  )

it('asks for the month to date of what stands at the end of a period, up to its last day', () => {
  const period = periodOf('month', day('2026-11-22'), day('2026-11-22'))
  expect(needed({ report: 'dues_arrears', period })).toEqual({ measures: { '2026-11': '2026-11-22' } })
})

it('asks for every month of a year to date that is a sum', () => {
  const period = periodOf('month', day('2026-03-31'), day('2026-11-22'))
  expect(needed({ report: 'dues_retention', period })).toEqual({
    retention: { '2026-01': '2026-01-31', '2026-02': '2026-02-28', '2026-03': '2026-03-31' },
  })
})

it('asks for nothing of reports that are summed from the logs alone', () => {
  const period = periodOf('month', day('2026-03-31'), day('2026-11-22'))
  expect(needed({ report: 'member_growth', period })).toEqual({})
})
