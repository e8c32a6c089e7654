import { Readable } from 'node:stream'
import type { ClickHouseClient } from '@clickhouse/client'
import { sendRows } from './sendRows.ts'

/** A row as its values, in the order of the columns. */
export type InsertedRow = readonly (string | number | readonly string[])[]

/** Rows that cross the socket together. */
const ROWS_A_CHUNK = 2_000

/**
 * Inserts many rows as one stream, without columns' names in every row and without keeping the rows: they are made while
 * they are written. Blocks are not remembered, so a repeated run is no duplicate: for staged tables, whose run is repeated
 * as a whole. Rejects with the reason of `signal` once it is aborted.
 */
export async function insertRows(
  client: ClickHouseClient,
  { table, columns }: { table: string; columns: readonly string[] },
  rows: Iterable<InsertedRow>,
  signal: AbortSignal,
): Promise<void> {
  await sendRows(
    client,
    {
      query: `insert into ${table} (${columns.join(', ')}) format JSONCompactEachRow`,
      clickhouse_settings: { insert_deduplicate: 0 },
    },
    Readable.from(chunksOf(rows, signal), { objectMode: false }),
  )
}

async function* chunksOf(rows: Iterable<InsertedRow>, signal: AbortSignal): AsyncIterable<string> {
  let lines: string[] = []
  signal.throwIfAborted()
  for (const row of rows) {
    if (lines.push(JSON.stringify(row)) < ROWS_A_CHUNK) continue
    signal.throwIfAborted()
    yield `${lines.join('\n')}\n`
    lines = []
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`
}
