import type {
  AnswerCell,
  AnswerColumn,
  AnswerRow,
  OrgInfo,
  ReportAnswer,
  ReportEntry,
  TopLists,
} from '../../../api/contract.ts'
import { labelOf } from '../../../warehouse/catalogue/labels.ts'
import { findMetric } from '../../../warehouse/catalogue/metrics.ts'
import {
  findReport,
  REPORT_NAMES,
  REPORTS,
  type Report,
  type RowKind,
} from '../../../warehouse/catalogue/reports.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { comparedLabel, periodLabel } from '../../../warehouse/contract/periodLabel.ts'
import {
  comparedWith,
  type Grain,
  type Period,
  periodOf,
} from '../../../warehouse/platform/time/comparison.ts'
import { formatDay, parseDay } from '../../../warehouse/platform/time/day.ts'
import { headlineOf } from '../../../warehouse/reports/headline.ts'
import type { SampleOrg } from './wallPictures.ts'

/** Reports of the contract with plausible figures; the same question has the same answer. */

const ROW_LABELS: Readonly<Partial<Record<RowKind, string>>> = {
  children: '直属下级',
  level: '组织层级',
  industry_code: '行业',
  gender: '性别',
  age_band: '年龄',
  education: '学历',
  identity: '核对项',
}
const ITEMS: Readonly<Partial<Record<RowKind, readonly string[]>>> = {
  level: ['2', '3', '4', '5', '6'],
  industry_code: ['school', 'enterprise', 'government', 'institution', 'urban_community', 'village', 'other'],
  gender: ['male', 'female', 'unknown'],
  age_band: ['<14', '14-17', '18-22', '23-27', '≥28'],
  education: ['junior_high', 'senior_high', 'vocational', 'college', 'bachelor', 'postgraduate'],
  identity: ['member_flow', 'retention'],
}
/** What one unit of weight counts, by unit. */
const SIZES: Readonly<Record<AnswerColumn['unit'], number>> = {
  个: 148_000,
  人: 2_846_312,
  '%': 0.86,
  元: 341_557_400,
  场: 5_400,
  人次: 184_000,
  小时: 9_100_000,
  '小时/人': 540,
  '元/人': 400,
  '人/个': 19.2,
  条: 41_300,
  篇: 260,
  次: 5_100,
  行: 88_000,
  项: 12,
  分: 71.3,
  家: 96,
  对: 18,
  '件/人': 2.4,
  个月: 4,
  格: 14,
  名: 1,
  件: 3_120,
  天: 11,
}
const K = 3

export interface Question {
  report: string
  org: SampleOrg
  grain: Grain
  day: string
  rows: string
  basis: string
}

export function sampleReports(): ReportEntry[] {
  return REPORT_NAMES.map(name => REPORTS[name]).map(
    ({ id, title, department, purpose, grains, rows, chart, tops }) => ({
      id,
      title,
      department,
      purpose,
      grains: [...grains],
      rows: rows.map(kind => ({ id: kind, label: ROW_LABELS[kind] ?? kind })),
      chart,
      hasTops: tops !== undefined,
    }),
  )
}

/** What stands below the reports that have lists. */
export const SAMPLE_TOPS: TopLists['tops'] = [
  {
    top: 'SQU07',
    title: '最多关注组织榜',
    definition: '期末关注人数最多的团组织。',
    by: [{ figure: 'followers', title: '粉丝', unit: '人' }],
    rows: [
      { org: { id: '11', name: '团广州市委' }, about: '团的领导机关', figures: [1_234] },
      { org: { id: '12', name: '团深圳市委' }, about: '团的领导机关', figures: [98] },
    ],
  },
]

export function orgInfo({ id, name, level, regionCode }: SampleOrg): OrgInfo {
  const depth = { province: 2, city: 3, county: 4, town: 5, other: 3 }[level]
  return {
    id,
    fullName: name,
    shortName: name.replace(/^共青团(.+)委员会$/, '团$1委'),
    type: level === 'town' ? 'branch' : 'committee',
    regionCode,
    status: 'active',
    level: depth,
  }
}

