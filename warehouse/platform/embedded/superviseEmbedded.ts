import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../clickhouse/connection.ts'
import { describeError, TuanshuError } from '../errors.ts'
import { createRestartPolicy, MAX_DEATHS, WINDOW_MINUTES } from '../supervisor/restartPolicy.ts'
import { createCredentials } from './credentials.ts'
import { type Embedded, type EmbeddedOptions, startEmbedded } from './startEmbedded.ts'

export interface SupervisedEmbedded {
  /** The same over restarts: port and passwords are kept. */
  connection: Connection
  /** Process of the server; undefined between a death and the next start. */
  pid(): number | undefined
  /** Resolves after `stop`; rejects when the server died too often. */
  done: Promise<void>
  stop(graceMs?: number): Promise<void>
}

/**
 * Starts the embedded ClickHouse and starts it again, at the same address, whenever it dies.
 * Errors of the first start are thrown (see `startEmbedded`).
 */
export async function superviseEmbedded(options: EmbeddedOptions): Promise<SupervisedEmbedded> {
  const { log } = options
  const credentials = options.credentials ?? createCredentials()
  const first = await startEmbedded({ ...options, credentials })
  const port = Number(new URL(first.connection.url).port)
  const policy = createRestartPolicy()
  const stopping = new AbortController()
  let current: Embedded | undefined = first

  /** Waits for the end of a server and reports it in words; undefined when it was wanted. */
  const death = async (server: Embedded): Promise<string | undefined> => {
    const { code, signal, stderr } = await server.exited
    current = undefined
    return stopping.signal.aborted
      ? undefined
      : `code ${code}, signal ${signal}, ${stderr.trim().slice(-500)}`
  }

  const restart = async (): Promise<string | undefined> => {
    try {
      current = await startEmbedded({ ...options, credentials, port })
      log.info({ pid: current.pid }, 'embedded ClickHouse runs again')
      // stopped while it was starting
      if (stopping.signal.aborted) await current.stop()
      return await death(current)
    } catch (error) {
      return stopping.signal.aborted ? undefined : describeError(error)
    }
  }

  const watch = async (): Promise<void> => {
    let reason = await death(first)
    while (reason !== undefined) {
      const pauseMs = policy.afterDeath(Date.now())
      if (pauseMs === undefined)
        throw new TuanshuError(
          'unavailable',
          `the embedded ClickHouse died ${MAX_DEATHS} times in ${WINDOW_MINUTES} minutes, giving up; last: ${reason}; see server.log in ${options.dir}`,
        )
      log.error({ pauseMs, reason }, 'embedded ClickHouse died, starting it again')
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      reason = await restart()
    }
  }

  const done = watch()
  done.catch(() => {}) // whoever waits for `done` sees it; nobody has to
  return {
    connection: first.connection,
    pid: () => current?.pid,
    done,
    stop: async graceMs => {
      stopping.abort()
      await current?.stop(graceMs)
      await done.catch(() => {})
    },
  }
}
