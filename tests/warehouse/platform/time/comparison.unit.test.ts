import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { relativeChange, shareChange } from '../../../../warehouse/contract/change.ts'
import {
  comparedWith,
  type Grain,
  periodOf,
  type Window,
  yearToDate,
  yearToDateBefore,
} from '../../../../warehouse/platform/time/comparison.ts'
import { formatDay, parseDay } from '../../../../warehouse/platform/time/day.ts'

const day = (text: string) => {
  const parsed = parseDay(text)
  if (parsed === undefined) throw new Error(text)
  return parsed
}
const shown = ({ from, to }: Window) => `${formatDay(from)}…${formatDay(to)}`

describe('the window that a period is compared with', () => {
  it.each([
    // grain, any day of it, today, itself, the one before, a year earlier
    [
      'day',
      '2026-03-01',
      '2026-11-25',
      '2026-03-01…2026-03-01',
      '2026-02-28…2026-02-28',
      '2025-03-01…2025-03-01',
    ],
    [
      'day',
      '2024-02-29',
      '2026-11-25',
      '2024-02-29…2024-02-29',
      '2024-02-28…2024-02-28',
      '2023-02-28…2023-02-28',
    ],
    [
      'week',
      '2026-11-22',
      '2026-11-25',
      '2026-11-16…2026-11-22',
      '2026-11-09…2026-11-15',
      '2025-11-17…2025-11-23',
    ],
    [
      'week',
      '2026-11-25',
      '2026-11-25',
      '2026-11-23…2026-11-25',
      '2026-11-16…2026-11-18',
      '2025-11-24…2025-11-26',
    ],
    [
      'month',
      '2026-10-09',
      '2026-11-25',
      '2026-10-01…2026-10-31',
      '2026-09-01…2026-09-30',
      '2025-10-01…2025-10-31',
    ],
    [
      'month',
      '2026-11-25',
      '2026-11-25',
      '2026-11-01…2026-11-25',
      '2026-10-01…2026-10-25',
      '2025-11-01…2025-11-25',
    ],
    [
      'month',
      '2026-03-30',
      '2026-03-30',
      '2026-03-01…2026-03-30',
      '2026-02-01…2026-02-28',
      '2025-03-01…2025-03-30',
    ],
    [
      'month',
      '2024-02-29',
      '2024-02-29',
      '2024-02-01…2024-02-29',
      '2024-01-01…2024-01-31',
      '2023-02-01…2023-02-28',
    ],
    [
      'month',
      '2024-02-28',
      '2024-02-28',
      '2024-02-01…2024-02-28',
      '2024-01-01…2024-01-28',
      '2023-02-01…2023-02-28',
    ],
    [
      'month',
      '2025-02-10',
      '2026-11-25',
      '2025-02-01…2025-02-28',
      '2025-01-01…2025-01-31',
      '2024-02-01…2024-02-29',
    ],
    [
      'quarter',
      '2026-11-25',
      '2026-11-25',
      '2026-10-01…2026-11-25',
      '2026-07-01…2026-08-25',
      '2025-10-01…2025-11-25',
    ],
    [
      'quarter',
      '2026-05-01',
      '2026-11-25',
      '2026-04-01…2026-06-30',
      '2026-01-01…2026-03-31',
      '2025-04-01…2025-06-30',
    ],
    [
      'year',
      '2025-06-01',
      '2026-11-25',
      '2025-01-01…2025-12-31',
      '2024-01-01…2024-12-31',
      '2024-01-01…2024-12-31',
    ],
    [
      'year',
      '2026-06-01',
      '2026-11-25',
      '2026-01-01…2026-11-25',
      '2025-01-01…2025-11-25',
      '2025-01-01…2025-11-25',
    ],
  ] as const)('%s of %s, seen on %s', (grain, of, today, itself, before, earlier) => {
    const period = periodOf(grain, day(of), day(today))
    expect(shown(period)).toBe(itself)
    expect(shown(comparedWith(period, 'mom'))).toBe(before)
    expect(shown(comparedWith(period, 'yoy'))).toBe(earlier)
  })

  it('lies before the period, and a week is compared with the same weekdays', () => {
    const grains: Grain[] = ['day', 'week', 'month', 'quarter', 'year']
    fc.assert(
      fc.property(
        fc.constantFrom(...grains),
        fc.integer({ min: 7_000, max: 30_000 }),
        fc.nat(400),
        (grain, of, later) => {
          const period = periodOf(grain, of, of + later)
          expect(period.from).toBeLessThanOrEqual(of)
          expect(period.to).toBeGreaterThanOrEqual(of)
          for (const comparison of ['mom', 'yoy'] as const) {
            const base = comparedWith(period, comparison)
            expect(base.from).toBeLessThanOrEqual(base.to)
            expect(base.to).toBeLessThan(period.to)
            if (grain === 'week') expect((period.from - base.from) % 7).toBe(0)
          }
        },
      ),
    )
  })
})

describe('the year to date', () => {
  it.each([
    ['2026-11-25', '2026-01-01…2026-11-25', '2025-01-01…2025-11-25'],
    ['2025-02-28', '2025-01-01…2025-02-28', '2024-01-01…2024-02-29'],
    ['2024-02-29', '2024-01-01…2024-02-29', '2023-01-01…2023-02-28'],
    ['2026-12-31', '2026-01-01…2026-12-31', '2025-01-01…2025-12-31'],
  ])('up to %s', (to, now, before) => {
    const window = { from: day(to), to: day(to) }
    expect(shown(yearToDate(window))).toBe(now)
    expect(shown(yearToDateBefore(window))).toBe(before)
  })
})

describe('a change', () => {
  it.each([
    [110, 100, 0.1],
    [90, 100, -0.1],
    [5, -10, 1.5],
    [5, 0, null],
    [0, 0, null],
    [5, null, null],
    [null, 5, null],
  ])('from %s against %s is %s', (value, base, change) => {
    expect(relativeChange(value, base)).toEqual(change === null ? null : expect.closeTo(change))
  })

  it('of shares is their difference', () => {
    expect(shareChange(0.5, 0.4)).toBeCloseTo(0.1)
    expect(shareChange(0.5, 0)).toBe(0.5)
    expect(shareChange(0.5, null)).toBeNull()
  })
})
