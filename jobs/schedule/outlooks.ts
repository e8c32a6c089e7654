import { dayOf, formatInstant } from '../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../warehouse/query/firstDay.ts'
import type { Outlook } from '../../warehouse/reports/outlook.ts'
import { JOBS } from '../registry.ts'
import { dueWindows } from './due.ts'
import type { Job } from './job.ts'
import type { Incomplete } from './readiness.ts'
import { readWindows } from './runLog.ts'
import { nextLook } from './schedule.ts'
import { readWaits, type Wait, type WaitContext } from './waits.ts'

/** Windows of a job: how many are due now, and how many of those that were have been done today. */
interface Backlog {
  done: number
  due: number
}

/** When what each job has not computed yet can be expected, by name. */
export async function readOutlooks(
  context: WaitContext,
  jobs: readonly Job[] = JOBS,
): Promise<Map<string, Outlook>> {
  const { warehouse, now } = context
  const [waits, firstDay] = await Promise.all([readWaits(context, jobs), readFirstDay(warehouse.app)])
  const outlooks = jobs.map(async (job): Promise<[string, Outlook]> => {
    const history = await readWindows(warehouse.app, job)
    const due = dueWindows(job, history, firstDay, now).length
    const done = history.filter(({ doneAt }) => doneAt > 0 && dayOf(doneAt) === dayOf(now)).length
    const wait = waits.get(job.name) ?? { kind: 'time' }
    return [job.name, { title: job.title, due: dueInWords(wait, { done, due }, nextLook(job.schedule)) }]
  })
  return new Map(await Promise.all(outlooks))
}

/** `next`: when the schedule looks at the job, milliseconds since 1970. Pure. */
export function dueInWords(wait: Wait, { done, due }: Backlog, next: number | null): string {
  const planned = next === null ? '' : `计划 ${timeInWords(next)} 计算`
  switch (wait.kind) {
    case 'time':
      return planned
    case 'data':
      return '尚未接入数据，接入后计算'
    case 'logs':
      return untilInWords(wait.why)
    case 'retry':
      return `上次运行失败，${wait.at === null ? `计划 ${next === null ? '下一夜' : timeInWords(next)}` : timeInWords(wait.at)} 再试`
    case 'turn':
      return due > 1 || done > 0 ? `正在补算，已完成 ${done} / ${done + due} 个时期` : '即将计算'
  }
}

function untilInWords(why: Incomplete): string {
  if (why.kind === 'loading') return `历史数据正在装入（${Math.floor(why.share * 100)}%），装完后计算`
  return why.kind === 'silent' ? '采集进程尚未报告进度，数据到齐后计算' : '等待数据到齐后计算'
}

/** `11月29日 03:20`, in Shanghai. */
function timeInWords(instant: number): string {
  const text = formatInstant(instant)
  return `${Number(text.slice(5, 7))}月${Number(text.slice(8, 10))}日 ${text.slice(11, 16)}`
}
