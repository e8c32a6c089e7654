import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { openWarehouse, type Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Connection } from '../../warehouse/platform/clickhouse/connection.ts'
import { type Config, readConfig } from '../../warehouse/platform/config.ts'
import { startEmbedded } from '../../warehouse/platform/embedded/startEmbedded.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { migrate } from '../../warehouse/platform/migrate/migrate.ts'

export interface TestWarehouse {
  config: Config
  connection: Connection
  warehouse: Warehouse
  /** Process of the engine. */
  pid: number
  /** Ends it and deletes its files, unless they are to be kept in another place. */
  stop(keepIn?: string): Promise<void>
}

/** A directory below the system's temporary one; `remove` deletes it. */
export function temporaryDir(): { dir: string; remove(): void } {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'tuanshu-test-'))
  return { dir, remove: () => fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3 }) }
}

/** Names the directory of a stopped, migrated warehouse that `testWarehouse` may copy instead of migrating an empty one. */
const TEMPLATE = 'TUANSHU_TEST_WAREHOUSE'

/** Migrates an empty warehouse once for all test files of a run, because a hundred tables cost more than a copy. */
export async function shareMigratedWarehouse(): Promise<() => void> {
  const test = await testWarehouse()
  const { dir, remove } = temporaryDir()
  await test.stop(path.join(dir, 'warehouse'))
  process.env[TEMPLATE] = path.join(dir, 'warehouse')
  return remove
}

/**
 * A real, migrated warehouse of its own in a temporary directory. One per test file: it costs about a second. Nothing in
 * it expires: the days of a test are fixed ones, and the engine would delete their rows by its own clock.
 */
export async function testWarehouse(env: Record<string, string> = {}): Promise<TestWarehouse> {
  const { dir, remove } = temporaryDir()
  const config = readConfig({ TUANSHU_DATA: dir, WAREHOUSE_MEMORY_MB: '1024', INGEST_WAIT_MS: '100', ...env })
  const log = createLog('test')
  const template = process.env[TEMPLATE]
  if (template) fs.cpSync(template, path.join(dir, 'warehouse'), { recursive: true, verbatimSymlinks: true })
  const server = await startEmbedded({
    dir: path.join(dir, 'warehouse'),
    port: 0,
    memoryMb: config.WAREHOUSE_MEMORY_MB,
    log,
  })
  const warehouse = openWarehouse(server.connection, 'test')
  const stop = async (keepIn?: string) => {
    await warehouse.close()
    await server.stop()
    if (keepIn !== undefined) fs.renameSync(path.join(dir, 'warehouse'), keepIn)
    remove()
  }
  try {
    await migrate(warehouse, config, log.child({}, { level: 'warn' }))
    await warehouse.app.command({ query: 'system stop ttl merges' })
  } catch (error) {
    await stop()
    throw error
  }
  return { config, connection: server.connection, warehouse, pid: server.pid, stop }
}
