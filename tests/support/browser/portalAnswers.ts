import type {
  AnswerCell,
  AnswerColumn,
  AnswerRow,
  DeadLetterAnswer,
  DeliveryInfo,
  IngestAnswer,
  JobInfo,
  JobsAnswer,
  MailboxMessage,
  MailingInfo,
  OrgInfo,
  ReportAnswer,
  ReportEntry,
  RunInfo,
  SendPlan,
  SendResult,
} from '../../../api/contract.ts'
import { labelOf } from '../../../warehouse/catalogue/labels.ts'
import { findMetric } from '../../../warehouse/catalogue/metrics.ts'
import { findReport, REPORTS, type Report, type RowKind } from '../../../warehouse/catalogue/reports.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import {
  comparedWith,
  type Grain,
  type Period,
  periodOf,
  type Window,
} from '../../../warehouse/platform/time/comparison.ts'
import { formatDay, parseDay } from '../../../warehouse/platform/time/day.ts'
import type { SampleOrg } from './wallPictures.ts'

/** Answers of the portal's contract with plausible figures; the same question has the same answer. */

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
  identity: ['I01', 'I07'],
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
  '人/个': 19.2,
  项: 12,
  分: 71.3,
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
  return Object.values(REPORTS).map(({ id, title, department, purpose, grains, rows, chart }) => ({
    id,
    title,
    department,
    purpose,
    grains: [...grains],
    rows: rows.map(kind => ({ id: kind, label: ROW_LABELS[kind] ?? kind })),
    chart,
  }))
}

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
  return {
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
      label: windowLabel(period, question.grain),
      isRunning: period.isRunning,
    },
    comparisons: comparisonsOf(columns, period),
    missing: [],
    notes: [],
    basis,
    asOf: now - 2_300,
    headline: headlineOf(columns, total, windowLabel(period, question.grain)),
    columns,
    rows,
    total,
  }
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
      addsUp: metric?.unit !== '%' && metric?.unit !== '人/个',
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
    ...(has('mom') ? { mom: windowLabel(comparedWith(period, 'mom'), period.grain) } : {}),
    ...(has('yoy') ? { yoy: windowLabel(comparedWith(period, 'yoy'), period.grain) } : {}),
  }
}

function windowLabel({ from, to }: Window, grain: Grain): string {
  const [year = '', month = '', day = ''] = formatDay(from).split('-')
  if (grain === 'month' && formatDay(to + 1).endsWith('-01')) return `${year}年${Number(month)}月`
  if (from === to) return `${year}年${Number(month)}月${Number(day)}日`
  const [, toMonth = '', toDay = ''] = formatDay(to).split('-')
  return `${year}年${Number(month)}月${Number(day)}日至${Number(toMonth)}月${Number(toDay)}日`
}

function headlineOf(columns: readonly AnswerColumn[], total: AnswerRow, period: string): string {
  const figures = columns.slice(0, 3).map((column, index) => {
    const value = total.cells[index]?.value ?? 0
    const text =
      column.unit === '元'
        ? (value / 100).toFixed(2)
        : column.unit === '%'
          ? `${(value * 100).toFixed(1)}%`
          : String(Math.round(value))
    return `${column.title} ${text}${column.unit === '%' ? '' : ` ${column.unit}`}`
  })
  return `${period}${figures.join('，')}。`
}

export function sampleMailings(now: number): MailingInfo[] {
  const recipients: MailingInfo['recipients'] = [
    { address: 'guangzhou@example.gov.cn', org: '440100', orgName: '共青团广州市委员会', source: 'account' },
    { address: 'shenzhen@example.gov.cn', org: '440300', orgName: '共青团深圳市委员会', source: 'list' },
    { address: 'zhuhai@example.gov.cn', org: '440400', orgName: '共青团珠海市委员会', source: 'list' },
  ]
  return [
    {
      id: 'monthly',
      title: '月报工作簿',
      schedule: '每月4日 08:00',
      isPaused: false,
      isOn: true,
      missedPeriods: [],
      nextAt: now + 8 * 86_400_000,
      nextPeriod: { id: '2026-11', label: '2026年11月' },
      periods: [
        { id: '2026-10', label: '2026年10月' },
        { id: '2026-09', label: '2026年9月' },
      ],
      recipients,
    },
    {
      id: 'weekly',
      title: '周报',
      schedule: '每周一 08:30',
      isPaused: true,
      isOn: true,
      missedPeriods: [{ id: '2026-W45', label: '2026年第45周（11月2日至8日）' }],
      nextAt: 0,
      nextPeriod: { id: '2026-W48', label: '2026年第48周（11月23日至29日）' },
      periods: [
        { id: '2026-W47', label: '2026年第47周（11月16日至22日）' },
        { id: '2026-W46', label: '2026年第46周（11月9日至15日）' },
      ],
      recipients,
    },
  ]
}

