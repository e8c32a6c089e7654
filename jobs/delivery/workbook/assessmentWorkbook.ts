import ExcelJS from 'exceljs'
import type { AssessmentGroup, Indicator, Sheet } from '../../../warehouse/assessment/assessment.ts'
import type { ShownAssessment } from '../../../warehouse/assessment/readShown.ts'
import { ASSESSMENT_STATE_TITLES } from '../../../warehouse/contract/assessmentState.ts'
import { meaningOf } from '../../../warehouse/contract/figureState.ts'
import { valueText } from '../../../warehouse/contract/figureText.ts'
import { cellValueOf, formatOf, safeText } from './cellValue.ts'
import { workbookBytes } from './digitsAsText.ts'
import { instantInWords, type Stamp, stampInWords } from './reportWords.ts'
import { heightOf, mergedRow, type PlannedCell, type PlannedRow, type SheetPlan } from './sheetPlan.ts'
import { writeSheet } from './writeSheet.ts'

const LINE_POINTS = 14
const POINTS_FORMAT = '0.00'
const [INDEX_WIDTH, NAME_WIDTH, FIGURE_WIDTH, POINTS_WIDTH, REASON_WIDTH] = [7, 26, 13, 10, 40]
const RULE_WIDTHS = [22, 10, 10, 12, 12, 12, 60, 40]
const NOTE =
  '每项按 0 分线与满分线之间的比例计分；没有数的项不计分，也不按 0 分，总分按“满分基数”计。缺了其他组织都有的项、或一票否决的，不排名。名次只在同一类组织之间比较。'

/** The score tables of an assessment, one sheet for each kind of organisations, and the rules that they were scored by. */
export async function writeAssessmentWorkbook(shown: ShownAssessment, stamp: Stamp): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  workbook.creator = '团数'
  workbook.created = new Date(stamp.now)
  workbook.modified = workbook.created
  for (const plan of planAssessment(shown, stamp)) await writeSheet(workbook, plan)
  return workbookBytes(workbook)
}

/** Pure. */
export function planAssessment(shown: ShownAssessment, stamp: Stamp): SheetPlan[] {
  const names = shown.assessment.groups.map(({ peers }, i, { length }) =>
    length === 1 ? '得分表' : `${i + 1} ${peers}`.slice(0, 31),
  )
  return [
    ...shown.assessment.groups.map((group, i) => planTable(shown, group, names[i] ?? '', stamp)),
    planRules(shown, stamp),
  ]
}

function planTable(shown: ShownAssessment, group: AssessmentGroup, name: string, stamp: Stamp): SheetPlan {
  const { indicators, sheets, peers } = group
  const headings = [
    '名次',
    peers,
    ...indicators.flatMap(({ title, unit, weight }) => [`${title}（${unit}）`, `得分（满分${weight}）`]),
    '总分',
    '满分基数',
    '说明',
  ]
  const widths = [
    INDEX_WIDTH,
    NAME_WIDTH,
    ...indicators.flatMap(() => [FIGURE_WIDTH, POINTS_WIDTH]),
    POINTS_WIDTH,
    POINTS_WIDTH,
    REASON_WIDTH,
  ]
  const wide = widths.reduce((sum, width) => sum + width, 0)
  const title = titleOf(shown)
  const top = [
    mergedRow(safeText(title), 'title', widths.length, wide, 34),
    mergedRow(safeText(stateOf(shown)), 'subtitle', widths.length, wide),
    mergedRow(safeText(stampInWords(stamp)), 'stamp', widths.length, wide, 16),
    { cells: headings.map((value): PlannedCell => ({ value: safeText(value), style: 'group' })), height: 34 },
  ]
  return {
    name,
    widths,
    frozen: { rows: top.length, columns: 2 },
    print: {
      columns: widths.length,
      repeat: [top.length, top.length],
      orientation: 'landscape',
      isOnePage: false,
      header: [title, stampInWords(stamp)],
      footer: '',
    },
    pictures: [],
    rows: [
      ...top,
      ...sheets.map(sheet => rowOf(sheet, indicators)),
      mergedRow(NOTE, 'note', widths.length, wide, heightOf(NOTE, wide, LINE_POINTS)),
    ],
  }
}

