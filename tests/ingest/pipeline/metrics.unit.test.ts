import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { Holding } from '../../../ingest/pipeline/holding.ts'
import type { MissingColumnCount } from '../../../ingest/pipeline/missingColumnCounts.ts'
import type { LogProgress } from '../../../ingest/pipeline/progress.ts'
import { countIngest, exposeProgress } from '../../../ingest/pipeline/telemetry.ts'

const progress = (given: Partial<LogProgress>): LogProgress => ({
  log: 'member',
  completeAt: 0,
  lag: 0n,
  applied: 0,
  batches: 0,
  lastBatch: 0,
  partitions: [],
  ...given,
})

async function linesOf(registry: Registry): Promise<string[]> {
  return (await registry.metrics()).split('\n').filter(line => line !== '' && !line.startsWith('#'))
}

it('counts batches, changes and dead letters', async () => {
  const registry = new Registry()
  const observer = countIngest(registry)
  observer.written('member', 700)
  observer.written('member', 3)
  observer.refused('bad_value')
  observer.passedOver({ why: 'ignored_table', rows: 4 })
  expect(await linesOf(registry)).toEqual(
    expect.arrayContaining([
      'tuanshu_ingest_changes_total{log="member"} 703',
      'tuanshu_ingest_batch_changes_bucket{le="10",log="member"} 1',
      'tuanshu_ingest_batch_changes_bucket{le="1000",log="member"} 2',
      'tuanshu_ingest_batch_changes_sum{log="member"} 703',
      'tuanshu_ingest_dead_letters_total{reason="bad_value"} 1',
      'tuanshu_ingest_passed_over_total{why="ignored_table"} 4',
    ]),
  )
})

it('shows lag and watermarks as of the scrape; what is no longer read vanishes', async () => {
  const registry = new Registry()
  const holding = new Holding(5_000)
  const partition = { topic: 'acts', partition: 2, next: 100n }
  let report = [
    progress({ log: 'activity', partitions: [{ ...partition, watermark: 90n, lag: 10n }] }),
    // the same partition feeds two logs: it is as late as the later one
    progress({
      log: 'signup',
      completeAt: Date.now(),
      partitions: [{ ...partition, watermark: 60n, lag: 40n }],
    }),
  ]
  const missing: MissingColumnCount[] = [
    { log: 'signup', table: 's.t', column: 'amount', spelled: 'AMOUNT', rows: 3, lastAt: 0 },
  ]
  exposeProgress(registry, { report: () => report, holding, missingColumns: () => missing })
  holding.take(3, 0, 1)
  const lines = await linesOf(registry)
  expect(lines).toEqual(
    expect.arrayContaining([
      'tuanshu_ingest_lag_messages{topic="acts",partition="2"} 40',
      'tuanshu_ingest_watermark{log="activity",topic="acts",partition="2"} 90',
      'tuanshu_ingest_watermark{log="signup",topic="acts",partition="2"} 60',
      'tuanshu_ingest_missing_columns{table="s.t",column="amount"} 3',
      'tuanshu_ingest_held_bytes 3200',
      'tuanshu_ingest_held_limit_bytes 5000',
    ]),
  )
  expect(lines.filter(line => line.startsWith('tuanshu_ingest_lag_seconds'))).toEqual([
    expect.stringMatching(/^tuanshu_ingest_lag_seconds\{log="signup"\} \d/),
  ])
  report = []
  expect((await linesOf(registry)).filter(line => /lag|watermark/.test(line))).toEqual([])
})
