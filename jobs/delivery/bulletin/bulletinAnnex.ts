import type { Bulletin, BulletinRow } from '../../../warehouse/bulletins/bulletin.ts'
import { markOf } from '../../../warehouse/contract/figureState.ts'
import type { FrozenSet } from '../../../warehouse/frozen/frozenSet.ts'
import { cellValueOf, formatOf, POINTS_FORMAT, pointsOf, safeText } from '../workbook/cellValue.ts'
import { workbookBytes } from '../workbook/digitsAsText.ts'
import { newWorkbook } from '../workbook/newWorkbook.ts'
import { heightOf, type PlannedCell, type PlannedRow, type SheetPlan } from '../workbook/sheetPlan.ts'
import type { StyleName } from '../workbook/styles.ts'
import { writeSheet } from '../workbook/writeSheet.ts'

const LINE_POINTS = 15
const INDEX_WIDTH = 8
const NAME_WIDTH = 30
const FIGURE_WIDTH = 14
const CHANGE_WIDTH = 12
const DEFINITION_WIDTHS = [20, 10, 90]

/** The annex of a bulletin: all units with their places, figures and changes, and what the figures mean. */
export async function writeBulletinAnnex(bulletin: Bulletin, set: FrozenSet): Promise<Buffer> {
  const workbook = await newWorkbook(set.frozenAt)
  await writeSheet(workbook, planTable(bulletin, set))
  await writeSheet(workbook, planDefinitions(bulletin, set))
  return workbookBytes(workbook)
}

function planTable(bulletin: Bulletin, set: FrozenSet): SheetPlan {
  const { columns, rows, total } = bulletin
  const shown = columns.flatMap(({ title, unit, hasChange }) => [
    { text: `${title}（${unit}）`, width: FIGURE_WIDTH },
    ...(hasChange ? [{ text: `较上期${unit === '%' ? '（百分点）' : ''}`, width: CHANGE_WIDTH }] : []),
  ])
  const widths = [INDEX_WIDTH, NAME_WIDTH, ...shown.map(({ width }) => width), CHANGE_WIDTH]
  const wide = widths.reduce((sum, width) => sum + width, 0)
  const line = (
    value: string,
    style: StyleName,
    height = heightOf(value, wide, LINE_POINTS),
  ): PlannedRow => ({
    cells: [{ value: safeText(value), style }],
    merges: [{ from: 1, to: widths.length }],
    height,
  })
  const heading: PlannedRow = {
    cells: ['名次', '单位', ...shown.map(({ text }) => text), '备注'].map(value => ({
      value,
      style: 'group',
    })),
    height: 30,
  }
  const top = [
    line(`${bulletin.name}附表`, 'title', 34),
    line(bulletin.title, 'subtitle'),
    line(stampOf(bulletin, set), 'stamp'),
    heading,
  ]
  return {
    name: '附表',
    widths,
    frozen: { rows: top.length, columns: 2 },
    print: {
      columns: widths.length,
      repeat: [top.length, top.length],
      orientation: 'landscape',
      isOnePage: false,
      header: [bulletin.name, bulletin.org.name],
      footer: `校验码 ${set.checksum.slice(0, 16)}`,
    },
    rows: [
      ...top,
      ...rows.map(row => rowOf(bulletin, row, ['index', 'name', 'figure'])),
      rowOf(bulletin, total, ['totalName', 'totalName', 'totalFigure']),
    ],
    pictures: [],
  }
}

function rowOf(
  { columns }: Bulletin,
  { name, rank, isRed, cells }: BulletinRow,
  [index, title, figure]: readonly [StyleName, StyleName, StyleName],
): PlannedRow {
  const figures = columns.flatMap(({ unit, hasChange }, i): PlannedCell[] => {
    const cell = cells[i] ?? { state: 'no_data', value: null, change: null }
    const value: PlannedCell =
      cell.state === 'value'
        ? { value: cellValueOf(unit, cell.value), style: figure, format: formatOf(unit) }
        : { value: markOf(cell), style: figure }
    return hasChange ? [value, changeOf(cell.change, unit, figure)] : [value]
  })
  return {
    cells: [
      { value: rank ?? '', style: index },
      { value: safeText(name), style: title },
      ...figures,
      { value: isRed ? '通报' : '', style: figure },
    ],
    height: 20,
  }
}

function changeOf(
  change: number | null,
  unit: Bulletin['columns'][number]['unit'],
  style: StyleName,
): PlannedCell {
  if (change === null) return { value: '—', style }
  if (unit === '%') return { value: pointsOf(change), style, format: POINTS_FORMAT }
  const size = formatOf(unit).split(';')[0] ?? '0'
  return { value: cellValueOf(unit, change), style, format: `"▲ "${size};"▼ "${size};"持平"` }
}

function planDefinitions(bulletin: Bulletin, set: FrozenSet): SheetPlan {
  const [, , width = 90] = DEFINITION_WIDTHS
  return {
    name: '指标说明',
    widths: DEFINITION_WIDTHS,
    frozen: { rows: 1, columns: 0 },
    print: {
      columns: DEFINITION_WIDTHS.length,
      repeat: [1, 1],
      orientation: 'landscape',
      isOnePage: false,
      header: ['指标说明', stampOf(bulletin, set)],
      footer: '',
    },
    rows: [
      { cells: ['列', '单位', '定义'].map(value => ({ value, style: 'group' })), height: 22 },
      ...bulletin.columns.map(
        ({ title, unit, definition }): PlannedRow => ({
          cells: [
            { value: title, style: 'name' },
            { value: unit, style: 'index' },
            { value: definition, style: 'text' },
          ],
          height: Math.max(20, heightOf(definition, width, LINE_POINTS)),
        }),
      ),
    ],
    pictures: [],
  }
}

function stampOf({ org, until, previous }: Bulletin, { checksum }: FrozenSet): string {
  const since = previous ? `，变化自${previous.name}（截至${previous.until}）算起` : ''
  return `${org.name}，截至${until}${since}。数据已封存，校验码 ${checksum.slice(0, 16)}`
}
