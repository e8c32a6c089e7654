import type { ClickHouseClient } from '@clickhouse/client'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { LOOK_SAID_MS, sayLooked } from '../../warehouse/feed/looked.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'

/** Tells the ingest which logs somebody looks at, as often as it has to be said. */
export class LookSayer {
  readonly #owner: ClickHouseClient
  readonly #log: Log
  #said = ''
  #saidAt = 0
  #saying: Promise<void> = Promise.resolve()

  constructor(owner: ClickHouseClient, log: Log) {
    this.#owner = owner
    this.#log = log
  }

  /** Somebody looks at these logs now. Never throws: an ingest that is not told writes at longer beats. */
  say(logs: readonly EntityName[]): void {
    const now = performance.now()
    const said = logs.join()
    if (said === this.#said && now - this.#saidAt < LOOK_SAID_MS) return
    this.#said = said
    this.#saidAt = now
    this.#saying = sayLooked(this.#owner, logs).catch((error: unknown) => {
      this.#log.debug({ reason: describeError(error) }, 'could not say which logs are looked at')
    })
  }

  /** Resolves when what was said last has arrived, or never will. */
  async stop(): Promise<void> {
    await this.#saying
  }
}
