import { setTimeout as delay } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { readLooked } from '../../warehouse/feed/looked.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'

const EVERY_MS = 2_000

/** Knows which logs somebody looks at, by asking the warehouse every two seconds. */
export class Looked {
  private readonly stopping = new AbortController()
  private logs: ReadonlySet<string> | undefined

  constructor(
    private readonly client: ClickHouseClient,
    private readonly log: Log,
  ) {}

  /** Whether somebody looks at the log; true while that is not known. */
  has(entity: EntityName): boolean {
    return this.logs?.has(entity) ?? true
  }

  /** Asks until stopped. Never rejects: without an answer it stays as it is known. */
  async run(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      try {
        this.logs = await readLooked(this.client)
      } catch (error) {
        this.log.debug({ reason: describeError(error) }, 'could not read which logs are looked at')
      }
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  stop(): void {
    this.stopping.abort()
  }
}
