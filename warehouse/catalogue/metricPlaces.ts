import type { EntityName } from './entities.ts'
import { MAILINGS } from './mailings.ts'
import { isScore } from './metrics/resolveMetric.ts'
import type { MeasureJob, Metric, MetricId } from './metrics.ts'
import { sourcesOf } from './panelSources.ts'
import { privacyOf, rowsOf } from './privacy.ts'
import { type Column, REPORTS } from './reports.ts'
import { SCENES } from './scenes.ts'

/** Something that shows a metric. */
export interface Place {
  id: string
  title: string
}

/** Where a metric is shown. */
export interface MetricPlaces {
  reports: Place[]
  scenes: Place[]
  mails: Place[]
}

const reportIds = new Map<MetricId, string | null>()

/** Id of the first report that shows a metric; null where none does. */
export function reportOf(id: MetricId): string | null {
  const known = reportIds.get(id)
  if (known !== undefined) return known
  const found = placesOf(id).reports[0]?.id ?? null
  reportIds.set(id, found)
  return found
}

export function placesOf(id: MetricId): MetricPlaces {
  const shows = (column: Column) => column.kind === 'metric' && column.metric === id
  return {
    reports: Object.values(REPORTS)
      .filter(({ columns, score }) => columns.some(shows) || score?.some(({ metric }) => metric === id))
      .map(place),
    scenes: [...SCENES].flatMap(([scene, { title, panels }]) =>
      Object.values(panels).some(panel => sourcesOf(panel).some(({ metric }) => metric === id))
        ? [{ id: scene, title }]
        : [],
    ),
    mails: Object.values(MAILINGS)
      .filter(({ figures }) => figures.some(({ metric }) => metric === id))
      .map(place),
  }
}

function place({ id, title }: Place): Place {
  return { id, title }
}

/** Subjects of metrics, by the letters that their ids begin with, in the order in which they are listed. */
const SUBJECTS: Readonly<Record<string, string>> = {
  ORG: '组织',
  TRE: '组织树录入',
  SXX: '团员录入（试点）',
  MEM: '团员',
  CAD: '团干部',
  TRF: '组织关系转接',
  AGE: '离团与恢复团籍',
  BIZ: '业务办理',
  DUE: '团费',
  RET: '团费留存',
  EDU: '教育评议与年度注册',
  LIF: '组织生活',
  RWD: '奖励与处分',
  APP: '团员考评',
  ACT: '活动',
  STU: '学习',
  CON: '咨询',
  VOL: '志愿服务',
  YHM: '青年之家',
  YH: '青年之家',
  CLB: '高校社团',
  SPY: '困境与重点青少年',
  WTM: '工作队伍',
  MMK: '团缘',
  SQU: '苏青U+',
  MSG: '消息与内容',
  SYS: '平台与数据质量',
}

/** The subject of a metric, for people. */
export function subjectOf(id: string): string {
  return SUBJECTS[id.replace(/\d+$/, '')] ?? '其他'
}

/** Its place in the order of the subjects. */
export function subjectOrder(id: string): number {
  const at = Object.values(SUBJECTS).indexOf(subjectOf(id))
  return at < 0 ? Number.MAX_SAFE_INTEGER : at
}

const JOB_TITLES: Readonly<Record<MeasureJob, string>> = {
  measures: '指标计算',
  retention: '团费留存',
  quality: '数据质量核对',
  suppression: '小数抑制统计',
  tickets: '书面说明',
}

/** When its figures are new. */
export function refreshWords(metric: Metric): string {
  if (metric.kind !== 'computed') return '实时：数据到达后数秒内'
  if (metric.isUntold) return '来源系统未提供'
  return `每日：夜间任务“${JOB_TITLES[metric.job]}”按月计算，当月截至前一日`
}

/** Which of its figures are hidden from readers. */
export function hidingWords(metric: Metric): string {
  if (isScore(metric)) return '只向市级及以上提供；取整到不能推算人数，人数太少的不计算'
  const privacy = privacyOf(metric)
  if (privacy === 'restricted') return '只向市级及以上提供；不足10的不显示，相关格一并隐藏'
  if (privacy === 'suppressed') return '不足10的不显示，相关格一并隐藏'
  return '按人员属性细分、不足3（大屏5）的不显示'
}

/** Logs of the procedures, whose ways are their own. */
const LOGS_OF_JOBS: Readonly<Record<MeasureJob, readonly EntityName[]>> = {
  measures: [],
  retention: ['dues_payment', 'org'],
  quality: [],
  suppression: [],
  tickets: ['member', 'org'],
}

/** The logs that a metric is made of; none where it is about the data themselves. */
export function logsOfMetric(metric: Metric): EntityName[] {
  const procedure = metric.kind === 'computed' ? LOGS_OF_JOBS[metric.job] : []
  return [...new Set([...rowsOf(metric).map(({ entity }) => entity), ...procedure])]
}
