import os from 'node:os'
import type { ClickHouseClient } from '@clickhouse/client'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { formatInstant } from '../../warehouse/platform/time/day.ts'
import type { Ingest } from './ingest.ts'

const EVERY_MS = 2_000
/** In containers all are process 1. */
const PROCESS = `${os.hostname()}/${process.pid}`

/** Tells the warehouse every two seconds how far each log is, for the freshness shown beside every figure. */
export class FeedReport {
  private timer: NodeJS.Timeout | undefined
  private sending: Promise<void> = Promise.resolve()

  constructor(
    private readonly client: ClickHouseClient,
    private readonly log: Log,
    private readonly ingest: Pick<Ingest, 'report' | 'missingColumns'>,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.sending = this.sending.then(() => this.send())
    }, EVERY_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.sending
    await this.send()
  }

  private async send(): Promise<void> {
    const rows = this.ingest.report()
    if (rows.length === 0) return
    const at = formatInstant(Date.now())
    const missing = this.ingest.missingColumns()
    try {
      await this.client.insert({
        table: 'ops.sys_feed',
        format: 'JSONEachRow',
        values: rows.map(row => ({
          at,
          process: PROCESS,
          log: row.log,
          complete_at: formatInstant(row.completeAt),
          lag: String(row.lag),
          applied: String(row.applied),
          batches: String(row.batches),
          last_batch: row.lastBatch,
          partitions: row.partitions.map(({ topic, partition, watermark, next, lag }) => ({
            topic,
            partition,
            watermark: String(watermark),
            next: String(next),
            lag: String(lag),
          })),
          missing_columns: missing
            .filter(one => one.log === row.log)
            .map(({ table, column, spelled, rows, lastAt }) => ({
              table_name: table,
              column_name: column,
              spelled,
              rows: String(rows),
              last_at: formatInstant(lastAt),
            })),
        })),
      })
    } catch (error) {
      // silence is what tells the wall that the feed is lost; the ingest itself goes on
      this.log.debug({ reason: describeError(error) }, 'could not report progress')
    }
  }
}
