import type { ClickHouseClient } from '@clickhouse/client'
import type { FeedStatus } from '../../warehouse/contract/picture.ts'
import { completeByLog, type FeedRow, readFeed } from '../../warehouse/feed/feed.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { FeedRate, stateOf } from './feed.ts'

const EVERY_MS = 2_000

/** Knows how far the ingest is, by asking the warehouse every two seconds while it is started. */
export class FeedWatch {
  readonly #owner: ClickHouseClient
  readonly #log: Log
  readonly #now: () => number
  readonly #rate = new FeedRate()
  #rows: readonly FeedRow[] = []
  #complete: ReadonlyMap<string, number> = new Map()
  #timer: NodeJS.Timeout | undefined
  #run: { first: Promise<void> } | undefined

  constructor(owner: ClickHouseClient, log: Log, now: () => number) {
    this.#owner = owner
    this.#log = log
    this.#now = now
  }

  /** Asks now, then every two seconds; resolves after the first answer. `onRead` runs after each. */
  start(onRead: () => void): Promise<void> {
    if (this.#run) return this.#run.first
    const run = { first: Promise.resolve() }
    const round = async () => {
      await this.refresh()
      // stopped meanwhile, perhaps even started again
      if (this.#run !== run) return
      onRead()
      this.#timer = setTimeout(() => void round(), EVERY_MS)
    }
    this.#run = run
    run.first = round()
    return run.first
  }

  stop(): void {
    this.#run = undefined
    clearTimeout(this.#timer)
  }

  get isRunning(): boolean {
    return this.#run !== undefined
  }

  /** Asks once. Never throws: a warehouse that does not answer lets the last report grow old. */
  async refresh(): Promise<void> {
    try {
      const rows = await readFeed(this.#owner)
      this.#rows = rows
      this.#complete = completeByLog(rows)
      this.#rate.add(rows, this.#now())
    } catch (error) {
      this.#log.debug({ reason: describeError(error) }, 'could not read how far the ingest is')
    }
  }

  state(): FeedStatus['feed'] {
    return stateOf(this.#rows, this.#now())
  }

  rate(): number {
    return this.#rate.perSecond()
  }

  /** The instant up to which a log is complete, milliseconds since 1970; 0 when nobody has said. */
  completeAt(log: string): number {
    return this.#complete.get(log) ?? 0
  }
}
