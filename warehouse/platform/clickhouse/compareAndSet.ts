import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'

/** A value and the ClickHouse type it is bound as. */
export type Bound = readonly [value: string | number | readonly string[], type: string]

export interface Change {
  /** Table of the database `ops` whose rows are changes of things: a key column, `seq` and `writer`, and others. */
  table: string
  /** Column that names the thing, and its value. */
  key: readonly [column: string, value: string]
  /** Number of the last change the caller knows, 0 for a thing that is not there yet. */
  after: number
  /** The other columns; every change is the whole new state of the thing. */
  row: Readonly<Record<string, Bound>>
}

/**
 * Writes change `after + 1` of a thing if `after` is still its last one. Resolves to whether it was written: false means
 * that another process was faster, and nothing was changed. The guard alone races with other writers, the token alone
 * forgets; together one writer wins, also when it is killed in between.
 */
export async function compareAndSet(
  client: ClickHouseClient,
  { table, key: [keyColumn, key], after, row }: Change,
): Promise<boolean> {
  const seq = after + 1
  const writer = randomUUID()
  const bound: [string, Bound][] = [
    [keyColumn, [key, 'String']],
    ['seq', [seq, 'UInt64']],
    ['writer', [writer, 'String']],
    ...Object.entries(row),
  ]
  const columns = bound.map(([column]) => column).join(', ')
  const values = bound.map(([column, [, type]]) => `{${column}: ${type}}`).join(', ')
  for (let attempt = 1; ; attempt++) {
    await client.command({
      query: `insert into ops.${table} (${columns}) select ${values}
        where (select max(seq) from ops.${table} where ${keyColumn} = {${keyColumn}: String}) = {after: UInt64}`,
      query_params: { ...Object.fromEntries(bound.map(([column, [value]]) => [column, value])), after },
      // the token of a part that was never finished (killed in between) is taken: the next attempt has another
      clickhouse_settings: {
        insert_deduplication_token: `${table}:${key}:${seq}${attempt > 1 ? `/${attempt}` : ''}`,
      },
    })
    const answer = await client.query({
      query: `select max(seq) as last, anyIf(writer, seq = {seq: UInt64}) as won
        from ops.${table} where ${keyColumn} = {key: String}`,
      query_params: { key, seq },
      format: 'JSONEachRow',
    })
    const [found] = await answer.json<{ last: string; won: string }>()
    if (Number(found?.last ?? 0) >= seq) return found?.won === writer
  }
}