export function sampleDeliveries(now: number): DeliveryInfo[] {
  const states: [DeliveryInfo['state'], string][] = [
    ['sent', '250 2.0.0 Ok: queued'],
    ['waiting', '451 4.7.1 请稍后重试'],
    ['uncertain', '发送进程在交付时中断'],
    ['failed', '550 5.1.1 收件人不存在'],
    ['skipped', '管理员决定不再发送'],
  ]
  return states.map(([state, reason], index) => ({
    id: `d${index}`,
    mailing: 'monthly',
    mailingTitle: '月报工作簿',
    isCorrection: false,
    period: { id: '2026-10', label: '2026年10月' },
    recipient: `city${index}@example.gov.cn`,
    org: '440100',
    orgName: '共青团广州市委员会',
    state,
    tries: index + 1,
    at: now - index * 60_000,
    retryAt: state === 'waiting' ? now + 300_000 : 0,
    reason,
    messageId: `<monthly.2026-10.${index}@tuanshu.example>`,
    subject: '团数月报 2026年10月',
    bytes: state === 'sent' ? 184_320 : 0,
  }))
}

/** The third of the recipients has had the monthly mail already; of the weekly one nobody. */
export function samplePlan(
  mailing: MailingInfo,
  period: string,
  isCorrection: boolean,
): SendPlan | undefined {
  const named = mailing.periods.find(({ id }) => id === period)
  if (!named) return undefined
  const recipients = mailing.recipients.map(({ address, org, orgName }, index) => ({
    address,
    org,
    orgName,
    result: resultOf(index === 2 && mailing.id === 'monthly', isCorrection),
  }))
  return { period: named, isCorrection, recipients }
}

function resultOf(wasSent: boolean, isCorrection: boolean): SendResult {
  if (isCorrection) return wasSent ? 'queued' : 'unsent'
  return wasSent ? 'sent' : 'queued'
}

export function sampleMessages(now: number): MailboxMessage[] {
  return [1, 2].map(number => ({
    id: `m${number}`,
    from: '团数 <tuanshu@example.gov.cn>',
    to: `city${number}@example.gov.cn`,
    subject: `团数月报 2026年10月（${number}）`,
    at: now - number * 60_000,
    html: '<h1 style="font-size:18px">团数月报</h1><p>附件为本级 2026年10月 的月报工作簿。</p><script>parent.document.title = "broken out"</script>',
    attachments: [{ name: '月报-2026-10.xlsx', bytes: 184_320 }],
  }))
}

export const SAMPLE_RULES = [
  '10 至 200 个字符',
  '不能包含账号名',
  '除常见词语、连续数字和键盘顺序外，至少有 5 个不同的字符',
  '不能与原密码相同',
]

