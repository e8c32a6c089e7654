import { describe, expect, it } from 'vitest'
import { parseDay } from '../../../../warehouse/platform/time/day.ts'
import { isSettled } from '../../../../warehouse/platform/time/settle.ts'

const day = (text: string) => parseDay(text) ?? Number.NaN

describe('a month settles', () => {
  it.each([
    ['2026-11-01', '2026-12-02', false],
    ['2026-11-30', '2026-12-03', true],
    ['2026-12-31', '2027-01-02', false],
    ['2026-12-31', '2027-01-03', true],
  ])('that of %s: on %s it is %s', (month, today, settled) => {
    expect(isSettled(day(month), day(today))).toBe(settled)
  })
})
