import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { REPORTS, type ReportId } from '../../../warehouse/catalogue/reports.ts'
import type { AnswerCell, AnswerColumn, ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { missingInWords } from '../../../warehouse/reports/outlook.ts'
import { StateNotes } from '../../../warehouse/reports/stateNotes.ts'
import { LABELLED_POINTS_FORMAT, safeText } from './cellValue.ts'
import { metricOf } from './definitionsSheet.ts'
import type { MonthlyBook } from './monthlyBook.ts'
import { changeCell, figureCells } from './reportColumns.ts'
import { basisInWords, instantInWords, stampInWords } from './reportWords.ts'
import { heightOf, mergedRow, type PlannedCell, type PlannedRow, type SheetPlan } from './sheetPlan.ts'

/** The figures a committee is asked about first, each from the sheet that explains it. */
const KEY_FIGURES: readonly (readonly [ReportId, MetricId])[] = [
  ['member_growth', 'MEM01'],
  ['member_growth', 'MEM07'],
  ['org_structure', 'ORG01'],
  ['org_structure', 'ORG02'],
  ['org_structure', 'ORG11'],
  ['dues_collection', 'DUE01'],
  ['dues_collection', 'DUE02'],
  ['dues_collection', 'DUE04'],
  ['dues_arrears', 'DUE07'],
  ['dues_retention', 'RET01'],
  ['activity', 'ACT01'],
  ['activity', 'ACT05'],
  ['activity', 'ACT08'],
  ['data_quality', 'SYS08'],
]
// a change of a share carries the name of its points
const WIDTHS = [26, 19, 8, 16, 16, 20, 16]
const COLUMNS = WIDTHS.length
const WIDTH = WIDTHS.reduce((sum, width) => sum + width, 0)

/** The first sheet: whose book, which month, the key figures with their changes, each topic in a sentence, how to read. */
export function planCoverSheet(book: MonthlyBook): SheetPlan {
  const { org, topics, stamp, monthLabel } = book
  const first = topics[0]
  const asOf = Math.min(...topics.map(topic => topic.asOf))
  const merged = (value: string, style: PlannedCell['style'], height?: number) =>
    mergedRow(safeText(value), style, COLUMNS, WIDTH, height ?? heightOf(value, WIDTH, 15))
  const context = first
    ? `口径：${basisInWords(first.basis)}　数据截至：${instantInWords(asOf)}`
    : `数据截至：${instantInWords(asOf)}`
  const { mom, yoy, ytd, ytdYoy } = comparisonsOf(topics)
  return {
    name: '封面',
    widths: WIDTHS,
    frozen: { rows: 0, columns: 0 },
    print: {
      columns: COLUMNS,
      repeat: null,
      orientation: 'portrait',
      isOnePage: true,
      header: ['', stampInWords(stamp)],
      footer: `${org.name}　${monthLabel}团务数据月报`,
    },
    pictures: [],
    rows: [
      { cells: [], height: 18 },
      merged(org.name, 'coverOrg', 34),
      merged('团务数据月报', 'coverTitle', 52),
      merged(monthLabel, 'coverMonth', 30),
      merged(context, 'subtitle'),
      merged(stampInWords(stamp), 'subtitle'),
      ...missingIn(topics).map(text => merged(text, 'note')),
      { cells: [], height: 10 },
      merged('一、关键指标', 'section', 24),
      {
        cells: ['指标', '本期', '单位', '环比', '同比', '本年累计', '累计同比'].map(value => ({
          value,
          style: 'group',
        })),
        height: 22,
      },
      ...KEY_FIGURES.flatMap(([report, metric]) => keyRow(topics, report, metric)),
      merged(
        [
          mom && `环比：与${mom}比`,
          yoy && `同比：与${yoy}比`,
          ytd && ytdYoy && `本年累计：${ytd}，累计同比：与${ytdYoy}比`,
          '比率的变化以百分点计',
        ]
          .filter(Boolean)
          .join('；'),
        'note',
      ),
      { cells: [], height: 8 },
      merged('二、各专题要点', 'section', 24),
      ...topics.map(topicRow),
      { cells: [], height: 8 },
      merged('三、阅读说明', 'section', 24),
      ...howToRead(marksIn(topics)).map(text => merged(text, 'paragraph')),
    ],
  }
}

/** What no topic can show yet, each once. */
function missingIn(topics: readonly ReportAnswer[]): string[] {
  return [...new Set(topics.flatMap(({ missing }) => missing.map(each => `${missingInWords(each)}。`)))]
}

function keyRow(topics: readonly ReportAnswer[], report: ReportId, id: MetricId): PlannedRow[] {
  const answer = topics.find(topic => topic.report === report)
  const found = answer && columnOf(answer, id, 'period')
  if (!answer || !found) return []
  const { column } = found
  const toDate = columnOf(answer, id, 'ytd')
  const none: PlannedCell = { value: '', style: 'figure' }
  const value = (of: { column: AnswerColumn; cell: AnswerCell }): PlannedCell =>
    figureCells([{ column: of.column, index: 0, shows: 'value' }], [of.cell], 'figure')[0] ?? none
  const change = (
    of: { column: AnswerColumn; cell: AnswerCell } | undefined,
    which: 'mom' | 'yoy',
  ): PlannedCell =>
    of?.column.compare.includes(which)
      ? inPoints(of.column, changeCell(of.column.unit, of.cell[which] ?? null, 'figure'))
      : none
  return [
    {
      cells: [
        { value: metricOf(id).title, style: 'name', note: `${id}　${column.definition}` },
        value(found),
        { value: column.unit, style: 'index' },
        change(found, 'mom'),
        change(found, 'yoy'),
        toDate ? value(toDate) : none,
        change(toDate, 'yoy'),
      ],
      height: 19,
    },
  ]
}

/** In a column with changes of both kinds, those of shares carry their unit. */
function inPoints(column: AnswerColumn, cell: PlannedCell): PlannedCell {
  if (column.unit !== '%' || !cell.format) return cell
  return { ...cell, format: LABELLED_POINTS_FORMAT }
}

function columnOf(
  answer: ReportAnswer,
  id: MetricId,
  span: 'period' | 'ytd',
): { column: AnswerColumn; cell: AnswerCell } | undefined {
  const index = REPORTS[answer.report].columns.findIndex(
    column =>
      column.kind === 'metric' &&
      column.metric === id &&
      (column.span ?? 'period') === span &&
      (column.part ?? 'value') === 'value' &&
      !column.by,
  )
  const column = answer.columns[index]
  const cell = answer.total.cells[index]
  return column && cell ? { column, cell } : undefined
}

function topicRow({ title, headline }: ReportAnswer): PlannedRow {
  return {
    cells: [
      { value: title, style: 'name' },
      { value: safeText(headline), style: 'text' },
    ],
    merges: [{ from: 2, to: COLUMNS }],
    height: Math.max(19, heightOf(headline, WIDTH - 26, 14)),
  }
}

function comparisonsOf(topics: readonly ReportAnswer[]): ReportAnswer['comparisons'] {
  return Object.assign({}, ...topics.map(({ comparisons }) => comparisons))
}

function marksIn(topics: readonly ReportAnswer[]): string {
  const states = new StateNotes()
  for (const { rows, total } of topics) for (const { cells } of [...rows, total]) states.note(cells)
  return states
    .inWords()
    .map(words => `${words}。`)
    .join('')
}

function howToRead(marks: string): string[] {
  return [
    '1. 每个专题一张工作表，各行为直属下级组织与本级，末行为合计。可相加的列，合计由公式求和，并已与数据仓库的数值逐列核对一致，不一致时不会生成本文件。',
    `2. ${marks}变化栏的“—”表示没有可比的基期。`,
    '3. 金额单位为元，精确到分；比率保留一位小数，其变化以百分点计；组织编号为文本，可用于不同月份之间的对照。',
    '4. 走势按当前组织关系与当前数据计算，可能与当月发布的数值略有差别。指标的定义见“指标说明”。',
  ]
}
