import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from '../../warehouse/platform/clickhouse/connection.ts'
import { createCredentials } from '../../warehouse/platform/embedded/credentials.ts'
import {
  type Embedded,
  type EmbeddedOptions,
  startEmbedded,
} from '../../warehouse/platform/embedded/startEmbedded.ts'

/** The embedded ClickHouse, started again at the same address whenever it was killed. */
export class EngineMember {
  private awayMs = 0
  private up = true
  private stopped = false
  private readonly running: Promise<void>

  private constructor(
    private readonly options: EmbeddedOptions,
    private current: Embedded,
  ) {
    this.running = this.keepRunning()
  }

  static async start(options: Omit<EmbeddedOptions, 'port' | 'credentials'>): Promise<EngineMember> {
    const credentials = createCredentials()
    const first = await startEmbedded({ ...options, port: 0, credentials })
    const port = Number(new URL(first.connection.url).port)
    return new EngineMember({ ...options, port, credentials }, first)
  }

  get connection(): Connection {
    return this.current.connection
  }

  /** Rejects when it cannot be started again. */
  get done(): Promise<void> {
    return this.running
  }

  /** True when there was a process to kill. */
  kill(awayMs: number): boolean {
    this.awayMs = awayMs
    return this.up && process.kill(this.current.pid, 'SIGKILL')
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.current.stop()
    await this.running.catch(() => undefined)
  }

  private async keepRunning(): Promise<void> {
    for (;;) {
      await this.current.exited
      this.up = false
      if (this.stopped) return
      await delay(this.awayMs)
      if (this.stopped) return
      this.current = await startEmbedded(this.options)
      this.up = true
      if (this.stopped) await this.current.stop()
    }
  }
}