function rowOf(sheet: Sheet, indicators: readonly Indicator[]): PlannedRow {
  const pointsCell = (points: number | null): PlannedCell =>
    points === null
      ? { value: '不计', style: 'figure' }
      : { value: points, style: 'figure', format: POINTS_FORMAT }
  const missing = sheet.parts.flatMap(({ figure }, i) =>
    figure.state === 'value' ? [] : [`${indicators[i]?.title ?? ''}：${meaningOf(figure)}`],
  )
  const before = sheet.before ? [`公示时 ${sheet.before.total ?? '—'} 分`] : []
  const why = [sheet.reason, ...missing, ...before].filter(Boolean).join('；')
  return {
    cells: [
      { value: sheet.rank ?? '', style: 'index', format: '0' },
      { value: safeText(sheet.name), style: 'name' },
      ...sheet.parts.flatMap(({ figure, points }, i): PlannedCell[] => {
        const unit = indicators[i]?.unit ?? '个'
        return [
          figure.state === 'value'
            ? { value: cellValueOf(unit, figure.value), style: 'figure', format: formatOf(unit) }
            : { value: '—', style: 'figure' },
          pointsCell(points),
        ]
      }),
      pointsCell(sheet.total),
      { value: sheet.outOf, style: 'figure', format: '0.##' },
      { value: safeText(why), style: 'text' },
    ],
    height: Math.max(18, heightOf(why, REASON_WIDTH, LINE_POINTS)),
  }
}

function planRules(shown: ShownAssessment, stamp: Stamp): SheetPlan {
  const { groups } = shown.assessment
  const [, , , , , , definitionWidth = 60] = RULE_WIDTHS
  return {
    name: '计分办法',
    widths: RULE_WIDTHS,
    frozen: { rows: 1, columns: 1 },
    print: {
      columns: RULE_WIDTHS.length,
      repeat: [1, 1],
      orientation: 'landscape',
      isOnePage: false,
      header: [titleOf(shown), stampInWords(stamp)],
      footer: '',
    },
    pictures: [],
    rows: [
      {
        cells: ['指标', '满分', '方向', '0 分线', '满分线', '否决线', '定义', '依据'].map(
          (value): PlannedCell => ({ value, style: 'group' }),
        ),
        height: 22,
      },
      ...groups.flatMap(({ peers, indicators }): PlannedRow[] => [
        ...(groups.length > 1
          ? [{ cells: [{ value: safeText(peers), style: 'name' as const }], height: 20 }]
          : []),
        ...indicators.map((each): PlannedRow => {
          const text = (value: string): PlannedCell => ({ value: safeText(value), style: 'text' })
          return {
            cells: [
              text(each.title),
              { value: each.weight, style: 'figure', format: '0.##' },
              text(each.direction === 'more' ? '高者优' : '低者优'),
              text(valueText(each.zeroAt, each.unit)),
              text(valueText(each.fullAt, each.unit)),
              text(each.vetoAt === null ? '' : valueText(each.vetoAt, each.unit)),
              text(each.definition),
              text(each.source),
            ],
            height: Math.max(20, heightOf(each.definition, definitionWidth, LINE_POINTS)),
          }
        }),
      ]),
    ],
  }
}

function titleOf({ assessment: { org, year, title } }: ShownAssessment): string {
  return `${org.name}${year}年度${title}得分表`
}

function stateOf({ round, assessment: { from, to, asOf } }: ShownAssessment): string {
  return `${ASSESSMENT_STATE_TITLES[round?.state ?? 'draft']}；统计期 ${from} 至 ${to}，数据截至 ${instantInWords(asOf)}`
}
