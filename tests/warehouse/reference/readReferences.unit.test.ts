import { describe, expect, it } from 'vitest'
import type { ReferenceName } from '../../../warehouse/catalogue/referenceValues.ts'
import { parseDay } from '../../../warehouse/platform/time/day.ts'
import { type EnteredRow, idOf } from '../../../warehouse/reference/enteredRows.ts'
import { previewRow } from '../../../warehouse/reference/previewRow.ts'
import { combine, contradictions } from '../../../warehouse/reference/readReferences.ts'
import { parseReferenceValues, referenceValue } from '../../../warehouse/reference/referenceValues.ts'
import type { ReferenceScope } from '../../../warehouse/reference/scope.ts'

const HEADER = 'what,scope,valid_from,value,unit,source'
const day = (text: string) => parseDay(text) ?? Number.NaN
const file = (name: string, ...lines: string[]) => parseReferenceValues([HEADER, ...lines].join('\n'), name)
const EVERYWHERE: ReferenceScope = { org: '', region: '', level: '', system: 0 }
const GUANGZHOU: ReferenceScope = { ...EVERYWHERE, region: '4401' }
const SHIPPED = file(
  'shipped.csv',
  'branch_members_least,,2000-01-01,3,人,章程',
  'branch_members_least,,2027-01-01,4,人,新章程',
)
const place = { org_id: '7', system: 1, level: 4, region_code: '440103' }

function entered(from: string, value: number | null, more: Partial<EnteredRow> = {}): EnteredRow {
  const row = { what: 'branch_members_least' as ReferenceName, scope: EVERYWHERE, from: day(from), ...more }
  return {
    ...row,
    value,
    source: '省办发〔2026〕1号',
    place: 'page',
    isWithdrawn: false,
    enteredBy: 'zhang',
    enteredAt: 0,
    ...more,
    id: idOf(row),
  }
}
const holds = (rows: ReturnType<typeof combine>, on: string) =>
  referenceValue(rows, 'branch_members_least', place, day(on))?.value

describe('what is entered on the page', () => {
  it('holds from its day on, and the files hold before it', () => {
    const rows = combine({ shipped: SHIPPED, own: [] }, [entered('2026-06-01', 5)])
    expect(['2026-05-31', '2026-06-01', '2026-12-31'].map(on => holds(rows, on))).toEqual([3, 5, 5])
  })

  it('is not superseded by a row that comes with the product later', () => {
    const rows = combine({ shipped: SHIPPED, own: [] }, [entered('2026-06-01', 5)])
    expect(holds(rows, '2027-06-01')).toBe(5)
    // of another scope it takes nothing
    expect(holds(combine({ shipped: SHIPPED, own: [] }, [entered('2026-06-01', 5, { scope: { ...GUANGZHOU, region: '4402' } })]), '2027-06-01')).toBe(4)
  })

  it('ends what holds where it is empty, and counts no more once it is withdrawn', () => {
    expect(holds(combine({ shipped: SHIPPED, own: [] }, [entered('2026-06-01', null)]), '2026-07-01')).toBeUndefined()
    const withdrawn = entered('2026-06-01', 5, { isWithdrawn: true })
    expect(holds(combine({ shipped: SHIPPED, own: [] }, [withdrawn]), '2027-06-01')).toBe(4)
  })

  it('is contradicted by an own row of that day or a later one, which is named with file and line', () => {
    const own = file(
      'own.csv',
      'branch_members_least,,2026-01-01,2,人,a',
      'branch_members_least,,2026-06-01,5,人,b',
      'branch_members_least,,2026-07-01,6,人,c',
      'branch_members_least,region:4401,2026-07-01,6,人,d',
    )
    expect(contradictions({ shipped: SHIPPED, own }, [entered('2026-06-01', 5)])).toEqual([
      expect.stringMatching(/^own\.csv:3: branch_members_least .* by zhang, from 2026-06-01 on; take the row out/),
      expect.stringMatching(/^own\.csv:4: /),
    ])
    expect(contradictions({ shipped: SHIPPED, own }, [entered('2026-06-01', 5, { isWithdrawn: true })])).toEqual([])
  })
})

describe('a row that is to be entered', () => {
  const row = { what: 'branch_members_least', scope: EVERYWHERE, from: day('2026-06-01'), value: '5', source: 'x' } as const

  it('is told what it changes: from what, until when, what gives way, what stays', () => {
    const preview = previewRow({ shipped: SHIPPED, own: [] }, [entered('2028-01-01', 6), entered('2026-01-01', 9, { scope: GUANGZHOU })], row)
    expect(preview).toMatchObject({
      faults: [],
      before: { value: 3 },
      until: day('2028-01-01'),
      displaced: [{ from: day('2027-01-01') }],
      narrower: 1,
    })
  })

  it.each([
    ['-1', 'negative'],
    ['many', 'no_number'],
    ['1,5', 'no_number'],
  ])('is refused with the value %s', (value, reason) => {
    const { faults } = previewRow({ shipped: SHIPPED, own: [] }, [], { ...row, value })
    expect(faults).toEqual([{ field: 'value', reason }])
  })

  it('is refused above 100 %, and with a day that is none', () => {
    const faultsOf = (what: ReferenceName, value: string) =>
      previewRow({ shipped: [], own: [] }, [], { ...row, what, value }).faults
    expect(faultsOf('excellent_share_most', '101')).toEqual([{ field: 'value', reason: 'above_whole' }])
    expect(faultsOf('evaluation_due', '2026-02-30')).toEqual([{ field: 'value', reason: 'no_date' }])
  })

  it('is refused where it would say twice, or otherwise than the own file, from when on a value holds', () => {
    const own = file('own.csv', 'branch_members_least,,2026-07-01,6,人,c')
    expect(previewRow({ shipped: SHIPPED, own: [] }, [entered('2026-06-01', 4)], row).faults).toMatchObject([
      { field: 'valid_from', reason: 'taken', by: { enteredBy: 'zhang' } },
    ])
    expect(previewRow({ shipped: SHIPPED, own }, [], row).faults).toMatchObject([
      { field: 'valid_from', reason: 'own_file', row: { place: 'own.csv:2' } },
    ])
    expect(previewRow({ shipped: SHIPPED, own }, [], { ...row, from: day('2026-08-01') }).faults).toEqual([])
  })
})
