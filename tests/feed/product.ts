import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFeedPartitions } from '../../warehouse/feed/feedPartitions.ts'
import { withWarehouse } from '../../warehouse/platform/clickhouse/attach.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { type Config, readConfig } from '../../warehouse/platform/config.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { tsxArguments } from '../../warehouse/platform/process.ts'
import { runScript } from '../support/processes/runScript.ts'
import { enginePid, roomPid } from '../support/servers/app.ts'
import { freePort } from '../support/servers/freePort.ts'
import { until } from '../support/until.ts'
import { Daemon } from './daemon.ts'

/** Everything is slow when several processes were killed and two cores carry them all. */
const PATIENCE_MS = 900_000
const MAIN = fileURLToPath(new URL('../../warehouse/main.ts', import.meta.url))

/** The product as it runs in a province, fed by the broker. */
export class Product {
  private constructor(
    private readonly server: Daemon,
    private readonly settings: Readonly<Record<string, string>>,
    private readonly dataDir: string,
  ) {}

  static async start(dir: string, brokers: string, system: string): Promise<Product> {
    await mkdir(dir, { recursive: true })
    const port = await freePort()
    const settings = {
      TUANSHU_DATA: dir,
      HTTP_PORT: String(port),
      WAREHOUSE_MEMORY_MB: '2048',
      KAFKA_BROKERS: brokers,
      KAFKA_GROUP: 'feed',
      INGEST_SYSTEMS: system,
    }
    const server = await Daemon.start(
      {
        name: 'the product',
        command: process.execPath,
        args: [...tsxArguments(), MAIN],
        logFile: path.join(dir, 'product.log'),
        env: { ...process.env, ...settings },
      },
      () =>
        fetch(`http://127.0.0.1:${port}/api/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
    )
    return new Product(server, settings, dir)
  }

  async stop(): Promise<void> {
    await this.server.stop()
  }

  /** Ends the ingest as a power cut would; its supervisor starts it again. */
  killIngest(): void {
    killProcess(roomPid('ingest', this.dataDir))
  }

  killEngine(): void {
    killProcess(enginePid(this.dataDir))
  }

  read<T>(fn: (warehouse: Warehouse, config: Config) => Promise<T>): Promise<T> {
    const config = readConfig(this.settings)
    return withWarehouse(config, 'feed', warehouse => fn(warehouse, config))
  }

  /** Runs a command of the product beside it and returns what it prints; throws when it fails. */
  async command(script: string, ...args: string[]): Promise<string> {
    const { code, out, err } = await runScript(script, args, this.settings)
    if (code !== 0) throw new TuanshuError('input', `${script} ${args.join(' ')} ended with ${code}: ${err}`)
    return out
  }

  /** Resolves once the logs hold the partitions up to these ends. */
  async caughtUp(
    topics: ReadonlyMap<string, ReadonlyMap<number, bigint>>,
    signal: AbortSignal,
  ): Promise<void> {
    await until(
      'the logs have everything',
      async () => {
        const said = await this.read(({ app }) => readFeedPartitions(app)).catch(() => undefined)
        if (!said) return undefined
        // a process that was killed has its last word in the table, beside the one that came after it
        const done = new Set(
          said
            .flatMap(({ partitions }) => partitions)
            .filter(
              ({ topic, partition, next, lag }) =>
                lag === 0 && BigInt(next) >= (topics.get(topic)?.get(partition) ?? 0n),
            )
            .map(({ topic, partition }) => `${topic}/${partition}`),
        )
        const wanted = [...topics].flatMap(([topic, ends]) =>
          [...ends].filter(([, end]) => end > 0n).map(([partition]) => `${topic}/${partition}`),
        )
        return wanted.every(place => done.has(place)) || undefined
      },
      PATIENCE_MS,
      signal,
    )
  }

  /** Full snapshots that `sources -- list` does not call complete, and the topic for which it tells a person to say the word. */
  async openSnapshots(): Promise<{ line: string; topic: string | undefined }[]> {
    const out = await this.command('ingest/commands/sources.ts', 'list')
    return out
      .split('\n')
      .filter(line => line.startsWith('snapshot ') && line.split('\t')[1] !== 'complete')
      .map(line => ({ line, topic: /"npm run sources -- snapshot (\S+)"/.exec(line)?.[1] }))
  }

  async deadLetters(): Promise<{ reason: string; detail: string; count: number }[]> {
    return this.read(async ({ app }) => {
      const answer = await app.query({
        query: `select reason, detail, toUInt32(count()) as count from ops.sys_dead_letter final
          where state = 'waiting' group by reason, detail order by count desc limit 20`,
        format: 'JSONEachRow',
      })
      return answer.json<{ reason: string; detail: string; count: number }>()
    })
  }
}

function killProcess(pid: number | undefined): void {
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
}
