import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { JOBS } from '../../jobs/registry.ts'
import { readCatchUps } from '../../jobs/schedule/catchUp.ts'
import { explainRun } from '../../jobs/schedule/explainRun.ts'
import { type Run, readRuns } from '../../jobs/schedule/runs.ts'
import { readJobStates } from '../../jobs/schedule/states.ts'
import { readWaits, type Wait } from '../../jobs/schedule/waits.ts'
import { logTitle } from '../../warehouse/catalogue/entities.ts'
import { MAILINGS } from '../../warehouse/catalogue/mailings.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { ApiContext } from '../context.ts'
import type { JobsAnswer, JobWait } from '../contract.ts'

const MOST_RUNS = 50

const runShape = {
  from: z.string().describe('窗口首日'),
  to: z.string().describe('窗口末日'),
  state: z
    .enum(['running', 'done', 'faulty', 'failed', 'stopped', 'killed'])
    .describe('进行中、完成、完成但有差异、失败、被停止、进程消失'),
  startedAt: z.number().describe('毫秒'),
  attempt: z.number().describe('自上次完成以来第几次尝试，从 1 起'),
  rows: z.number().describe('写入行数'),
  durationMs: z.number(),
  explanation: z.object({ what: z.string(), todo: z.string() }).nullable().describe('出了什么问题、怎么办'),
  detail: z.string().describe('日志原文'),
}
const wait = z
  .object({
    kind: z.enum(['time', 'data', 'retry', 'logs', 'turn']),
    from: z.string(),
    to: z.string(),
    tries: z.number(),
    at: z.number().nullable().describe('再次尝试的时刻，毫秒；null 为按计划的时间'),
    loading: z.number().nullable().describe('正在装入历史数据的进度，0 至 1'),
    lateLogs: z.array(z.object({ log: z.string(), title: z.string(), completeAt: z.number() })),
  })
  .describe('在等什么：计划的时间、第一批数据、再次尝试、数据到齐、前面的任务')
const jobsAnswer = z.object({
  jobs: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      schedule: z.string().describe('cron 表达式，Asia/Shanghai'),
      doneThrough: z.string().nullable().describe('已按计划完成到这一日'),
      nextAt: z.number().nullable(),
      wait,
      catchUp: z
        .object({ done: z.number(), of: z.number(), leftMs: z.number().nullable() })
        .nullable()
        .describe('待补做窗口的进度：已完成、总数、预计还需毫秒；没有待做的为 null'),
      last: z.object(runShape).nullable(),
    }),
  ),
  runs: z
    .array(
      z.object({
        ...runShape,
        id: z.string(),
        job: z.string(),
        title: z.string(),
        trigger: z.enum(['schedule', 'command']),
      }),
    )
    .describe(`最近 ${MOST_RUNS} 次运行，新的在前`),
})

/** How the scheduled work stands, for those who run the system. */
export function opsJobRoutes({ warehouse, config, now }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/ops/jobs',
      {
        config: { access: 'operator' },
        schema: { summary: '计划任务', tags: ['运行'], response: { 200: jobsAnswer } },
      },
      async (): Promise<JobsAnswer> => {
        const [states, waits, catchUps, runs] = await Promise.all([
          readJobStates(warehouse.app),
          readWaits({ warehouse, config, now: now() }),
          readCatchUps(warehouse.app, now()),
          readRuns(warehouse.app, MOST_RUNS),
        ])
        return {
          jobs: states.map(({ name, title, schedule, doneThrough, next, last }) => ({
            name,
            title,
            schedule,
            doneThrough,
            nextAt: next,
            wait: shownWait(waits.get(name) ?? { kind: 'time' }),
            catchUp: catchUps.get(name) ?? null,
            last: last && shownRun(last),
          })),
          runs: runs.map(run => ({
            ...shownRun(run),
            id: run.id,
            job: run.job,
            title: titleOf(run.job),
            trigger: run.trigger,
          })),
        }
      },
    )
  }
}

function shownRun(run: Omit<Run, 'id' | 'job' | 'trigger'>) {
  const { from, to, state, startedAt, attempt, rows, durationMs, message: detail } = run
  const explanation = explainRun(run) ?? null
  return { from, to, state, startedAt, attempt, rows, durationMs, explanation, detail }
}

function shownWait(wait: Wait): JobWait {
  const window = 'window' in wait ? wait.window : undefined
  const why = wait.kind === 'logs' ? wait.why : undefined
  return {
    kind: wait.kind,
    from: window ? formatDay(window.from) : '',
    to: window ? formatDay(window.to) : '',
    tries: wait.kind === 'retry' ? wait.tries : 0,
    at: wait.kind === 'retry' ? wait.at : null,
    loading: why?.kind === 'loading' ? why.share : null,
    lateLogs: why?.kind === 'late' ? why.logs.map(each => ({ ...each, title: logTitle(each.log) })) : [],
  }
}

function titleOf(name: string): string {
  const mailing = Object.values(MAILINGS).find(({ id }) => name === `mail_${id}`)
  return mailing?.title ?? JOBS.find(job => job.name === name)?.title ?? name
}
