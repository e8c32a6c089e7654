import { setTimeout as delay } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import type { CountingRule } from '../../warehouse/orgs/countingRules.ts'
import { refreshTree } from '../../warehouse/orgs/refresh.ts'
import { whileUnreachable } from '../../warehouse/platform/clickhouse/retry.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'

/** Several batches of organisations within this time make one new tree. */
const DEBOUNCE_MS = 500
const MIDNIGHT_POLL_MS = 30_000

/** Keeps `dim_org` at the head of the organisation log. */
export class OrgTreeKeeper {
  private dirty = false
  private readonly stopping = new AbortController()
  private working: Promise<void> | undefined
  private readonly midnight: NodeJS.Timeout | undefined

  constructor(
    private readonly client: ClickHouseClient,
    private readonly log: Log,
    /** Which system counts where; dated, so the tree may change at midnight too. */
    private readonly rules: readonly CountingRule[] = [],
  ) {
    if (rules.length === 0) return
    let today = dayOf(Date.now())
    this.midnight = setInterval(() => {
      if (dayOf(Date.now()) === today) return
      today = dayOf(Date.now())
      this.changed()
    }, MIDNIGHT_POLL_MS).unref()
  }

  /** The organisation log has changed: the tree follows soon. */
  changed(): void {
    this.dirty = true
    this.working ??= this.work().finally(() => {
      this.working = undefined
    })
  }

  /** Brings the tree up to date and ends. */
  async stop(): Promise<void> {
    clearInterval(this.midnight)
    this.stopping.abort()
    await this.working
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping
    while (this.dirty) {
      await delay(DEBOUNCE_MS, undefined, { signal }).catch(() => undefined)
      this.dirty = false
      const refresh = () => refreshTree(this.client, this.log, this.rules)
      try {
        // the last tree before the end is worth one try, not a wait for a warehouse that is away
        if (signal.aborted) await refresh()
        else await whileUnreachable(refresh, { log: this.log, signal, what: 'organisation tree' })
      } catch (error) {
        if (signal.aborted && !this.dirty)
          this.log.debug({ reason: describeError(error) }, 'stopped before the tree was renewed')
        // the log is right without it; the next batch of organisations, or the next start, tries again
        else this.log.error({ reason: describeError(error) }, 'the organisation tree could not be renewed')
      }
    }
  }
}
