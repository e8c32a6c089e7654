import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { LIVE_JOBS } from '../../warehouse/catalogue/scenes.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { classify } from '../../warehouse/platform/clickhouse/retry.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { type Heads, ROUTE, readHeads } from './heads.ts'
import { type Marts, readMarts } from './marts.ts'
import { type AlertHead, readAlertHead } from './openAlerts.ts'

/** The tree changes without its log, when the dictionary is loaded; the heads are read this often in any case. */
const REREAD_MS = 2_000
/** Jobs compute once a night, and panels of their figures rest that long. */
const REREAD_MARTS_MS = 10_000
/** An alert is on the wall a second after it was raised. */
const REREAD_ALERTS_MS = 1_000

const growth = z.array(z.tuple([z.string(), z.string(), z.string().nullable()]))

/** The heads of the chains that are looked at, for one who asks again and again: read anew when one of them has grown. */
export class HeadWatch {
  readonly #warehouse: Pick<Warehouse, 'reader' | 'app'>
  readonly #reader: ClickHouseClient
  #known: { heads: Heads; logs: string; growth: string; readAt: number } | undefined
  #marts: { marts: Marts; readAt: number } | undefined
  #alerts: { head: AlertHead | undefined; readAt: number } | undefined

  constructor(warehouse: Pick<Warehouse, 'reader' | 'app'>) {
    this.#warehouse = warehouse
    this.#reader = warehouse.reader
  }

  /**
   * The heads of these logs as they are now; that of the tree may be two seconds old, what jobs have computed ten. Throws as `readHeads`
   * does.
   */
  async read(logs: readonly EntityName[]): Promise<Heads> {
    const [heads, alerts] = await Promise.all([this.#chains(logs), this.#alertsAt(performance.now())])
    return alerts ? { ...heads, alerts } : heads
  }

  async #chains(logs: readonly EntityName[]): Promise<Heads> {
    const asked = logs.join()
    const known = this.#known?.logs === asked ? this.#known : undefined
    const readAt = performance.now()
    // before the heads: what comes in between is found the next time
    const grown = await this.#growth(logs)
    if (known && grown !== undefined && grown === known.growth && readAt - known.readAt < REREAD_MS)
      return known.heads
    this.#known = undefined
    const [chains, marts] = await Promise.all([readHeads(this.#reader, logs), this.#martsAt(readAt)])
    const heads = marts ? { ...chains, marts } : chains
    if (grown !== undefined) this.#known = { heads, logs: asked, growth: grown, readAt }
    return heads
  }

  async #martsAt(now: number): Promise<Marts | undefined> {
    if (this.#marts && now - this.#marts.readAt < REREAD_MARTS_MS) return this.#marts.marts
    this.#marts = undefined
    try {
      const marts = await readMarts(this.#reader, LIVE_JOBS)
      this.#marts = { marts, readAt: now }
      return marts
    } catch {
      // the panels of the jobs say so by their age
      return undefined
    }
  }

  async #alertsAt(now: number): Promise<AlertHead | undefined> {
    if (this.#alerts && now - this.#alerts.readAt < REREAD_ALERTS_MS) return this.#alerts.head
    // without an answer the alerts stay as they are known
    const head = await readAlertHead(this.#warehouse).catch(() => this.#alerts?.head)
    this.#alerts = { head, readAt: now }
    return head
  }

  /** What changes with every batch; undefined where that cannot be told. */
  async #growth(logs: readonly EntityName[]): Promise<string | undefined> {
    try {
      const answer = await this.#reader.query({
        query: sqlFile('live_growth'),
        query_params: { logs },
        format: 'JSONCompactEachRow',
        clickhouse_settings: { log_comment: ROUTE },
      })
      const rows = growth.parse(await answer.json())
      const isKnown = rows.length === logs.length && rows.every(([, , total]) => total !== null)
      return isKnown ? JSON.stringify(rows) : undefined
    } catch (error) {
      if (classify(error) !== 'refused') throw error
      return undefined
    }
  }
}
