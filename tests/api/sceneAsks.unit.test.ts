import { describe, expect, it } from 'vitest'
import { baseAsks, sceneAsks } from '../../api/live/sceneAsks.ts'
import { formatDay, parseDay } from '../../warehouse/platform/time/day.ts'

function windows(today: string, panel: Parameters<typeof baseAsks>[0][number]): Record<string, string> {
  return Object.fromEntries(
    baseAsks([panel], '9', parseDay(today) ?? 0).map(({ name, from, to }) => [
      name,
      `${formatDay(from)} ${formatDay(to)}`,
    ]),
  )
}

describe('what figures of the wall are compared with', () => {
  it('is the end of the same day before, a month before and a year before, of a stock', () => {
    const figures = [{ metric: 'MEM01', span: 'now', changes: ['day', 'month', 'year'] }] as const
    expect(windows('2026-03-31', { view: 'figures', title: '', figures })).toEqual({
      'MEM01 now day': '2026-03-30 2026-03-30',
      'MEM01 now month': '2026-02-28 2026-02-28',
      'MEM01 now year': '2025-03-31 2025-03-31',
    })
  })

  it('is the same days of the month before and of the year before, of what happened this month', () => {
    const figures = [{ metric: 'MEM07', span: 'month', changes: ['month', 'year'] }] as const
    expect(windows('2028-02-28', { view: 'figures', title: '', figures })).toEqual({
      'MEM07 month month': '2028-01-01 2028-01-28',
      'MEM07 month year': '2027-02-01 2027-02-28',
    })
  })

  it('is twelve whole months of the year before, of a trend', () => {
    const of = { metric: 'MEM07' } as const
    expect(
      windows('2026-11-29', { view: 'trend', title: '', form: 'columns', of, color: 1, hasLastYear: true }),
    ).toEqual({ 'MEM07 months last year': '2024-12-01 2025-11-30' })
  })
})

describe('what is asked of a panel', () => {
  const asked = (panel: Parameters<typeof sceneAsks>[0][number]) =>
    sceneAsks([panel], { org: '9', parent: '1' }, parseDay('2026-11-29') ?? 0).map(
      ({ name, org, rows, grain, from, to }) =>
        `${name}: ${org} ${rows} ${grain} ${formatDay(from)} ${formatDay(to)}`,
    )

  it('of a calendar are the days of 53 weeks, from a Monday on', () => {
    expect(asked({ view: 'calendar', title: '', of: { metric: 'ACT01' } })).toEqual([
      'ACT01 days points: 9 total day 2025-11-24 2026-11-29',
      'ACT01 days total: 9 total all 2025-11-24 2026-11-29',
    ])
  })

  it('of a grid are the months of the children, and those of all of them', () => {
    expect(asked({ view: 'grid', title: '', of: { metric: 'STU02' }, capacity: 9, color: 1 })).toEqual([
      'STU02 months points: 9 total month 2025-12-01 2026-11-29',
      'STU02 months courses: 1 children month 2025-12-01 2026-11-29',
      'STU02 months total: 9 total all 2025-12-01 2026-11-29',
    ])
  })
})
