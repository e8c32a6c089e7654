import { type Config, readConfig } from './config.ts'
import { exitCodeOf, logFailure } from './exit.ts'
import { createLog, type Log } from './log.ts'

export interface RoomContext {
  config: Config
  log: Log
}

/** A room that runs. */
export interface Room {
  /** Finishes what is in hand and lets go of everything. Called once. */
  stop(): Promise<void>
  /** When given: the room ends with its outcome (for example an ingest that cannot go on). */
  done?: Promise<void>
}

/** What the supervisor says to a room, and a room to the supervisor. */
export const STOP_MESSAGE = 'stop'
export const READY_MESSAGE = 'ready'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const STOP_LIMIT_MS = 25_000
// without the supervisor there is no warehouse to finish with
const ORPHAN_LIMIT_MS = 5_000

/**
 * Runs a room as this process: the whole `main.ts` of a room is one call of it. Below the supervisor the room stops
 * when told, or when the supervisor is gone, and leaves signals to it (Ctrl+C reaches the whole group, but the order
 * of stopping is the supervisor's); alone it stops on SIGINT and SIGTERM, at once on the second.
 */
export async function runRoom(name: string, start: (context: RoomContext) => Promise<Room>): Promise<void> {
  const log = createLog(name)
  let room: Room | undefined
  let stopping = false

  const end = (error: unknown): never => {
    logFailure(log, error)
    process.exit(exitCodeOf(error))
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)

  const stop = async (reason: string, limitMs: number): Promise<void> => {
    if (stopping) return
    stopping = true
    log.info({ reason }, 'stopping')
    setTimeout(() => {
      log.error({ limitMs }, 'did not stop in time')
      process.exit(1)
    }, limitMs).unref()
    // Still starting: nothing is in hand that a kill could not interrupt as well.
    await room?.stop()
    process.exit(0)
  }

  if (process.send) {
    for (const signal of SIGNALS) process.on(signal, () => {})
    process.on('message', message => {
      if (message === STOP_MESSAGE) void stop('told by the supervisor', STOP_LIMIT_MS).catch(end)
    })
    process.on('disconnect', () => void stop('the supervisor is gone', ORPHAN_LIMIT_MS).catch(end))
  } else {
    for (const signal of SIGNALS)
      process.on(signal, () => {
        if (stopping) process.exit(130)
        void stop(signal, STOP_LIMIT_MS).catch(end)
      })
  }

  try {
    room = await start({ config: readConfig(), log })
    if (stopping) return
    log.info('running')
    // a supervisor that is gone by now says so by "disconnect"
    process.send?.(READY_MESSAGE, () => {})
    if (!room.done) return
    await room.done
    await stop('finished', STOP_LIMIT_MS)
  } catch (error) {
    if (!stopping) end(error)
  }
}
