import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Config } from '../config.ts'
import { createDdl } from '../migrate/ddl.ts'
import { readSqlFiles, SQL_DIR } from '../migrate/readSqlFiles.ts'
import type { Warehouse } from './client.ts'

/** What a replacement works with; the context of a job is one. */
export interface Staging {
  config: Config
  warehouse: Warehouse
  /** Aborted when nothing may be written any more. */
  signal: AbortSignal
  /** Throws when another process has taken over. */
  confirm(): Promise<void>
}

export interface Target {
  /** Who writes: one process at a time does so under this name, for example a job. */
  writer: string
  /** With its database; made by a file in sql/ as one `create table`. */
  table: string
  /** What the partition is called in SQL, for example `202611`, or `tuple()` for a table without a partition key. */
  partition: string
}

// statements over a whole month run long: progress headers keep the socket from looking dead
export const LONG_STATEMENT = {
  send_progress_in_http_headers: 1,
  http_headers_progress_interval_ms: '20000',
} as const

/**
 * Replaces one partition in one step: `fill` writes it into a table of its own, which no other process knows, and the
 * filled partition then takes the place of the old one, also when it is empty. A run that is killed leaves the old rows as
 * they are; its table is dropped by the next one of the same writer (`dropLeftovers`).
 * Resolves to the number of rows that are there now.
 */
export async function replacePartition(
  staging: Staging,
  { writer, table, partition }: Target,
  fill: (staged: string) => Promise<void>,
): Promise<number> {
  return withStaged(staging, { writer, table }, async staged => {
    await fill(staged)
    return swapPartition(staging, { table, partition }, staged)
  })
}

/** Puts a filled staged table in the place of a partition, in one step. Resolves to the number of rows that are there now. */
export async function swapPartition(
  staging: Staging,
  { table, partition }: Pick<Target, 'table' | 'partition'>,
  staged: string,
): Promise<number> {
  const [rows = 0] = await swapPartitions(staging, { table, partitions: [partition] }, staged)
  return rows
}

/**
 * Puts the partitions of a filled staged table in the place of those of a live one, each in one step. Resolves to the
 * numbers of rows that are there now. A process that dies in between has replaced some of them and left the others.
 */
export async function swapPartitions(
  staging: Staging,
  { table, partitions }: { table: string; partitions: readonly string[] },
  staged: string,
): Promise<number[]> {
  const { warehouse, signal } = staging
  signal.throwIfAborted()
  const rows = await countRows(warehouse.app, staged, partitions)
  await staging.confirm()
  // newer servers refuse to replace a partition by an empty one
  const steps = partitions.map((partition, i) =>
    rows[i] === 0 ? `drop partition ${partition}` : `replace partition ${partition} from ${staged}`,
  )
  await warehouse.app.command({ query: `alter table ${table} ${steps.join(', ')}` })
  return rows
}

/** Runs `work` with an empty table like `table`, which is dropped afterwards. */
export async function withStaged<T>(
  { config, warehouse: { app }, signal }: Staging,
  { writer, table }: Pick<Target, 'writer' | 'table'>,
  work: (staged: string) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const staged = `${stagedPrefix(writer, table)}${randomBytes(4).toString('hex')}`
  await app.command({ query: createStatement(config, table, staged) })
  try {
    return await work(staged)
  } finally {
    await drop(app, config, staged)
  }
}

/** Drops the staged tables that killed runs of a writer have left. */
export async function dropLeftovers(
  { config, warehouse: { app } }: Staging,
  { writer, table }: Pick<Target, 'writer' | 'table'>,
): Promise<void> {
  const [database = '', start = ''] = stagedPrefix(writer, table).split('.')
  const found = await app.query({
    query:
      'select name from system.tables where database = {database: String} and startsWith(name, {start: String})',
    query_params: { database, start },
    format: 'JSONEachRow',
  })
  for (const left of await found.json<{ name: string }>()) await drop(app, config, `${database}.${left.name}`)
}

function stagedPrefix(writer: string, table: string): string {
  return `${table}_staged_by_${writer}_`
}

async function drop(app: ClickHouseClient, config: Config, table: string): Promise<void> {
  await app.command({
    query: createDdl(config).render(`drop table if exists ${table} {{on_cluster}} sync`, 'staged table'),
    clickhouse_settings: { max_table_size_to_drop: '0' },
  })
}

async function countRows(
  app: ClickHouseClient,
  table: string,
  partitions: readonly string[],
): Promise<number[]> {
  // a table without a partition key has no values to tell its partitions by
  const each =
    partitions.length === 1
      ? ['count()']
      : partitions.map(
          name => `countIf(_partition_value = ${name.startsWith('(') ? name : `tuple(${name})`})`,
        )
  const answer = await app.query({
    query: `select [${each.join(', ')}] as counted from ${table}`,
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ counted: string[] }>()
  return partitions.map((_, i) => Number(row?.counted[i] ?? 0))
}

/** The statement of the SQL file that makes `table`, for another name: the same engine on a server and on a cluster. */
function createStatement(config: Config, table: string, staged: string): string {
  const head = `create table if not exists ${table} `
  for (const { statements } of readSqlFiles(SQL_DIR, createDdl(config)))
    for (const statement of statements)
      if (statement.includes(head)) return statement.replace(head, `create table ${staged} `)
  throw new Error(`no file in sql/ creates ${table}`)
}
