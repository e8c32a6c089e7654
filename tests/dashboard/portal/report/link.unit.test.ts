import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReportEntry } from '../../../../api/contract.ts'
import { nextSort, type ReportLink, readLink, writeLink } from '../../../../dashboard/portal/report/link.ts'
import { startOf } from '../../../../dashboard/portal/report/period.ts'

const entry: Pick<ReportEntry, 'grains' | 'rows'> = {
  grains: ['month', 'quarter', 'week'],
  rows: [
    { id: 'children', label: '直属下级' },
    { id: 'gender', label: '性别' },
  ],
}
const defaults = { org: '10', today: '2026-11-25' }
const plain: ReportLink = {
  org: '10',
  grain: 'month',
  day: '2026-10-01',
  rows: 'children',
  basis: null,
  sort: null,
  hidden: [],
}

describe('the state of a report in its link', () => {
  it('is the account’s own organisation and the last period that is over when nothing is said', () => {
    expect(readLink({}, entry, defaults)).toEqual(plain)
  })

  it('comes back as it was written', () => {
    const link = fc.record<ReportLink>({
      org: fc.constantFrom('10', '440100', 'root'),
      grain: fc.constantFrom('month' as const, 'quarter' as const, 'week' as const),
      day: fc.constantFrom('2026-11-25', '2020-02-29', '2026-01-01'),
      rows: fc.constantFrom('children', 'gender'),
      basis: fc.constantFrom(null, 'published' as const, 'current' as const),
      sort: fc.option(
        fc.record({
          column: fc.integer({ min: 0, max: 20 }),
          by: fc.constantFrom('value' as const, 'mom' as const, 'yoy' as const),
          descending: fc.boolean(),
        }),
        { nil: null },
      ),
      hidden: fc.uniqueArray(fc.integer({ min: 0, max: 20 })),
    })
    fc.assert(
      fc.property(link, state => {
        const whole = { ...state, day: startOf(state.grain, state.day) }
        expect(readLink(writeLink(whole), entry, defaults)).toEqual(whole)
      }),
    )
  })

  it('of a damaged link falls back part by part', () => {
    const damaged = {
      org: ['10', '11'],
      grain: 'hour',
      day: '2026-02-30',
      rows: 'shoe_size',
      basis: 'wished',
      sort: '--3',
      hide: '1,x,-2,3',
    }
    expect(readLink(damaged, entry, defaults)).toEqual({ ...plain, hidden: [1, 3] })
  })

  it('never asks for a period that begins after today, but for the running one', () => {
    expect(readLink({ day: '2026-12-01' }, entry, defaults).day).toBe('2026-10-01')
    expect(readLink({ day: '2026-11-30' }, entry, defaults).day).toBe('2026-11-01')
  })

  it('a heading sorts largest first, then smallest first, then not at all', () => {
    const first = nextSort(null, 2, 'yoy')
    expect(first).toEqual({ column: 2, by: 'yoy', descending: true })
    const second = nextSort(first, 2, 'yoy')
    expect(second).toEqual({ column: 2, by: 'yoy', descending: false })
    expect(nextSort(second, 2, 'yoy')).toBeNull()
    expect(nextSort(second, 2, 'value')).toEqual({ column: 2, by: 'value', descending: true })
  })
})
