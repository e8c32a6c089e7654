import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type EntityName, logTable } from '../../warehouse/catalogue/entities.ts'
import { LIVE_JOBS } from '../../warehouse/catalogue/scenes.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { classify } from '../../warehouse/platform/clickhouse/retry.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { type Heads, ROUTE, readHeads, readTree } from './heads.ts'
import { type Marts, readMarts } from './marts.ts'
import { type AlertHead, readAlertHead } from './openAlerts.ts'

/** The tree changes without its log, when the dictionary is loaded; it is read this often in any case. */
const REREAD_MS = 2_000
/** Jobs compute once a night, and panels of their figures rest that long. */
const REREAD_MARTS_MS = 10_000
/** An alert is on the wall a second after it was raised. */
const REREAD_ALERTS_MS = 1_000

const growth = z.array(z.tuple([z.string(), z.string(), z.string().nullable()]))

/**
 * The heads of the chains that are looked at, for one who asks again and again. What a table knows of itself without being read
 * tells as much as the number of its last batch: every batch adds rows, and a rebuild puts another table in its place.
 */
export class HeadWatch {
  readonly #warehouse: Pick<Warehouse, 'reader' | 'app'>
  readonly #reader: ClickHouseClient
  #beside: { beside: Omit<Heads, EntityName>; grown: string; readAt: number } | undefined
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
    const readAt = performance.now()
    // before the figures: what comes in between is found the next time
    const grown = await this.#growth(logs)
    if (!grown) {
      const [heads, marts] = await Promise.all([readHeads(this.#reader, logs), this.#martsAt(readAt)])
      return marts ? { ...heads, marts } : heads
    }
    return { ...grown, ...(await this.#besideAt(JSON.stringify(grown), readAt)) }
  }

  /** The tree and what jobs have computed: read when a log has grown, and now and then. */
  async #besideAt(grown: string, now: number): Promise<Omit<Heads, EntityName>> {
    const known = this.#beside
    if (known?.grown === grown && now - known.readAt < REREAD_MS) return known.beside
    this.#beside = undefined
    const [tree, marts] = await Promise.all([readTree(this.#reader), this.#martsAt(now)])
    const beside = marts ? { tree, marts } : { tree }
    this.#beside = { beside, grown, readAt: now }
    return beside
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

  /** What changes with every batch and every rebuild, by log; undefined where tables do not know it. */
  async #growth(logs: readonly EntityName[]): Promise<Partial<Record<EntityName, string>> | undefined> {
    try {
      const answer = await this.#reader.query({
        query: sqlFile('live_growth'),
        query_params: { logs },
        format: 'JSONCompactEachRow',
        clickhouse_settings: { log_comment: ROUTE },
      })
      const rows = new Map(
        growth.parse(await answer.json()).map(([name, uuid, total]) => [`app.${name}`, { uuid, total }]),
      )
      const grown: Partial<Record<EntityName, string>> = {}
      for (const log of logs) {
        const row = rows.get(logTable(log))
        if (!row || row.total === null) return undefined
        grown[log] = `${row.uuid} ${row.total}`
      }
      return grown
    } catch (error) {
      if (classify(error) !== 'refused') throw error
      return undefined
    }
  }
}
