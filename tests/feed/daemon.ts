import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { until } from '../support/until.ts'

export interface DaemonOptions {
  name: string
  command: string
  args: readonly string[]
  logFile: string
  env?: NodeJS.ProcessEnv
  /** System user that it runs as; only root may choose. */
  user?: string
  /** Signal that asks it to end in order. */
  stopSignal?: NodeJS.Signals
}

/** Two cores carry all servers. */
const START_LIMIT_MS = 300_000

/** A server of the run. It ends with its owner, however that ends, and writes what it says into its log file. */
export class Daemon {
  private readonly exited: Promise<void>
  private ended = false

  private constructor(
    private readonly options: DaemonOptions,
    private readonly child: ChildProcess,
  ) {
    this.exited = new Promise<void>(resolve => {
      child.once('error', () => resolve())
      child.once('exit', () => resolve())
    }).then(() => {
      this.ended = true
    })
  }

  /** Starts it and waits until `ready` is true. Throws `TuanshuError` with the end of its log when it ends before. */
  static async start(options: DaemonOptions, ready: () => Promise<boolean>): Promise<Daemon> {
    const out = openSync(options.logFile, 'a')
    const as = options.user && process.getuid?.() === 0 ? userArgs(options.user) : []
    const args = ['--pdeathsig', 'KILL', ...as, options.command, ...options.args]
    // a session of its own: Ctrl+C on the terminal reaches the owner, who stops the servers in their order
    const child = spawn('setpriv', args, {
      stdio: ['ignore', out, out],
      detached: true,
      env: options.env ?? process.env,
    })
    const daemon = new Daemon(options, child)
    try {
      await until(
        `${options.name} is ready`,
        async () => {
          if (daemon.ended) throw new Error('it has ended')
          return (await ready()) || undefined
        },
        START_LIMIT_MS,
      )
    } catch (error) {
      await daemon.kill()
      const tail = (await readFile(options.logFile, 'utf8')).trim().split('\n').slice(-8).join('\n  ')
      throw new TuanshuError(
        'unavailable',
        `${options.name} did not start; the end of ${options.logFile}:\n  ${tail}`,
        { cause: error },
      )
    }
    return daemon
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.end(this.options.stopSignal ?? 'SIGTERM')
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.ended) this.child.kill(signal)
    await this.exited
  }
}

const userArgs = (user: string) => ['--reuid', user, '--regid', user, '--clear-groups']
