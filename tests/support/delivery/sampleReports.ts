import { metricOf } from '../../../jobs/delivery/workbook/definitionsSheet.ts'
import type { RetentionRow, Trend } from '../../../jobs/delivery/workbook/sources.ts'
import { METRICS } from '../../../warehouse/catalogue/metrics.ts'
import { findReport, REPORTS, type ReportId } from '../../../warehouse/catalogue/reports.ts'
import { TREND_METRICS, TREND_MONTHS } from '../../../warehouse/catalogue/trends.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { addMonths, formatDay, parseDay } from '../../../warehouse/platform/time/day.ts'
import type { AnswerCell, AnswerColumn, AnswerRow, ReportAnswer } from '../../../warehouse/reports/answer.ts'

/** First day of the month of the samples. */
const LAST_MONTH = parseDay('2026-10-01') ?? 0
/** 2026-11-04 08:00 in Shanghai: the morning on which the monthly workbook of October goes out. */
export const SAMPLE_NOW = Date.UTC(2026, 10, 4, 0, 0)
const COUNTIES = [
  '越秀区',
  '海珠区',
  '荔湾区',
  '天河区',
  '白云区',
  '黄埔区',
  '花都区',
  '番禺区',
  '南沙区',
  '从化区',
  '增城区',
]

/**
 * An answer of the shape and size of a city's: every column of a report of the catalogue, a row per county, the city's own
 * row, and a total that is the sum where the rows add up. The figures are made up, the same at every call.
 */
export function sampleReport(id: ReportId, change: Partial<ReportAnswer> = {}): ReportAnswer {
  const report = findReport(id) ?? REPORTS.org_entry
  const random = numbers(id.length * 7919)
  const columns = report.columns.map((column): AnswerColumn => {
    if (column.kind !== 'metric')
      return {
        title: column.title,
        group: column.group ?? '',
        unit: column.kind === 'rank' ? '名' : '分',
        metric: '',
        definition: '',
        compare: [],
        hasTrend: false,
        addsUp: false,
      }
    const metric = METRICS.get(column.metric)
    if (!metric) throw new Error(`${column.metric} is not in the catalogue`)
    const isPart = column.part !== undefined && column.part !== 'value'
    const unit = column.rank ? '名' : isPart ? '个' : metric.unit
    return {
      title: column.title ?? metric.title,
      group: column.group ?? '',
      unit,
      metric: metric.id,
      definition: metric.definition,
      compare: column.compare ?? [],
      hasTrend: column.trend ?? false,
      addsUp:
        !column.rank && unit !== '%' && unit !== '人/个' && unit !== '分' && !metric.id.startsWith('RET'),
    }
  })
  const cellOf = (column: AnswerColumn, i: number): AnswerCell => ({
    ...stated(figureOf(column, random, i)),
    ...(column.compare.includes('mom')
      ? { mom: column.unit === '%' ? random() * 0.04 - 0.02 : random() * 0.3 - 0.15 }
      : {}),
    ...(column.compare.includes('yoy') ? { yoy: i === 9 ? null : random() * 0.4 - 0.1 } : {}),
  })
  const rows: AnswerRow[] = COUNTIES.map((name, i) => ({
    id: `1750231${i}98347562${i}47`,
    name: `共青团${name}委员会`,
    kind: 'child',
    canDrill: true,
    cells: columns.map(column => cellOf(column, i)),
  }))
  rows.push({
    id: '7730185529301847',
    name: '本级',
    kind: 'own',
    canDrill: false,
    cells: columns.map(column => cellOf(column, 20)),
  })
  const total: AnswerRow = {
    id: '7730185529301847',
    name: '合计',
    kind: 'total',
    canDrill: false,
    cells: columns.map((column, i) => ({
      ...cellOf(column, 3),
      ...(column.addsUp ? stated(rows.reduce((sum, row) => sum + (row.cells[i]?.value ?? 0), 0)) : {}),
    })),
  }
  return {
    report: id,
    title: report.title,
    department: report.department,
    remark: report.remark ?? '',
    org: { id: '7730185529301847', name: '共青团广州市委员会', level: 3 },
    rowKind: 'children',
    period: { grain: 'month', from: '2026-10-01', to: '2026-10-31', label: '2026年10月', isRunning: false },
    comparisons: { mom: '2026年9月', yoy: '2025年10月', ytd: '2026年1月至10月', ytdYoy: '2025年1月至10月' },
    basis: 'published',
    asOf: SAMPLE_NOW - 3_600_000,
    missing: [],
    notes: [],
    headline:
      '本月应交 1,284,350.00 元，账单已收 1,190,212.50 元，收缴率 92.7%，环比上升 1.2 个百分点，同比上升 3.4 个百分点。',
    columns,
    rows,
    total,
    ...change,
  }
}

function figureOf({ unit }: AnswerColumn, random: () => number, i: number): number {
  if (unit === '%') return 0.55 + random() * 0.44
  if (unit === '元') return Math.floor(random() * 30_000_000)
  if (unit === '名') return i + 1
  if (unit === '分') return Math.round(random() * 1000) / 10
  if (unit === '小时') return Math.floor(random() * 900_000)
  if (unit === '人/个') return random() * 30
  return Math.floor(random() * (unit === '人' || unit === '人次' ? 90_000 : 2_400))
}

/** Numbers in [0, 1) that are the same at every run. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** A month's split of the dues, the city first. */
export function sampleStatement(): RetentionRow[] {
  const random = numbers(11)
  return ['共青团广州市委员会', ...COUNTIES.map(name => `共青团${name}委员会`)].map((name, i) => ({
    org: i === 0 ? '7730185529301847' : `1750231${i - 1}98347562${i - 1}47`,
    name,
    collectedFen: Math.floor(random() * 90_000_000),
    ratioBp: i === 0 ? 1500 : 2500,
    ownFen: Math.floor(random() * 20_000_000),
    fromChildrenFen: i % 4 === 0 ? Math.floor(random() * 2_000_000) : 0,
    toSuperiorsFen: Math.floor(random() * 20_000_000),
    childrenTotalFen: Math.floor(random() * 40_000_000),
  }))
}

/** The key figures over 48 months up to October 2026. */
export function sampleTrends(): Trend[] {
  const random = numbers(23)
  return TREND_METRICS.map(metric => {
    const { title, unit } = metricOf(metric)
    const kind = unit === '%' ? 'ratio' : ['MEM01', 'ORG01', 'ORG02'].includes(metric) ? 'stock' : 'sum'
    return {
      metric,
      title,
      unit,
      kind,
      points: Array.from({ length: TREND_MONTHS }, (_, i) => ({
        bucket: formatDay(addMonths(LAST_MONTH, i + 1 - TREND_MONTHS)).slice(0, 7),
        ...stated(
          kind === 'ratio'
            ? 0.8 + random() * 0.15
            : kind === 'stock'
              ? 400_000 + i * 700 + Math.floor(random() * 900)
              : Math.floor(random() * 9_000_000),
        ),
      })),
    }
  })
}