export function sampleJobs(now: number): JobsAnswer {
  const run = (part: Partial<RunInfo>): RunInfo => ({
    from: '2026-11-01',
    to: '2026-11-24',
    state: 'done',
    startedAt: now - 9 * 3_600_000,
    attempt: 1,
    rows: 148_203,
    durationMs: 12_340,
    explanation: null,
    detail: '',
    ...part,
  })
  const job = (name: string, title: string, schedule: string, part: Partial<JobInfo> = {}): JobInfo => ({
    name,
    title,
    schedule,
    doneThrough: '2026-11-24',
    nextAt: now + 13 * 3_600_000,
    wait: { kind: 'time', from: '', to: '', tries: 0, at: null, loading: null, lateLogs: [] },
    catchUp: null,
    last: run({}),
    ...part,
  })
  const failed = run({
    state: 'failed',
    attempt: 3,
    rows: 0,
    durationMs: 184_000,
    startedAt: now - 600_000,
    explanation: {
      what: '团费留存比例的配置有误',
      todo: '按下面的原文改正比例文件中的那一行，重启定时任务进程；之后自动重试。',
    },
    detail: 'RETENTION_RATIOS: /etc/tuanshu/ratios.csv:14: the organisation is not known to any source',
  })
  const faulty = run({
    state: 'faulty',
    explanation: { what: '核对出数据差异', todo: '在“数据质量”报表中查看差异的核对项与组织。' },
    detail: 'I07 differs for 2 organisations',
  })
  const jobs = [
    job('retention', '团费留存', '10 3 * * *', {
      doneThrough: '2026-11-23',
      last: failed,
      wait: {
        kind: 'retry',
        from: '2026-11-01',
        to: '2026-11-24',
        tries: 3,
        at: now + 300_000,
        loading: null,
        lateLogs: [],
      },
    }),
    job('measures', '指标计算', '20 3 * * *', { last: null, doneThrough: null }),
    job('month_mart', '月度汇总', '10 0 * * *', {
      last: run({ state: 'running', durationMs: 0, rows: 0 }),
      catchUp: { done: 12, of: 26, leftMs: 95_000 },
    }),
    job('quality', '数据质量核对', '20 0 * * *', { last: faulty }),
    job('trend', '月度走势', '10 0 * * *', {
      wait: {
        kind: 'logs',
        from: '2023-11-01',
        to: '2026-11-24',
        tries: 0,
        at: null,
        loading: null,
        lateLogs: [{ log: 'member', title: '团员', completeAt: now - 14 * 3_600_000 }],
      },
    }),
  ]
  const runs = jobs.flatMap(({ name, title, last }, index) =>
    last
      ? [0, 1, 2].map(night => ({
          ...(night === 0 ? last : run({})),
          startedAt: last.startedAt - night * 86_400_000 - index * 60_000,
          id: `${name}-${night}`,
          job: name,
          title,
          trigger: night === 2 && index === 1 ? ('command' as const) : ('schedule' as const),
        }))
      : [],
  )
  return { jobs, runs: runs.sort((a, b) => b.startedAt - a.startedAt) }
}

export function sampleIngest(now: number): IngestAnswer {
  const log = (name: string, title: string, lag: number) => ({
    log: name,
    title,
    process: 'ingest-1/4312',
    at: now - 1_200,
    isAlive: true,
    completeAt: now - 1_500 - lag * 60,
    lagSeconds: 1.5 + lag * 0.06,
    lag,
    applied: 2_846_312 - lag,
    batches: 4_018,
    lastBatch: lag === 0 ? 12 : 50_000,
    partitions: [0, 1, 2].map(partition => ({
      topic: `gd.zhtj.tb_${name}`,
      partition,
      watermark: String(948_770 + partition - (partition === 1 ? lag : 0)),
      next: String(948_770 + partition),
      lag: partition === 1 ? lag : 0,
    })),
  })
  const gone = { ...log('org', '团组织', 0), process: 'ingest-2/811', isAlive: false, at: now - 4_000_000 }
  return {
    now,
    state: 'behind',
    rate: 18.4,
    logs: [
      log('dues_payment', '团费缴纳', 0),
      log('member', '团员', 1_240),
      { ...log('signup', '活动报名', 0), completeAt: 0, lagSeconds: null, partitions: [] },
      gone,
    ],
    missingColumns: [
      {
        log: 'dues_payment',
        title: '团费缴纳',
        table: 'zhtj.tb_dues_payment',
        column: 'amount',
        spelled: 'AMOUNT',
        rows: 1_204,
        lastAt: now - 30_000,
      },
      {
        log: 'member',
        title: '团员',
        table: 'zhtj.tb_member',
        column: 'graduate_year',
        spelled: '',
        rows: 37,
        lastAt: now - 3_600_000,
      },
    ],
  }
}

export function sampleDeadLetters(now: number): DeadLetterAnswer {
  return {
    reasons: [
      {
        reason: 'bad_value',
        topic: 'gd.tb_member',
        waiting: 37,
        firstAt: now - 7_200_000,
        lastAt: now - 60_000,
      },
      {
        reason: 'no_key',
        topic: 'gd.tb_dues_payment',
        waiting: 2,
        firstAt: now - 7_200_000,
        lastAt: now - 7_000_000,
      },
    ],
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
