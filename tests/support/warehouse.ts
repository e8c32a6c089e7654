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
  /** Closes it and deletes its files. */
  stop(): Promise<void>
}

export interface OwnWarehouse extends TestWarehouse {
  /** Process of the engine. */
  pid: number
  /** Ends the engine and deletes its files, unless they are to be kept in another place. */
  stop(keepIn?: string): Promise<void>
}

/** An engine of the pool of a run, as the worker that has it sees it. */
export interface SharedEngine {
  id: number
  connection: Connection
}

/** Names the directory of a stopped, migrated warehouse that may be copied instead of migrating an empty one. */
export const TEMPLATE = 'TUANSHU_TEST_WAREHOUSE'
/** Names the address at which the run lends engines. */
export const ENGINES = 'TUANSHU_TEST_ENGINES'

/** A directory below the system's temporary one; `remove` deletes it. */
export function temporaryDir(): { dir: string; remove(): void } {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'tuanshu-test-'))
  return { dir, remove: () => fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3 }) }
}

/**
 * A real, migrated, empty warehouse for one test file, with a data directory of its own. The engine is one of the run's,
 * which the next file gets emptied; a test that kills it or asks for its process takes `ownWarehouse`. Nothing in it
 * expires: the days of a test are fixed ones, and the engine would delete their rows by its own clock.
 */
export async function testWarehouse(env: Record<string, string> = {}): Promise<TestWarehouse> {
  const engines = process.env[ENGINES]
  if (!engines || env.WAREHOUSE_MEMORY_MB) return ownWarehouse(env)
  const answer = await fetch(`${engines}/take`, { method: 'POST' })
  if (!answer.ok) throw new Error(`the run has no engine: ${await answer.text()}`)
  const { id, connection }: SharedEngine = JSON.parse(await answer.text())
  const { dir, remove } = temporaryDir()
  const warehouse = openWarehouse(connection, 'test')
  return {
    config: configOf(dir, env),
    connection,
    warehouse,
    stop: async () => {
      await warehouse.close()
      await fetch(`${engines}/give/${id}`, { method: 'POST' })
      remove()
    },
  }
}

/** The same with an engine of its own, which costs about a second. */
export async function ownWarehouse(env: Record<string, string> = {}): Promise<OwnWarehouse> {
  const { dir, remove } = temporaryDir()
  const config = configOf(dir, env)
  const log = createLog('test')
  plantWarehouse(path.join(dir, 'warehouse'))
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

/** Puts the run's migrated warehouse where none is yet: whoever migrates there finds it done. Nothing without a run. */
export function plantWarehouse(dir: string): void {
  const template = process.env[TEMPLATE]
  if (template) fs.cpSync(template, dir, { recursive: true, verbatimSymlinks: true })
}

function configOf(dir: string, env: Record<string, string>): Config {
  return readConfig({
    TUANSHU_DATA: dir,
    WAREHOUSE_MEMORY_MB: '1024',
    INGEST_WAIT_MS: '100',
    INGEST_UNSEEN_WAIT_MS: '100',
    ...env,
  })
}
