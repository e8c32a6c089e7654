import type { DeadLetterAnswer, IngestAnswer, JobInfo, JobsAnswer, RunInfo } from '../../../api/contract.ts'

/** What the page of operation is told. */

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
    detail: 'retention differs for 2 organisations',
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
      ? [0, 1, 2, 3].map(night => ({
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
