import { setTimeout as delay } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { type EntityName, logTable } from '../../warehouse/catalogue/entities.ts'
import { whileUnreachable } from '../../warehouse/platform/clickhouse/retry.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import type { ParentLink } from '../log/parents.ts'
import type { LogFeed } from './feed.ts'

/** How often it is seen whether the parents' logs have grown, milliseconds. */
const LOOK_MS = 500
/** How often the warehouse is asked about logs that this process writes, where only a rebuild could have added something. */
const SEARCH_MS = 15_000

/** Batches of a parents' log that are followed together; one holds up to 100,000 versions. */
const BATCHES = 4

/**
 * Reads the parents' logs of one log as further streams: position is the number of the next batch. The feed gets only the
 * position; the writer finds the children, because only there is it sure that no child slips in between.
 */
export class ParentFollower {
  private readonly stopping = new AbortController()
  private running: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly client: ClickHouseClient,
    private readonly feed: LogFeed,
    /** Only who writes the log follows; the others would only lose the race. */
    private readonly isOurs: () => boolean,
    /** Number of the last batch of a log that this process writes; undefined when it may not know. */
    private readonly lastBatch: (log: EntityName) => bigint | undefined,
    private readonly log: Log,
  ) {}

  /** Follows until stopped. Rejects when a parents' log cannot be read any more. */
  run(): Promise<void> {
    const following = Promise.all(this.feed.writer.links.map(link => this.follow(link)))
    this.running = following
    return following.then(() => undefined)
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    await this.running.catch(() => undefined)
  }

  private async follow(link: ParentLink): Promise<void> {
    const { signal } = this.stopping
    const what = `follow ${link.parent}`
    let askedAt = Number.NEGATIVE_INFINITY
    while (!signal.aborted) {
      try {
        while (this.isOurs() && (this.mayGoOn(link) || performance.now() - askedAt >= SEARCH_MS)) {
          askedAt = performance.now()
          if (!(await whileUnreachable(() => this.step(link), { log: this.log, signal, what }))) break
        }
      } catch (error) {
        if (!signal.aborted) throw error
      }
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  private position(link: ParentLink): bigint {
    return this.feed.positions.get(link.source) ?? this.feed.writer.position?.positions.get(link.source) ?? 0n
  }

  private mayGoOn(link: ParentLink): boolean {
    const last = this.lastBatch(link.parent)
    return last === undefined || last >= this.position(link)
  }

  /** Hands the next batches to the feed; false when there are none, or the ones before are not in the log yet. */
  private async step(link: ParentLink): Promise<boolean> {
    const from = this.position(link)
    const found = await this.client.query({
      query: `select toString(max(ver)) as last, toUInt32(count()) as batches
        from (select ver from ${logTable(link.parent)} where ev = 0 and system = 0 and id = 0 and ver >= {from:UInt64} order by ver limit ${BATCHES})`,
      query_params: { from: String(from) },
      format: 'JSONEachRow',
    })
    const [next] = await found.json<{ last: string; batches: number }>()
    if (!next || next.batches === 0) return false
    const through = BigInt(next.last) + 1n
    await this.feed.put({ source: link.source, through, changes: [] }, this.stopping.signal)
    return next.batches === BATCHES
  }
}