/** undefined for a report that there is not. */
export function sampleAnswer(
  orgs: ReadonlyMap<string, SampleOrg>,
  question: Question,
  now: number,
): ReportAnswer | undefined {
  const report = findReport(question.report)
  const day = parseDay(question.day)
  const today = Math.floor((now + 8 * 3_600_000) / 86_400_000)
  if (!report || day === undefined || day > today) return undefined
  const period = periodOf(question.grain, day, today)
  const rowKind = report.rows.find(kind => kind === question.rows) ?? report.rows[0] ?? 'children'
  const columns = columnsOf(report)
  const basis =
    question.basis === 'current' || question.grain !== 'month' || period.isRunning ? 'current' : 'published'
  const seed = hash(`${report.id}${question.org.id}${period.from}`)
  const row = (
    id: string,
    name: string,
    kind: AnswerRow['kind'],
    weight: number,
    canDrill = false,
  ): AnswerRow => ({
    id,
    name,
    kind,
    canDrill,
    cells: columns.map((column, index) => sampleCell(column, weight, seed + hash(id) + index)),
  })
  const children = [...orgs.values()].filter(each => each.parent === question.org)
  const rows =
    rowKind === 'children'
      ? children.map(each => ({
          ...row(each.id, each.name, 'child', each.weight, each.level !== 'town'),
          ...(report.score ? { peers: each.level === 'other' ? '直属团工委' : '市级团委' } : {}),
        }))
      : (ITEMS[rowKind] ?? []).map((item, index) =>
          row(item, labelOf(rowKind, item), 'item', question.org.weight / (index + 2)),
        )
  if (rowKind === 'children' && report.id !== 'city_ranking' && rows.length > 0)
    rows.push(row(question.org.id, '本级', 'own', question.org.weight / 900))
  hideSmall(report, rows)
  const revised = rows[1]?.cells[0]
  if (basis === 'published' && revised?.value)
    revised.revised = revised.value + (columns[0]?.unit === '%' ? 0.01 : 12)
  const total = row('', '合计', 'total', question.org.weight)
  const answer: ReportAnswer = {
    report: report.id,
    title: report.title,
    department: report.department,
    remark: report.remark ?? '',
    org: { id: question.org.id, name: question.org.name, level: orgInfo(question.org).level },
    rowKind,
    period: {
      grain: question.grain,
      from: formatDay(period.from),
      to: formatDay(period.to),
      label: periodLabel(period),
      isRunning: period.isRunning,
    },
    comparisons: comparisonsOf(columns, period),
    missing: [],
    notes: [],
    basis,
    asOf: now - 2_300,
    headline: '',
    columns,
    rows,
    total,
  }
  return { ...answer, headline: headlineOf(answer) }
}

function columnsOf(report: Report): AnswerColumn[] {
  return report.columns.map(column => {
    if (column.kind !== 'metric')
      return {
        title: column.title,
        group: column.group ?? '',
        unit: column.kind === 'rank' ? '名' : '分',
        metric: '',
        definition: report.remark ?? '',
        compare: [],
        hasTrend: false,
        addsUp: false,
      }
    const metric = findMetric(column.metric)
    const isCount = column.part !== undefined && column.part !== 'value'
    return {
      title: column.title ?? metric?.title ?? '',
      group: column.group ?? '',
      unit: isCount ? '个' : (metric?.unit ?? '个'),
      metric: column.metric,
      definition: metric?.definition ?? '',
      compare: column.compare ?? [],
      hasTrend: column.trend ?? false,
      addsUp: metric?.unit !== '%' && metric?.unit !== '人/个' && metric?.unit !== '分',
    }
  })
}

function sampleCell(column: AnswerColumn, weight: number, seed: number): AnswerCell {
  const size = SIZES[column.unit]
  const isShare = column.unit === '%'
  const isMean = isShare || column.unit === '人/个' || column.unit === '分'
  const at = (index: number) => {
    const swing = 1 + wave(seed + index) * (isShare ? 0.08 : 0.2)
    if (isShare) return Math.min(1, size * swing)
    if (column.unit === '名') return 1 + (seed % 21)
    return isMean ? size * swing : Math.round(size * weight * swing)
  }
  const cell: AnswerCell = stated(at(0))
  if (column.compare.includes('mom')) cell.mom = seed % 17 === 0 ? null : wave(seed + 3) * 0.06
  if (column.compare.includes('yoy')) cell.yoy = wave(seed + 5) * (isShare ? 0.03 : 0.14)
  if (column.hasTrend)
    cell.trend = Array.from({ length: 12 }, (_, index) =>
      stated(seed % 13 === 0 && index < 3 ? null : at(index - 11)),
    )
  return cell
}

/** The smallest counts of persons are hidden, and one more beside each. */
function hideSmall(report: Report, rows: readonly AnswerRow[]): void {
  if (report.id !== 'member_composition') return
  for (const [index, row] of rows.entries())
    if (index % 5 === 2)
      row.cells.splice(
        3,
        2,
        { state: 'suppressed', value: null, k: K },
        { state: 'suppressed_with', value: null },
      )
}

function comparisonsOf(columns: readonly AnswerColumn[], period: Period): ReportAnswer['comparisons'] {
  const has = (comparison: 'mom' | 'yoy') => columns.some(column => column.compare.includes(comparison))
  return {
    ...(has('mom') ? { mom: comparedLabel(period, comparedWith(period, 'mom')) } : {}),
    ...(has('yoy') ? { yoy: comparedLabel(period, comparedWith(period, 'yoy')) } : {}),
  }
}

function wave(index: number): number {
  return Math.sin(index * 2.3) * 0.6 + Math.sin(index * 0.7) * 0.4
}

function hash(text: string): number {
  let value = 7
  for (const char of text) value = (value * 31 + (char.codePointAt(0) ?? 0)) % 9_973
  return value
}
