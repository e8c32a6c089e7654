import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { TuanshuError } from '../errors.ts'
import { EXIT_CONFIG } from '../exit.ts'
import type { Log } from '../log.ts'
import { tsxArguments } from '../process.ts'
import { READY_MESSAGE, STOP_MESSAGE } from '../room.ts'
import { createRestartPolicy, MAX_DEATHS, WINDOW_MINUTES } from './restartPolicy.ts'

export interface RoomSpec {
  name: string
  /** Absolute path of its main.ts, which calls `runRoom`. */
  entry: string
}

export interface SupervisedRoom {
  name: string
  pid(): number | undefined
  /** Resolves when the room runs for the first time. Never settles when it never does: see `done`. */
  ready: Promise<void>
  /** Resolves after `stop`; rejects when the room cannot be kept running. */
  done: Promise<void>
  stop(graceMs?: number): Promise<void>
  /** Ends the room at once. */
  kill(): void
}

const STOP_GRACE_MS = 30_000

/** Runs a room as a process of its own and starts it again when it dies, unless its configuration is wrong. */
export function superviseRoom(
  { name, entry }: RoomSpec,
  { env, log }: { env: NodeJS.ProcessEnv; log: Log },
): SupervisedRoom {
  const policy = createRestartPolicy()
  const stopping = new AbortController()
  let child: ChildProcess | undefined
  let markReady = () => {}
  const ready = new Promise<void>(resolve => {
    markReady = resolve
  })

  const runOnce = (): Promise<{ code: number | null; signal: NodeJS.Signals | null }> =>
    new Promise((resolve, reject) => {
      const started = spawn(process.execPath, [...tsxArguments(), entry], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env,
      })
      child = started
      started.on('message', message => {
        if (message === READY_MESSAGE) markReady()
      })
      // also emitted when a message to a room that has just gone cannot be sent: its exit tells all
      started.on('error', error => {
        if (started.pid === undefined) reject(error)
      })
      started.once('exit', (code, signal) => {
        child = undefined
        resolve({ code, signal })
      })
    })

  const keepRunning = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { code, signal } = await runOnce()
      if (stopping.signal.aborted) return
      if (code === EXIT_CONFIG)
        throw new TuanshuError('config', `room ${name} cannot run; its reason stands above in the log`)
      const pauseMs = policy.afterDeath(Date.now())
      if (pauseMs === undefined)
        throw new TuanshuError(
          'unavailable',
          `room ${name} died ${MAX_DEATHS} times in ${WINDOW_MINUTES} minutes, giving up (last: code ${code}, signal ${signal})`,
        )
      log.error({ name, code, signal, pauseMs }, 'room died, starting it again')
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  const done = keepRunning()
  done.catch(() => {}) // whoever waits for `done` sees it; nobody has to
  return {
    name,
    pid: () => child?.pid,
    ready,
    done,
    stop: async (graceMs = STOP_GRACE_MS) => {
      stopping.abort()
      if (child?.connected) child.send(STOP_MESSAGE)
      const timer = setTimeout(() => {
        log.error({ name, graceMs }, 'room did not stop, killing it')
        child?.kill('SIGKILL')
      }, graceMs)
      await done.catch(() => {})
      clearTimeout(timer)
    },
    kill: () => {
      stopping.abort()
      child?.kill('SIGKILL')
    },
  }
}
