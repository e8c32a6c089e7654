import { warehouseDir } from '../clickhouse/attach.ts'
import { checkServer } from '../clickhouse/checkServer.ts'
import { openWarehouse } from '../clickhouse/client.ts'
import { type Connection, externalConnection } from '../clickhouse/connection.ts'
import type { Config } from '../config.ts'
import { removeAddress, writeAddress } from '../embedded/address.ts'
import { type SupervisedEmbedded, superviseEmbedded } from '../embedded/superviseEmbedded.ts'
import type { Log } from '../log.ts'
import { migrate } from '../migrate/migrate.ts'
import { type RoomSpec, type SupervisedRoom, superviseRoom } from './superviseRoom.ts'

export interface SuperviseOptions {
  config: Config
  log: Log
  /** In the order in which they are started and stopped: who writes before who reads. */
  rooms: readonly RoomSpec[]
  /** Environment of the rooms; must give the same configuration as `config`. */
  env?: NodeJS.ProcessEnv
  /**
   * True (the default): start the embedded server unless CLICKHOUSE_URL names one, and migrate. False: the rooms use a
   * warehouse that somebody else runs and has migrated.
   */
  ownWarehouse?: boolean
  /** Done with the migrated warehouse before the first room starts. */
  prepare?(connection: Connection): Promise<void>
}

export interface Supervisor {
  /** Address of the warehouse; undefined when somebody else runs it. */
  connection: Connection | undefined
  rooms: readonly SupervisedRoom[]
  /** Resolves when every room runs. */
  ready: Promise<void>
  /** Resolves when all has been stopped; rejects (after stopping all) when something cannot be kept running. */
  done: Promise<void>
  /** Stops the rooms in order, then the warehouse. Idempotent. */
  stop(): Promise<void>
  /** Ends everything at once; the data survive it. */
  kill(): void
}

/** Runs the warehouse and the rooms until stopped; used by `npm start` and the demo. */
export async function superviseAll(options: SuperviseOptions): Promise<Supervisor> {
  const { config, log, env = process.env, ownWarehouse = true } = options
  const { connection, embedded } = ownWarehouse ? await ownedWarehouse(config, log) : {}
  if (connection && options.prepare) {
    try {
      await options.prepare(connection)
    } catch (error) {
      if (embedded) await stopEmbedded(config, embedded)
      throw error
    }
  }
  const rooms = options.rooms.map(spec => superviseRoom(spec, { env, log }))

  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= (async () => {
      for (const room of rooms) {
        await room.stop()
        log.info({ name: room.name }, 'stopped')
      }
      if (embedded) await stopEmbedded(config, embedded)
      log.info('all stopped')
    })()
    return stopped
  }

  const parts = [...rooms.map(room => room.done), ...(embedded ? [embedded.done] : [])]
  // settles with the first part that fails; a part that ends well was told to
  const done = Promise.all(parts).then(stop, async error => {
    await stop()
    throw error
  })
  done.catch(() => {}) // whoever waits for `done` sees it; nobody has to
  return {
    connection,
    rooms,
    ready: Promise.all(rooms.map(room => room.ready)).then(() => {}),
    done,
    stop,
    kill: () => {
      for (const room of rooms) room.kill()
      const pid = embedded?.pid()
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    },
  }
}

async function ownedWarehouse(
  config: Config,
  log: Log,
): Promise<{ connection: Connection; embedded?: SupervisedEmbedded }> {
  const external = externalConnection(config)
  if (external) {
    await checkServer(external, config)
    await migrateOver(external, config, log)
    return { connection: external }
  }

  const embedded = await superviseEmbedded({
    dir: warehouseDir(config),
    port: config.WAREHOUSE_PORT,
    memoryMb: config.WAREHOUSE_MEMORY_MB,
    log,
  })
  try {
    await migrateOver(embedded.connection, config, log)
    writeAddress(config.dataDir, embedded.connection)
  } catch (error) {
    await embedded.stop()
    throw error
  }
  log.info({ url: embedded.connection.url, pid: embedded.pid() }, 'embedded ClickHouse runs')
  return { connection: embedded.connection, embedded }
}

async function migrateOver(connection: Connection, config: Config, log: Log): Promise<void> {
  const warehouse = openWarehouse(connection, 'supervisor')
  try {
    await migrate(warehouse, config, log)
  } finally {
    await warehouse.close()
  }
}

async function stopEmbedded(config: Config, embedded: SupervisedEmbedded): Promise<void> {
  removeAddress(config.dataDir)
  await embedded.stop()
}
