import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { whileUnreachable } from '../../warehouse/platform/clickhouse/retry.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { formatInstant } from '../../warehouse/platform/time/day.ts'

/** The ingest reports every two seconds; an older report is of one that is gone. */
const REPORT_AGE_MS = 10_000
/** A report may be written before the ingest has seen what was sent this long ago. */
const NOTICE_MS = 1_500
const POLL_MS = 400

const QUERY = `
select
    toUnixTimestamp64Milli(max(last_at)) as reported_at,
    sum(last_lag) as behind
from (
    select
        argMax(lag, at) as last_lag,
        max(at) as last_at
    from ops.sys_feed
    where at > {since: DateTime64(3, 'Asia/Shanghai')}
    group by log
)`

/**
 * How far the warehouse is behind, by the ingest's own report, so that the simulator does not fill the disk with what
 * nobody has read yet.
 */
export class Backlog {
  private reported = 0
  private reportedAt = 0
  private unreported: { at: number; messages: number }[] = []

  constructor(
    private readonly client: ClickHouseClient,
    private readonly log: Log,
    /** Messages by which the simulator may run ahead. */
    private readonly limit: number,
  ) {}

  /** Messages that are sent and perhaps not stored. */
  get behind(): number {
    return this.unreported.reduce((sum, one) => sum + one.messages, this.reported)
  }

  sent(messages: number): void {
    this.unreported.push({ at: Date.now(), messages })
  }

  /** Resolves once there is room for more; `waiting` is called now and then while there is none. */
  async room(signal: AbortSignal, waiting: () => void): Promise<void> {
    await this.until(() => this.behind < this.limit, signal, waiting)
  }

  /** Resolves once everything that was sent is stored. */
  async drained(signal: AbortSignal, waiting: () => void): Promise<void> {
    await this.until(() => this.behind === 0, signal, waiting)
  }

  private async until(isEnough: () => boolean, signal: AbortSignal, waiting: () => void): Promise<void> {
    while (!isEnough() && !signal.aborted) {
      await this.refresh()
      waiting()
      if (isEnough()) return
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  private async refresh(): Promise<void> {
    const since = formatInstant(Date.now() - REPORT_AGE_MS)
    const row = await whileUnreachable(
      async () => {
        const answer = await this.client.query({
          query: QUERY,
          query_params: { since },
          format: 'JSONEachRow',
        })
        const rows = await answer.json<{ reported_at: string; behind: string }>()
        return rows[0]
      },
      { log: this.log, what: 'loading' },
    )
    const at = Number(row?.reported_at ?? 0)
    if (at <= this.reportedAt) return
    this.reportedAt = at
    this.reported = Number(row?.behind ?? 0)
    this.unreported = this.unreported.filter(one => one.at > at - NOTICE_MS)
  }
}
