import { describe, expect, it } from 'vitest'
import { monthColumnsOption } from '../../../dashboard/charts/monthColumns.ts'
import { reportBarsOption } from '../../../dashboard/charts/reportBars.ts'
import { valueText as pageText } from '../../../dashboard/portal/report/words.ts'
import { bulletinOf } from '../../../jobs/delivery/mail/bulletin.ts'
import { figureCells } from '../../../jobs/delivery/workbook/reportColumns.ts'
import { MAILINGS } from '../../../warehouse/catalogue/mailings.ts'
import {
  type AbsentFigure,
  FIGURE_STATES,
  markOf,
  meaningOf,
  stated,
} from '../../../warehouse/contract/figureState.ts'
import { changeText, figureText, unitBehind } from '../../../warehouse/contract/figureText.ts'
import { UNITS, type Unit } from '../../../warehouse/contract/unit.ts'
import type { AnswerCell, AnswerColumn, ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { headlineOf } from '../../../warehouse/reports/headline.ts'
import { chartStyle } from '../../support/browser/chartStyle.ts'
import { showCell } from '../../support/delivery/showCell.ts'

/** Values in what is stored: fen, minutes, fractions of 1, counts. */
const VALUES: Readonly<Record<'fraction' | 'number', readonly number[]>> = {
  fraction: [0, 0.5745, 0.61285, 1, 21.912, -0.0321],
  number: [0, 1, 71, 1_234_567, 123_456_789_012, -12],
}
const CHANGES = [0.0321, -0.5, 21.912, 0.0004, -0.00049, 0, null]

function columnOf(unit: Unit): AnswerColumn {
  return {
    title: '团员总数',
    group: '',
    unit,
    metric: 'MEM01',
    definition: '',
    compare: ['mom'],
    hasTrend: false,
    addsUp: true,
  }
}

function answerOf(unit: Unit, cell: AnswerCell): ReportAnswer {
  const row = { id: '10', name: '团广州市委', canDrill: false, cells: [cell] }
  return {
    report: 'member_growth',
    title: '团员发展',
    department: '组织部',
    remark: '',
    org: { id: '10', name: '团广州市委', level: 3 },
    rowKind: 'children',
    period: { grain: 'month', from: '2026-10-01', to: '2026-10-31', label: '2026年10月', isRunning: false },
    comparisons: { mom: '2026年9月' },
    basis: 'published',
    asOf: 0,
    headline: '',
    missing: [],
    notes: [],
    columns: [columnOf(unit)],
    rows: [{ ...row, kind: 'child' }],
    total: { ...row, kind: 'total' },
  }
}

/** The figure with its unit, as each channel shows it to its reader; a heading's unit is put behind. */
function shownIn(unit: Unit, cell: AnswerCell): Record<string, string> {
  const answer = answerOf(unit, cell)
  const column = columnOf(unit)
  const headed = (text: string) => `${text}${unitBehind(unit)}`
  const [planned] = figureCells([{ column, index: 0, shows: 'value' }], [cell], 'figure')
  const bars = reportBarsOption(
    { title: '', unit, rows: [{ name: '', ...cell }], color: 0 },
    { bars: 'lying' },
    chartStyle,
  )
  const months = monthColumnsOption(
    { title: '', unit, points: [{ bucket: '2026-10', ...cell }], color: 0 },
    chartStyle,
  )
  return {
    page: headed(pageText(column, cell)),
    wall: headed(figureText(cell, unit)),
    workbook: headed(
      typeof planned?.value === 'number'
        ? showCell(planned.value, planned.format ?? '')
        : String(planned?.value ?? ''),
    ),
    mail: bulletinOf(MAILINGS.monthly, [answer]).lines[0]?.value ?? '',
    headline: headlineOf(answer).slice('2026年10月，团广州市委团员 '.length, -1),
    bars: descriptionOf(bars),
    months: descriptionOf(months),
  }
}

function descriptionOf(option: unknown): string {
  return /"description":"(?:：|，近 1 个月：10月) (.*?)。"/.exec(JSON.stringify(option))?.[1] ?? ''
}

describe('one figure, one writing', () => {
  it.each(UNITS)('a figure in %s reads the same in page, wall, workbook, mail, headline and chart', unit => {
    for (const value of VALUES[unit === '%' ? 'fraction' : 'number']) {
      const shown = shownIn(unit, stated(value))
      expect(new Set(Object.values(shown)), JSON.stringify(shown)).toEqual(new Set([shown.page]))
      expect(shown.page).toMatch(/\d/)
    }
  })

  it.each(UNITS)('a change in %s reads the same in page, workbook, mail and headline', unit => {
    for (const mom of CHANGES) {
      const cell: AnswerCell = { ...stated(1), mom }
      const answer = answerOf(unit, cell)
      const [planned] = figureCells([{ column: columnOf(unit), index: 0, shows: 'mom' }], [cell], 'figure')
      const page = changeText(mom, unit)
      const workbook =
        typeof planned?.value === 'number' ? showCell(planned.value, planned.format ?? '') : planned?.value
      const words = [
        bulletinOf(MAILINGS.monthly, [answer]).lines[0]?.mom,
        /环比 (.*?)。$/.exec(headlineOf(answer))?.[1],
      ].map(text => text?.replace(' 个百分点', ''))
      expect([workbook, ...words]).toEqual([page, page, page])
    }
  })
})

const ABSENT: readonly AbsentFigure[] = [
  { state: 'no_data', value: null },
  { state: 'not_computed', value: null },
  { state: 'before_data', value: null },
  { state: 'unknown_source', value: null },
  { state: 'suppressed', value: null, k: 3 },
  { state: 'suppressed', value: null, k: 10 },
  { state: 'suppressed_with', value: null },
]

describe('a figure without a number', () => {
  it('is of every state that there is', () => {
    expect(new Set(['value', ...ABSENT.map(({ state }) => state)])).toEqual(new Set(FIGURE_STATES))
  })

  it.each(ABSENT)('of state $state has the mark or the meaning of that state in every channel', figure => {
    const { page, wall, workbook, mail, bars, months } = shownIn('人', figure)
    const mark = markOf(figure)
    expect([page, wall, workbook]).toEqual(Array(3).fill(`${mark}${unitBehind('人')}`))
    expect(mail?.startsWith(mark)).toBe(true)
    expect(bars).toBe(`${mark}（${meaningOf(figure)}）`)
    expect(months).toBe(meaningOf(figure))
  })

  it('is told apart from every other, and from 0, in every channel and in the sentence above a report', () => {
    const figures: AnswerCell[] = [...ABSENT, stated(0)]
    const told = figures.map(cell => ({ ...shownIn('人', cell), headline: headlineOf(answerOf('人', cell)) }))
    for (const channel of Object.keys(told[0] ?? {}) as (keyof (typeof told)[number])[]) {
      const texts = told.map(each => each[channel])
      expect(new Set(texts).size, `${String(channel)}: ${texts.join(' | ')}`).toBe(figures.length)
    }
  })
})
