import { missingInWords } from '../../../warehouse/reports/outlook.ts'
import { cellValueOf, formatOf, safeText } from './cellValue.ts'
import type { MonthlyBook } from './monthlyBook.ts'
import { stampInWords } from './reportWords.ts'
import { heightOf, mergedRow, type PlannedCell, type PlannedRow, type SheetPlan } from './sheetPlan.ts'
import type { RetentionRow } from './sources.ts'
import type { StyleName } from './styles.ts'

const WIDTHS = [5, 30, 17, 10, 17, 17, 17, 17, 19, 22]
const PRINTED = WIDTHS.length - 1
const WIDTH = WIDTHS.slice(0, PRINTED).reduce((sum, width) => sum + width, 0)
const RATIO_FORMAT = '0.00%'
const HEAD_ROWS = 4
const EXPLANATION =
  '“本级留存”为本组织按留存比例留存的团费：“自身部分”按本组织的比例计算，“代收下级”为直属下级子账户无效时由本组织代收的部分，两者由公式相加。“上缴上级”为各上级组织从本组织（含下级）团费中留存的部分。各行分别计算，下级之和不等于本组织。'

/** Where the month's dues went: the organisation itself, set apart, then each direct child. */
export function planRetentionSheet({ org, monthLabel, statement, topics, stamp }: MonthlyBook): SheetPlan {
  const title = `团费留存对账 · ${org.name} · ${monthLabel}`
  const head: PlannedRow[] = [
    mergedRow(safeText(title), 'title', PRINTED, WIDTH, 34),
    mergedRow(safeText(stampInWords(stamp)), 'stamp', PRINTED, WIDTH, 16),
    {
      cells: headings([
        '序号',
        '组织',
        '实收团费',
        '留存比例',
        '本级留存',
        '',
        '',
        '上缴上级',
        '直属下级留存合计',
      ]),
      merges: [1, 2, 3, 4, 8, 9]
        .map(column => ({ from: column, to: column, down: 1 }))
        .concat({ from: 5, to: 7, down: 0 }),
      height: 22,
    },
    {
      cells: [undefined, undefined, undefined, undefined, ...headings(['自身部分', '代收下级', '合计'])],
      height: 20,
    },
  ]
  return {
    name: '团费留存对账',
    widths: WIDTHS,
    frozen: { rows: HEAD_ROWS, columns: 2 },
    print: {
      columns: PRINTED,
      repeat: [3, HEAD_ROWS],
      orientation: 'landscape',
      isOnePage: false,
      header: [`${org.name}　团费留存对账`, stampInWords(stamp)],
      footer: '单位：元',
    },
    pictures: [],
    rows: [
      ...head,
      ...statement.map((row, i) => statementRow(row, i, HEAD_ROWS + 1 + i, row.org === org.id)),
      mergedRow(
        statement.length > 0 ? `单位：元。${EXPLANATION}` : emptinessOf(topics),
        'note',
        PRINTED,
        WIDTH,
        heightOf(EXPLANATION, WIDTH, 14),
      ),
    ],
  }
}

/** Why there is no statement. */
function emptinessOf(topics: MonthlyBook['topics']): string {
  const missing = topics.find(({ report }) => report === 'dues_retention')?.missing ?? []
  return missing.length > 0 ? `${missing.map(missingInWords).join('；')}。` : '本月没有留存数据。'
}

function headings(titles: readonly string[]): (PlannedCell | undefined)[] {
  return titles.map(value => (value === '' ? undefined : { value, style: 'group' }))
}

function statementRow(row: RetentionRow, index: number, at: number, isSelf: boolean): PlannedRow {
  const style: StyleName = isSelf ? 'totalFigure' : 'figure'
  const money = (fen: number): PlannedCell => {
    const value = cellValueOf('元', fen)
    return typeof value === 'string' ? { value, style } : { value, style, format: formatOf('元') }
  }
  const retained = money(row.ownFen + row.fromChildrenFen)
  return {
    cells: [
      isSelf ? { value: '', style: 'totalName' } : { value: index, style: 'index', format: '0' },
      { value: safeText(isSelf ? `${row.name}（本组织）` : row.name), style: isSelf ? 'totalName' : 'name' },
      money(row.collectedFen),
      { value: row.ratioBp / 10_000, style, format: RATIO_FORMAT },
      money(row.ownFen),
      money(row.fromChildrenFen),
      typeof retained.value === 'string' ? retained : { ...retained, formula: `SUM(E${at}:F${at})` },
      money(row.toSuperiorsFen),
      money(row.childrenTotalFen),
      { value: safeText(row.org), style: 'id' },
    ],
    height: isSelf ? 22 : 18,
  }
}
