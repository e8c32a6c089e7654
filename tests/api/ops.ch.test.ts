import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeadLetterAnswer, JobsAnswer } from '../../api/contract.ts'
import { DeadLetterStore } from '../../ingest/deadletter/store.ts'
import { JOBS } from '../../jobs/registry.ts'
import { beginRuns, endRuns, type RunEnd } from '../../jobs/schedule/runLog.ts'
import { withJobLease } from '../../jobs/schedule/runWindows.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { readSecrets } from '../../warehouse/platform/secrets.ts'
import { tellComplete } from '../support/province/loadSimulated.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { at, plantTree, sign } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const NOW = Date.parse('2026-11-21T06:00:00+08:00')
const MINUTE_MS = 60_000
let test: TestWarehouse
let server: TestServer
let root: { cookie: string }

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  server = await testServer(test, { config: { WALL_OPEN: false }, now: () => NOW })
  root = await signedIn(server, { role: 'admin', org: 'root' })
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

async function ask<T>(path: string, headers = root): Promise<T> {
  const response = await fetch(`${server.url}${path}`, { headers })
  expect(response.status).toBe(200)
  const answer: ReturnType<typeof JSON.parse> = await response.json()
  return answer
}
const job = ({ jobs }: JobsAnswer, name: string) => jobs.find(each => each.name === name)

/** A run of the schedule that began so many minutes ago, and ended as said, or not at all. */
async function planted(
  name: string,
  day: string,
  minutesAgo: number,
  end?: RunEnd,
  attempt = 1,
): Promise<void> {
  const version = JOBS.find(each => each.name === name)?.version ?? 1
  const startedAt = NOW - minutesAgo * MINUTE_MS
  const window = { from: at(`${day.slice(0, 7)}-01`), to: at(day) }
  const { app } = test.warehouse
  const [run] = await beginRuns(app, [
    { job: name, version, window, trigger: 'schedule', attempt, startedAt },
  ])
  if (run && end) await endRuns(app, [{ run, end }], startedAt + 1_500)
}

describe('the state of the jobs', () => {
  it('says of each what it waits for: data, the end of its window, its turn, another try', async () => {
    const before = await ask<JobsAnswer>('/api/ops/jobs')
    expect(before.jobs.map(({ name }) => name)).toEqual(JOBS.map(({ name }) => name))
    expect(new Set(before.jobs.map(({ wait }) => wait.kind))).toEqual(new Set(['data']))
    expect(before.jobs.every(({ nextAt, last }) => nextAt !== null && last === null)).toBe(true)

    await sign(test.warehouse, 'org', [
      { ev: 1, org_id: 1, status: 'active', day: '2020-01-01', changed_on: '2026-11-19' },
    ])
    expect(job(await ask('/api/ops/jobs'), 'measures')?.wait).toMatchObject({
      kind: 'logs',
      to: '2026-11-20',
      loading: null,
      lateLogs: [],
    })
    await tellComplete(test.warehouse.app, NOW)
    expect(job(await ask('/api/ops/jobs'), 'measures')?.wait).toMatchObject({
      kind: 'turn',
      to: '2026-11-20',
    })

    // one window of the first data, and no run to judge the time by
    expect(job(await ask('/api/ops/jobs'), 'measures')?.catchUp).toEqual({ done: 0, of: 1, leftMs: null })

    await planted('measures', '2026-11-20', 30, { state: 'failed', rows: 0, message: '组织20: disk' }, 1)
    await planted('measures', '2026-11-20', 1, { state: 'failed', rows: 0, message: '组织20: ENOSPC' }, 2)
    await planted('quality', '2026-11-20', 20, { state: 'done', rows: 12, message: '' })
    const after = await ask<JobsAnswer>('/api/ops/jobs')
    expect(job(after, 'measures')).toMatchObject({
      doneThrough: null,
      wait: { kind: 'retry', from: '2026-11-01', to: '2026-11-20', tries: 2, at: expect.any(Number) },
      last: { state: 'failed', attempt: 2, durationMs: 1_500, explanation: { what: '磁盘空间不足' } },
    })
    expect(job(after, 'quality')).toMatchObject({
      doneThrough: '2026-11-20',
      wait: { kind: 'time' },
      catchUp: null,
      last: { state: 'done', rows: 12, explanation: null },
    })
  })

  it('lists the newest runs; one without an end goes on only while its job is leased', async () => {
    await planted('trend', '2026-10-31', 10)
    await planted('trend', '2026-10-31', 5)
    await planted('mail_weekly', '2026-11-15', 4, { state: 'done', rows: 2, message: '' })
    const trend = async () =>
      (await ask<JobsAnswer>('/api/ops/jobs')).runs.filter(run => run.job === 'trend').map(run => run.state)
    expect(await trend()).toEqual(['killed', 'killed'])
    const held = { warehouse: test.warehouse, log: createLog('test') }
    await withJobLease({ name: 'trend' }, held, 30_000, async () => {
      expect(await trend()).toEqual(['running', 'killed'])
    })
    const { runs } = await ask<JobsAnswer>('/api/ops/jobs')
    expect(runs.map(({ job: name, title }) => [name, title]).slice(0, 3)).toEqual([
      ['measures', '指标计算'],
      ['mail_weekly', '每周简报'],
      ['trend', '月度走势'],
    ])
    expect([...runs].sort((a, b) => b.startedAt - a.startedAt)).toEqual(runs)
  })

  it('is told, with the words of the log, to administrators of the whole instance only', async () => {
    expect(job(await ask<JobsAnswer>('/api/ops/jobs'), 'measures')?.last?.detail).toBe('组织20: ENOSPC')
    const part = await signedIn(server, { role: 'admin', org: '1' })
    for (const path of ['/api/ops/jobs', '/api/ops/ingest', '/api/ops/dead-letters', '/metrics']) {
      const response = await fetch(`${server.url}${path}`, { headers: part })
      const body: ReturnType<typeof JSON.parse> = await response.json()
      expect([path, response.status, body.error.message]).toEqual([path, 403, '需要全省管理员权限'])
    }
  })
})

describe('the dead letters', () => {
  it('are counted by reason and topic, those handed over again left out', async () => {
    expect(await ask<DeadLetterAnswer>('/api/ops/dead-letters')).toEqual({ reasons: [] })
    const store = new DeadLetterStore(test.warehouse.app, readSecrets(test.config.dataDir))
    const letter = (position: number, reason: 'bad_value' | 'no_key') => ({
      source: 'spool:local/t/0@1',
      position: BigInt(position),
      topic: 'gd.member',
      epoch: 1,
      reason,
      detail: 'column x',
      tables: [],
      key: null,
      value: Buffer.from('13800000000'),
      headers: {},
      sentAt: NOW,
    })
    const letters = [letter(1, 'bad_value'), letter(2, 'bad_value'), letter(3, 'no_key'), letter(4, 'no_key')]
    await store.put(letters)
    await store.markReplayed(letters.slice(3))
    const answer = await ask<DeadLetterAnswer>('/api/ops/dead-letters')
    expect(answer.reasons).toMatchObject([
      { reason: 'bad_value', topic: 'gd.member', waiting: 2 },
      { reason: 'no_key', topic: 'gd.member', waiting: 1 },
    ])
    expect(JSON.stringify(answer)).not.toContain('13800000000')
  })
})
