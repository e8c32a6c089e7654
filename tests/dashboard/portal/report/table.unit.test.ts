import { describe, expect, it } from 'vitest'
import type { AnswerCell, AnswerColumn, AnswerRow } from '../../../../api/contract.ts'
import { barsOf, largestChanges } from '../../../../dashboard/portal/report/changeBars.ts'
import { headerRows, slotsOf } from '../../../../dashboard/portal/report/headerCells.ts'
import { sectionsOf } from '../../../../dashboard/portal/report/sections.ts'
import { sortRows } from '../../../../dashboard/portal/report/sortRows.ts'
import { sparkPath } from '../../../../dashboard/portal/report/sparkPath.ts'
import {
  absenceTip,
  columnNotes,
  comparisonTexts,
  emptyText,
  noticesOf,
  revisionText,
  valueText,
} from '../../../../dashboard/portal/report/words.ts'
import { stated } from '../../../../warehouse/contract/figureState.ts'

const column = (title: string, rest: Partial<AnswerColumn> = {}): AnswerColumn => ({
  title,
  group: '',
  unit: '人',
  metric: 'MEM01',
  definition: '',
  compare: [],
  hasTrend: false,
  addsUp: true,
  ...rest,
})
const small = (k: number) => ({ state: 'suppressed', value: null, k }) as const
const cell = (value: number | null, rest: Pick<AnswerCell, 'mom' | 'yoy' | 'revised'> = {}): AnswerCell => ({
  ...stated(value),
  ...rest,
})
const row = (id: string, first: AnswerCell, kind: AnswerRow['kind'] = 'child'): AnswerRow => ({
  id,
  name: id,
  kind,
  canDrill: false,
  cells: [first],
})

describe('the head of the table', () => {
  const columns = [
    column('团员总数', { compare: ['mom', 'yoy'], hasTrend: true }),
    column('净增'),
    column('本期', { group: '新发展', compare: ['yoy'] }),
    column('累计', { group: '新发展' }),
    column('率', { group: '报到', unit: '%', compare: ['yoy'] }),
  ]

  it('covers every drawn column once on each level', () => {
    for (const hidden of [[], [0], [2], [0, 2, 4], [1, 3]]) {
      const slots = slotsOf(columns, hidden)
      const rows = headerRows(columns, hidden)
      const filled = rows.map(() => 0)
      for (const [level, cells] of rows.entries())
        for (const each of cells)
          for (let below = level; below < level + each.rowSpan; below++)
            filled[below] = (filled[below] ?? 0) + each.colSpan
      expect(filled, String(hidden)).toEqual(rows.map(() => slots.length))
    }
  })

  it('has groups above columns above their parts, with units', () => {
    expect(
      headerRows(columns, []).map(cells =>
        cells.map(each => `${each.text} ${each.unit} ${each.colSpan}×${each.rowSpan}`),
      ),
    ).toEqual([
      ['团员总数  4×2', '净增 人 1×3', '新发展  3×1', '报到  2×1'],
      ['本期  2×1', '累计 人 1×2', '率  2×1'],
      [
        '数值 人 1×1',
        '环比  1×1',
        '同比  1×1',
        '走势 近12个月 1×1',
        '数值 人 1×1',
        '同比  1×1',
        '数值 % 1×1',
        '同比 百分点 1×1',
      ],
    ])
  })

  it('leaves out levels that nothing needs', () => {
    expect(headerRows([column('甲'), column('乙')], [])).toHaveLength(1)
    expect(headerRows(columns, [2, 3, 4])).toHaveLength(2)
  })

  it('parts groups by a line, not the columns of one group', () => {
    expect(
      slotsOf(columns, [])
        .filter(slot => slot.opens)
        .map(slot => slot.column),
    ).toEqual([0, 1, 2, 4])
    expect(
      slotsOf(columns, [2])
        .filter(slot => slot.opens)
        .map(slot => slot.column),
    ).toEqual([0, 1, 3, 4])
  })
})

describe('the order of rows', () => {
  const rows = [
    row('own', cell(9_999), 'own'),
    row('none', cell(null)),
    row('two', cell(2, { yoy: 0.1 })),
    row('hidden', small(3)),
    row('zero', cell(0, { yoy: null })),
    row('three', cell(-3, { yoy: 0.3 })),
  ]
  const order = (sort: Parameters<typeof sortRows>[1]) => sortRows(rows, sort).map(each => each.id)

  it('without a wish is that of the tree, the own row last', () => {
    expect(order(null)).toEqual(['none', 'two', 'hidden', 'zero', 'three', 'own'])
  })

  it('puts hidden and missing figures behind, whatever the direction', () => {
    expect(order({ column: 0, by: 'value', descending: true })).toEqual([
      'two',
      'zero',
      'three',
      'hidden',
      'none',
      'own',
    ])
    expect(order({ column: 0, by: 'value', descending: false })).toEqual([
      'three',
      'zero',
      'two',
      'hidden',
      'none',
      'own',
    ])
    expect(order({ column: 0, by: 'yoy', descending: true })).toEqual([
      'three',
      'two',
      'hidden',
      'none',
      'zero',
      'own',
    ])
  })

  it('of a column that is not there stays as it is', () => {
    expect(order({ column: 7, by: 'value', descending: true })).toEqual(order(null))
  })
})

