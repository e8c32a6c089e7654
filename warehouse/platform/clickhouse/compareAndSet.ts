import { Readable } from 'node:stream'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sendRows } from './sendRows.ts'

/** A column that a change writes. */
export interface WrittenColumn {
  name: string
  /** ClickHouse type in which its values travel, as JSON. */
  type: string
  /** What is stored, in SQL over the value that travels under `name`: that name for the value itself. */
  stored: string
}

export interface Change {
  /** Table of the database `ops` whose rows are changes; they are numbered and name their writer. */
  table: string
  /** Column that numbers the changes. */
  number?: 'seq' | 'n'
  /** The thing that changes, by the column that names it; without it the whole table is one thing. */
  key?: { column: string; type: string; value: unknown }
  /** Number of the last change the caller knows, 0 when there is none. */
  after: number
  columns: readonly WrittenColumn[]
  /** Rows of the change, their values in the order of the columns: all of them are written or none. */
  rows: readonly (readonly unknown[])[]
  /** Who writes, as no one else calls itself: told from the others by it. */
  writer: { column: string; value: string }
}

const outcome = z.tuple([z.coerce.number(), z.string()])

/**
 * Writes change `after + 1` if `after` is still the last one. Resolves to whether it was written: false means that another
 * writer was faster, and nothing was changed.
 *
 * The guard (`where … = after`) alone races: two statements that run at once both see the old number, and both write. The
 * token alone forgets: it is remembered for the latest blocks of a table only, so a writer that comes late with an old number
 * would be let in. Together one writer wins: among those whose guard holds, the token lets in the first. A token outlives a
 * part that was never finished (killed in between): then the change is not there, and is repeated under the next token.
 */
export async function compareAndSet(
  client: ClickHouseClient,
  { table, number = 'seq', key, after, columns, rows, writer }: Change,
): Promise<boolean> {
  const next = after + 1
  const ofKey = key ? `where ${key.column} = {key: ${key.type}}` : ''
  const names = [...columns.map(({ name }) => name), number, writer.column]
  const thing = key ? `:${String(key.value)}` : ''
  const params = { after, next, writer: writer.value, ...(key ? { key: key.value } : {}) }
  for (let attempt = 1; ; attempt++) {
    await sendRows(
      client,
      {
        query: `insert into ops.${table} (${names.join(', ')})
          select ${columns.map(({ stored }) => stored).join(', ')}, {next: UInt64}, {writer: String} from input({structure: String})
          where (select max(${number}) from ops.${table} ${ofKey}) = {after: UInt64}
          format JSONCompactEachRow`,
        query_params: { ...params, structure: columns.map(({ name, type }) => `${name} ${type}`).join(', ') },
        clickhouse_settings: {
          insert_deduplication_token: `${table}${thing}:${next}${attempt > 1 ? `/${attempt}` : ''}`,
        },
      },
      Readable.from(rows.map(row => `${JSON.stringify(row)}\n`).join(''), { objectMode: false }),
    )
    const answer = await client.query({
      query: `select max(${number}), anyIf(${writer.column}, ${number} = {next: UInt64}) from ops.${table} ${ofKey}`,
      query_params: params,
      format: 'JSONCompactEachRow',
    })
    const [last, won] = outcome.parse((await answer.json())[0])
    if (last !== after) return won === writer.value
  }
}
