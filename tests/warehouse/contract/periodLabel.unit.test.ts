import { describe, expect, it } from 'vitest'
import { type Grain, parseDay } from '../../../warehouse/contract/calendar.ts'
import { dayLabel, periodLabel } from '../../../warehouse/contract/periodLabel.ts'

function period(grain: Grain, from: string, to: string, isRunning = false) {
  return { grain, from: parseDay(from) ?? 0, to: parseDay(to) ?? 0, isRunning }
}

describe('a period in words', () => {
  it.each([
    ['month', '2026-10-01', '2026-10-31', false, '2026年10月'],
    ['quarter', '2026-07-01', '2026-09-30', false, '2026年第3季度'],
    ['year', '2026-01-01', '2026-12-31', false, '2026年'],
    ['week', '2026-11-16', '2026-11-22', false, '2026年11月16日至22日'],
    ['week', '2025-12-29', '2026-01-04', false, '2025年12月29日至2026年1月4日'],
    ['month', '2026-11-01', '2026-11-25', true, '2026年11月1日至25日'],
    ['day', '2026-11-25', '2026-11-25', false, '2026年11月25日'],
  ] as const)('%s from %s to %s', (grain, from, to, isRunning, text) => {
    expect(periodLabel(period(grain, from, to, isRunning))).toBe(text)
  })

  it('a day stands alone', () => {
    expect(dayLabel(parseDay('2026-11-22') ?? 0)).toBe('2026年11月22日')
  })
})
