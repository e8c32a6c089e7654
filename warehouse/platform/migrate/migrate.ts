import fs from 'node:fs'
import { ClickHouseError } from '@clickhouse/client'
import type { Warehouse } from '../clickhouse/client.ts'
import { classify } from '../clickhouse/retry.ts'
import type { Config } from '../config.ts'
import { describeError, TuanshuError } from '../errors.ts'
import { withLease } from '../lease.ts'
import type { Log } from '../log.ts'
import { createDdl } from './ddl.ts'
import { planMigration } from './plan.ts'
import { readSqlFiles, SQL_DIR, type SqlFile } from './readSqlFiles.ts'
import { firstLine } from './splitStatements.ts'
import { isUnmigrated } from './unmigrated.ts'

export interface MigrationStatus {
  file: string
  state: 'applied' | 'pending' | 'changed'
}

// what the runner itself stands on
const OWN_FILES = ['sys/sys_migration.sql', 'sys/sys_lease.sql']
const LEASE_MS = 30_000
// another runner may be busy with a long migration; afterwards nothing is left to do here
const LEASE_WAIT_MS = 10 * 60_000
// An insert costs as much as a small table does. Tables and views may be applied twice, so a run that is killed loses
// nothing by recording them some at a time; a migration is recorded before the next file.
const RECORDED_TOGETHER = 32
const LONG_STATEMENT = {
  // done means done: the file is recorded only after its mutations have run
  mutations_sync: '2',
  alter_sync: '2',
  // keeps the socket from looking dead while a statement runs long
  send_progress_in_http_headers: 1,
  http_headers_progress_interval_ms: '20000',
} as const

/**
 * Brings the warehouse to the state of the SQL files: applies what is new or changed and records files after they
 * succeeded, so that a run that failed goes on where it stopped. One runner at a time; others wait.
 * Returns the files it applied. Throws `TuanshuError` naming file and statement when one fails.
 */
export async function migrate(
  warehouse: Warehouse,
  config: Config,
  log: Log,
  dir = SQL_DIR,
): Promise<string[]> {
  const files = readSqlFiles(dir, createDdl(config))
  await ensureOwnTables(warehouse, config)
  return withLease(
    warehouse.app,
    'migrate',
    { ttlMs: LEASE_MS, waitMs: LEASE_WAIT_MS, log },
    async signal => {
      const { apply, changedTables } = planMigration(files, await readRecorded(warehouse))
      for (const file of changedTables)
        log.warn(
          { file },
          'table file changed, but the table exists and stays as it is: write the change as a migration',
        )
      if (apply.length > 0) log.info({ files: apply.length }, 'applying the files of sql/')
      const layers = new Map<string, { files: number; durationMs: number }>()
      const done: Applied[] = []
      const recordDone = () => record(warehouse, done.splice(0))
      try {
        for (const file of apply) {
          signal.throwIfAborted()
          const started = Date.now()
          await applyFile(warehouse, file)
          const durationMs = Date.now() - started
          done.push({ file, durationMs, at: new Date() })
          if (file.kind === 'migration' || done.length >= RECORDED_TOGETHER) await recordDone()
          log.debug({ file: file.file, statements: file.statements.length, durationMs }, 'applied')
          const [layer = ''] = file.file.split('/')
          const sum = layers.get(layer) ?? { files: 0, durationMs: 0 }
          layers.set(layer, { files: sum.files + 1, durationMs: sum.durationMs + durationMs })
        }
      } finally {
        await recordDone()
        // a line a file would bury what a first start has to say, such as the password of the administrator
        for (const [layer, sum] of layers) log.info({ layer, ...sum }, 'applied')
      }
      return apply.map(({ file }) => file)
    },
  )
}

/** Every SQL file (see `readSqlFiles`) and whether the warehouse has it. Changes nothing. */
export async function migrationStatus(
  warehouse: Warehouse,
  files: readonly SqlFile[],
): Promise<MigrationStatus[]> {
  const recorded = await readRecorded(warehouse).catch((error: unknown) => {
    if (isUnmigrated(error)) return new Map<string, string>()
    throw error
  })
  return files.map(({ file, checksum }) => {
    const known = recorded.get(file)
    if (known === undefined) return { file, state: 'pending' }
    return { file, state: known === checksum ? 'applied' : 'changed' }
  })
}

async function ensureOwnTables(warehouse: Warehouse, config: Config): Promise<void> {
  const own = readSqlFiles(SQL_DIR, createDdl(config)).filter(({ file }) => OWN_FILES.includes(file))
  for (const file of own) await applyFile(warehouse, file)
}

async function applyFile(warehouse: Warehouse, { file, statements }: SqlFile): Promise<void> {
  for (const [index, query] of statements.entries()) {
    try {
      await warehouse.app.command({ query, clickhouse_settings: LONG_STATEMENT })
    } catch (error) {
      const kind = classify(error)
      const code = kind === 'unreachable' || kind === 'transient' ? 'unavailable' : 'refused'
      const words =
        error instanceof ClickHouseError ? `${error.message} (${error.type})` : describeError(error)
      throw new TuanshuError(
        code,
        `sql/${file}, statement ${index + 1} of ${statements.length} (${firstLine(query)}) failed: ${words}`,
      )
    }
  }
}

async function readRecorded(warehouse: Warehouse): Promise<Map<string, string>> {
  const answer = await warehouse.app.query({
    query: 'select file, argMax(checksum, applied_at) as last_checksum from ops.sys_migration group by file',
    format: 'JSONEachRow',
  })
  const rows = await answer.json<{ file: string; last_checksum: string }>()
  return new Map(rows.map(row => [row.file, row.last_checksum]))
}

interface Applied {
  file: SqlFile
  durationMs: number
  at: Date
}

async function record(warehouse: Warehouse, applied: readonly Applied[]): Promise<void> {
  if (applied.length === 0) return
  const version = productVersion()
  await warehouse.app.insert({
    table: 'ops.sys_migration',
    format: 'JSONEachRow',
    values: applied.map(({ file: { file, checksum, statements }, durationMs, at }) => ({
      file,
      checksum,
      statements: statements.length,
      version,
      applied_at: at.toISOString(),
      duration_ms: durationMs,
    })),
  })
}

function productVersion(): string {
  const text = fs.readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  const parsed: unknown = JSON.parse(text)
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : ''
}
