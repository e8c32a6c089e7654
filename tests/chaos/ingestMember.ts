import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { tsxArguments } from '../../warehouse/platform/process.ts'
import { STOP_MESSAGE } from '../../warehouse/platform/room.ts'

const ENTRY = fileURLToPath(new URL('../support/processes/ingest.ts', import.meta.url))
const AGAIN_MS = 500
const STOP_LIMIT_MS = 40_000

export interface MemberOptions {
  env: NodeJS.ProcessEnv
  logFile: string
  sessionMs: number
}

/**
 * One ingest process that is started again however it ended. The product's own supervisor gives up at the fifth death
 * within ten minutes, on purpose; here processes die all the time.
 */
export class IngestMember {
  /** How it ended when nobody had killed it. */
  readonly ownEnds: string[] = []
  private child: ChildProcess | undefined
  private frozen = false
  /** Set by a kill: how long the process stays away. */
  private awayMs: number | undefined
  private readonly stopping = new AbortController()
  private readonly running: Promise<void>

  constructor(private readonly options: MemberOptions) {
    this.running = this.keepRunning()
  }

  get isUp(): boolean {
    return this.child !== undefined
  }

  /** True when there was a process to kill. */
  kill(awayMs: number): boolean {
    this.frozen = false
    if (!this.child) return false
    this.awayMs = awayMs
    return this.child.kill('SIGKILL')
  }

  /** True when there was a process to freeze that was not frozen yet. */
  freeze(): boolean {
    if (this.frozen || !this.child) return false
    this.frozen = this.child.kill('SIGSTOP')
    return this.frozen
  }

  /** True when the process that was frozen is still there. */
  thaw(): boolean {
    const was = this.frozen
    this.frozen = false
    return was && (this.child?.kill('SIGCONT') ?? false)
  }

  /** Ends it in order; one that does not end is killed. */
  async stop(): Promise<void> {
    this.stopping.abort()
    this.thaw()
    if (this.child?.connected) this.child.send(STOP_MESSAGE)
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), STOP_LIMIT_MS)
    await this.running
    clearTimeout(timer)
  }

  private async keepRunning(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      this.awayMs = undefined
      const end = await this.runOnce()
      if (signal.aborted) return
      if (this.awayMs === undefined) this.ownEnds.push(end)
      await delay(this.awayMs ?? AGAIN_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  private runOnce(): Promise<string> {
    const { env, logFile, sessionMs } = this.options
    const out = fs.openSync(logFile, 'a')
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [...tsxArguments(), ENTRY, String(sessionMs)], {
        stdio: ['ignore', out, out, 'ipc'],
        env,
      })
      fs.closeSync(out)
      this.child = child
      child.on('error', error => {
        if (child.pid === undefined) reject(error)
      })
      child.once('exit', (code, signal) => {
        this.child = undefined
        resolve(`code ${code}, signal ${signal}: ${lastLine(logFile)}`)
      })
    })
  }
}

function lastLine(file: string): string {
  return fs.readFileSync(file, 'utf8').trim().split('\n').at(-1)?.slice(0, 600) ?? ''
}
