import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { LIVE_JOBS, LIVE_LOGS } from '../../warehouse/catalogue/scenes.ts'
import { classify } from '../../warehouse/platform/clickhouse/retry.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { type Heads, ROUTE, readHeads } from './heads.ts'
import { type Marts, readMarts } from './marts.ts'

/** The tree changes without its log, when the dictionary is loaded; the heads are read this often in any case. */
const REREAD_MS = 2_000
/** Jobs compute once a night, and panels of their figures rest that long. */
const REREAD_MARTS_MS = 10_000

const growth = z.array(z.tuple([z.string(), z.string(), z.string().nullable()]))

/** The heads of all chains for one who asks again and again: read anew when a log has grown. */
export class HeadWatch {
  readonly #reader: ClickHouseClient
  #known: { heads: Heads; growth: string; readAt: number } | undefined
  #marts: { marts: Marts; readAt: number } | undefined

  constructor(reader: ClickHouseClient) {
    this.#reader = reader
  }

  /**
   * The heads as they are now; that of the tree may be two seconds old, what jobs have computed ten. Throws as `readHeads`
   * does.
   */
  async read(): Promise<Heads> {
    const known = this.#known
    const readAt = performance.now()
    // before the heads: what comes in between is found the next time
    const grown = await this.#growth()
    if (known && grown !== undefined && grown === known.growth && readAt - known.readAt < REREAD_MS)
      return known.heads
    this.#known = undefined
    const [chains, marts] = await Promise.all([readHeads(this.#reader), this.#martsAt(readAt)])
    const heads = marts ? { ...chains, marts } : chains
    if (grown !== undefined) this.#known = { heads, growth: grown, readAt }
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

  /** What changes with every batch; undefined where that cannot be told. */
  async #growth(): Promise<string | undefined> {
    try {
      const answer = await this.#reader.query({
        query: sqlFile('live_growth'),
        query_params: { logs: LIVE_LOGS },
        format: 'JSONCompactEachRow',
        clickhouse_settings: { log_comment: ROUTE },
      })
      const rows = growth.parse(await answer.json())
      const isKnown = rows.length === LIVE_LOGS.length && rows.every(([, , total]) => total !== null)
      return isKnown ? JSON.stringify(rows) : undefined
    } catch (error) {
      if (classify(error) !== 'refused') throw error
      return undefined
    }
  }
}
