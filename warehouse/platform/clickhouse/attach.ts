import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { findRunning } from '../embedded/address.ts'
import { startEmbedded } from '../embedded/startEmbedded.ts'
import { TuanshuError } from '../errors.ts'
import { createLog } from '../log.ts'
import { explainUnmigrated, HOW_TO_MAKE } from '../migrate/unmigrated.ts'
import { checkServer } from './checkServer.ts'
import { openWarehouse, type Warehouse } from './client.ts'
import { type Connection, externalConnection } from './connection.ts'

/** Directory of the embedded warehouse. */
export function warehouseDir(config: Config): string {
  return path.join(config.dataDir, 'warehouse')
}

const ATTACH_WAIT_MS = 60_000
// a supervisor that has just taken the directory needs this long to be reachable
const STARTING_WAIT_MS = 5_000

type Work<T> = (warehouse: Warehouse, connection: Connection) => Promise<T>

/**
 * Runs `fn` with the warehouse, for commands: an external one when CLICKHOUSE_URL is set, else the embedded one of a
 * running supervisor, else an embedded one started for the time of the call. Everything is closed afterwards. Nothing is
 * made: throws `TuanshuError('unavailable')` when there is no warehouse yet, or one without its tables.
 */
export async function withWarehouse<T>(config: Config, room: string, fn: Work<T>): Promise<T> {
  const running = await findServer(config)
  if (!running && !fs.existsSync(warehouseDir(config)))
    throw new TuanshuError(
      'unavailable',
      `there is no warehouse in ${path.resolve(config.dataDir)} yet: ${HOW_TO_MAKE}; or set TUANSHU_DATA to the directory that holds it`,
    )
  return attach(config, room, running, (...args) => explainUnmigrated(() => fn(...args)))
}

/** As `withWarehouse`, for the command that makes the warehouse and its tables. */
export async function withNewWarehouse<T>(config: Config, room: string, fn: Work<T>): Promise<T> {
  return attach(config, room, await findServer(config), fn)
}

async function attach<T>(
  config: Config,
  room: string,
  running: Connection | undefined,
  fn: Work<T>,
): Promise<T> {
  if (running) return using(running, room, fn)

  const started = await startEmbedded({
    dir: warehouseDir(config),
    port: config.WAREHOUSE_PORT,
    memoryMb: config.WAREHOUSE_MEMORY_MB,
    log: createLog(room),
  }).catch(async error => {
    const other = isConflict(error) ? await waitForRunning(config, STARTING_WAIT_MS) : undefined
    if (other) return other
    throw error
  })
  if ('url' in started) return using(started, room, fn)
  try {
    return await using(started.connection, room, fn)
  } finally {
    await started.stop()
  }
}

/**
 * Opens the warehouse for a room, which never starts a server itself: it waits up to a minute for the embedded one.
 * The address stays good when the server restarts. The caller closes `warehouse`.
 */
export async function connectWarehouse(
  config: Config,
  room: string,
): Promise<{ warehouse: Warehouse; connection: Connection }> {
  const connection = (await findServer(config)) ?? (await waitForRunning(config, ATTACH_WAIT_MS))
  if (!connection)
    throw new TuanshuError(
      'unavailable',
      `no warehouse runs in ${warehouseDir(config)}; start it with \`npm start\`, or set CLICKHOUSE_URL`,
    )
  return { warehouse: openWarehouse(connection, room), connection }
}

async function findServer(config: Config): Promise<Connection | undefined> {
  const external = externalConnection(config)
  if (!external) return findRunning(config.dataDir)
  await checkServer(external, config)
  return external
}

async function waitForRunning(config: Config, forMs: number): Promise<Connection | undefined> {
  for (const deadline = Date.now() + forMs; Date.now() < deadline; await sleep(100)) {
    const connection = await findRunning(config.dataDir)
    if (connection) return connection
  }
  return undefined
}

function isConflict(error: unknown): boolean {
  return error instanceof TuanshuError && error.code === 'conflict'
}

async function using<T>(connection: Connection, room: string, fn: Work<T>): Promise<T> {
  const warehouse = openWarehouse(connection, room)
  try {
    return await fn(warehouse, connection)
  } finally {
    await warehouse.close()
  }
}
