import type { CatchUpInfo, IngestAnswer, JobWait, RunInfo, RunOutcome } from '../../../api/contract.ts'
import { clockOf, dayOf, monthOf } from '../../parts/time.ts'

type Tone = '' | 'amber' | 'red' | 'secondary'

/** How a run stands: with a sign, so that colour is not needed to tell them apart. */
export const RUN_OUTCOMES: Readonly<Record<RunOutcome, { text: string; tone: Tone }>> = {
  done: { text: '完成', tone: '' },
  running: { text: '正在运行', tone: '' },
  faulty: { text: '▲ 完成，有差异', tone: 'amber' },
  failed: { text: '● 失败', tone: 'red' },
  killed: { text: '● 中断', tone: 'red' },
  stopped: { text: '随停机停止', tone: 'secondary' },
}

export const FEED_STATES: Readonly<Record<IngestAnswer['state'], { text: string; tone: Tone }>> = {
  live: { text: '实时', tone: '' },
  behind: { text: '▲ 正在追赶积压', tone: 'amber' },
  lost: { text: '● 采集没有上报', tone: 'red' },
}

/** Why messages are refused, and what helps. */
const REASONS: Readonly<Record<string, { what: string; todo: string }>> = {
  malformed_json: { what: '不是有效的 JSON', todo: '检查来源的序列化方式与消息是否完整' },
  unknown_format: { what: '不是已知的 CDC 格式', todo: '检查主题里是否混入了其他消息' },
  unknown_table: { what: '没有这张源表的映射', todo: '在 ingest/mapping 增加映射后重放' },
  bad_value: { what: '字段的值不能转换', todo: '核对源系统的字段类型与映射，改正后重放' },
  missing_column: { what: '缺少映射的列', todo: '按源表现在的列名改正映射，重启采集后重放' },
  incomplete_row: { what: '来源只发了主键', todo: '调高来源的消息上限，让该行重新发送' },
  no_key: { what: '缺少主键', todo: '检查来源的主键设置' },
  too_large: { what: '消息过大', todo: '调高 KAFKA_MAX_MESSAGE_MB 后重放' },
  too_many_rows: { what: '一条消息中的行数过多', todo: '让来源分批发送' },
  truncate: { what: '来源清空了整张表', todo: '确认后重新做全量快照' },
  key_collision: { what: '两个文本主键的哈希相同', todo: '请联系维护人员' },
}

export function reasonWords(reason: string): { what: string; todo: string } {
  return REASONS[reason] ?? { what: reason, todo: '用命令查看一条，按说明处理后重放' }
}

/** A cron expression of a job in words: `每天 00:10`, `每周一 08:30`, `每月4日 08:00`; any other as it is. */
export function scheduleWords(cron: string): string {
  const [minute = '', hour = '', date = '', month = '', weekday = ''] = cron.split(' ')
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour) || month !== '*') return cron
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (date === '*' && weekday === '*') return `每天 ${time}`
  if (date === '*' && /^[0-7]$/.test(weekday)) return `每周${'日一二三四五六日'[Number(weekday)]} ${time}`
  if (/^\d+$/.test(date) && weekday === '*') return `每月${date}日 ${time}`
  return cron
}

/** Days of a window: `2026年10月`, `2026-11-20`, `2026-11-01 至 11-20`. */
export function windowWords({ from, to }: { from: string; to: string }): string {
  if (from === to) return from
  const isMonth = from.endsWith('-01') && from.slice(0, 7) === to.slice(0, 7) && isMonthEnd(to)
  if (isMonth) return monthOf(from)
  return `${from} 至 ${from.slice(0, 4) === to.slice(0, 4) ? to.slice(5) : to}`
}

/** `820 毫秒`, `12.3 秒`, `3 分 20 秒`, `1 小时 5 分`. */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${ms} 毫秒`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} 秒`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} 分 ${Math.floor((ms % 60_000) / 1_000)} 秒`
  return `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`
}

/** `11-21 03:10` in Shanghai. */
export function minuteOf(instant: number): string {
  return `${dayOf(instant).slice(5)} ${clockOf(instant).slice(0, 5)}`
}

/** What a job waits for. A run that goes on waits for nothing. */
export function waitWords(wait: JobWait, last: RunInfo | null): string {
  if (last?.state === 'running') return '正在运行'
  const window = wait.from ? windowWords(wait) : ''
  switch (wait.kind) {
    case 'time':
      return '已全部完成，等待下次时间'
    case 'data':
      return '还没有任何数据入库'
    case 'retry':
      return `${window} 已失败 ${wait.tries} 次，${wait.at === null ? '下次计划时间再试' : `${minuteOf(wait.at)} 再试`}`
    case 'logs':
      return `${window} 的数据未到齐：${lackWords(wait)}`
    case 'turn':
      return `${window} 即将开始`
  }
}

/** How far a job is with windows that were missed. */
export function catchUpWords({ done, of, leftMs }: CatchUpInfo): string {
  const left = leftMs === null ? '所需时间待首个窗口完成后估算' : `预计还需 ${durationWords(leftMs)}`
  return `已完成 ${done}/${of} 个窗口，${left}`
}

/** The command that does a window again. */
export function rerunCommand({ job, from, to }: { job: string; from: string; to: string }): string {
  return `npm run job -- run ${job} --from ${from} --to ${to}`
}

function lackWords({ loading, lateLogs }: JobWait): string {
  if (loading !== null) return `正在装入历史数据（${Math.floor(loading * 100)}%）`
  if (lateLogs.length === 0) return '采集还没有上报进度'
  return lateLogs
    .map(({ title, completeAt }) => `${title}到 ${dayOf(completeAt)} ${clockOf(completeAt).slice(0, 5)}`)
    .join('，')
}

function isMonthEnd(day: string): boolean {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).getUTCDate() === 1
}