describe('words of cells', () => {
  const share = column('率', { unit: '%', addsUp: false, compare: ['yoy'] })

  it('a hidden figure is never a number', () => {
    expect(valueText(column('人'), small(10))).toBe('<10')
    expect(absenceTip(small(10))).toEqual({ title: '“<10”', texts: ['少于 10 人，为保护个人信息不显示。'] })
    expect(valueText(share, cell(null))).toBe('—')
    expect(valueText(column('时', { unit: '小时' }), cell(90))).toBe('1.5')
  })

  it('a published figure that was revised tells both', () => {
    expect(revisionText(column('费', { unit: '元' }), cell(100, { revised: 250 }))).toMatch(
      /1\.00 元.*2\.50 元/,
    )
  })

  it('a column tells when its rows do not add up', () => {
    expect(columnNotes(share)).toHaveLength(2)
    expect(columnNotes(column('人'))).toEqual([])
  })

  it('the compared windows stand in words', () => {
    expect(
      comparisonTexts({
        comparisons: {
          mom: '2026年9月',
          yoy: '2025年10月',
          ytd: '2026年1月1日至10月31日',
          ytdYoy: '2025年1月1日至10月31日',
        },
      }),
    ).toEqual([
      '环比 2026年9月',
      '同比 2025年10月',
      '累计 2026年1月1日至10月31日，同比 2025年1月1日至10月31日',
    ])
    expect(comparisonTexts({ comparisons: {} })).toEqual([])
  })
})

describe('small pictures in cells', () => {
  it('a line has a hole where a month is missing and ends with the newest figure', () => {
    expect(sparkPath([1, 3, null, 2, 1, null], 50, 10)).toEqual({
      path: 'M0 10L10 0M30 5L40 10',
      end: { x: 40, y: 10 },
    })
    expect(sparkPath([5, 5], 10, 10).path).toBe('M0 5L10 5')
    expect(sparkPath([null, null], 10, 10)).toEqual({ path: '', end: null })
    expect(sparkPath([], 10, 10).end).toBeNull()
  })

  it('a bar goes from the middle, half the cell for the largest change of its column', () => {
    const rows = [
      row('a', cell(1, { yoy: 0.2 })),
      row('b', cell(1, { yoy: -0.4 })),
      row('c', cell(1, { yoy: null })),
    ]
    const slots = slotsOf([column('人', { compare: ['yoy'] })], [])
    expect(largestChanges(rows, slots)).toEqual([0, 0.4])
    expect(barsOf(0.2, 0.4)).toEqual({ left: '50%', width: '25%' })
    expect(barsOf(-0.4, 0.4)).toEqual({ left: '0%', width: '50%' })
    expect(barsOf(9, 0.4)).toEqual({ left: '50%', width: '50%' })
    expect([barsOf(null, 1), barsOf(0, 1), barsOf(1, 0)]).toEqual([null, null, null])
  })
})

describe('rows that are ranked among their peers', () => {
  const ranked = (id: string, value: number, peers?: string): AnswerRow => ({
    ...row(id, cell(value)),
    ...(peers ? { peers } : {}),
  })
  const rows = [
    ranked('a', 1, '市级团委'),
    ranked('b', 2, '市级团委'),
    ranked('u', 1, '直属团委'),
    ranked('gone', 9),
    row('own', cell(5), 'own'),
  ]
  const names = (sort: Parameters<typeof sectionsOf>[1]) =>
    sectionsOf(rows, sort).map(({ title, rows: of }) => `${title}: ${of.map(({ id }) => id).join(' ')}`)

  it('stand below headings, and are sorted within them', () => {
    expect(names(null)).toEqual(['市级团委: a b', '直属团委: u', '不参加排名: gone', ': own'])
    expect(names({ column: 0, by: 'value', descending: true })[0]).toBe('市级团委: b a')
  })

  it('need none where all are of one kind', () => {
    expect(sectionsOf(rows.slice(0, 2), null)).toEqual([{ title: '', rows: rows.slice(0, 2) }])
  })
})

describe('a report whose figures are not all there', () => {
  const missing = [{ title: '数据质量核对', months: '2026年10月', due: '计划 11月29日 00:20 计算' }]
  const total = (figure: AnswerCell): AnswerRow => row('10', figure, 'total')
  const about = '团广州市委在2026年10月'

  it('says above the figures what is missing and when it will be there, then what is not compared', () => {
    expect(noticesOf({ missing, notes: ['实收的同比为“—”：对比期不完整。'] })).toEqual([
      '数据质量核对（2026年10月）尚未计算：计划 11月29日 00:20 计算。',
      '实收的同比为“—”：对比期不完整。',
    ])
  })

  it('advises another period only where that helps', () => {
    const nothing = total(cell(null))
    expect(emptyText({ missing: [], total: nothing }, about)).toContain('请换一个时期或组织')
    expect(emptyText({ missing, total: nothing }, about)).not.toContain('请换')
    const early = total({ state: 'before_data', value: null })
    expect(emptyText({ missing: [], total: early }, about)).toContain('较晚的时期')
    const untold = total({ state: 'unknown_source', value: null })
    expect(emptyText({ missing: [], total: untold }, about)).not.toContain('请换')
  })
})
