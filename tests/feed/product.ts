import { withWarehouse } from '../../warehouse/clickhouse/attach.ts'
import type { Warehouse } from '../../warehouse/clickhouse/client.ts'
import { readConfig } from '../../warehouse/config.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
import { readFeedPartitions } from '../../warehouse/feedPartitions.ts'
import { enginePid, type RunningApp, startApp } from '../support/app.ts'
import { runScript } from '../support/runScript.ts'
import { until } from '../support/until.ts'

/** Everything is slow when several processes were killed and two cores carry them all. */
const PATIENCE_MS = 900_000

/** The product as it runs in a province, fed by the broker. */
export class Product {
  private constructor(
    private readonly app: RunningApp,
    private readonly settings: Record<string, string>,
  ) {}

  static async start(brokers: string, system: string): Promise<Product> {
    const settings = {
      KAFKA_BROKERS: brokers,
      KAFKA_GROUP: 'feed',
      INGEST_SYSTEMS: system,
      LOG_LEVEL: 'error',
    }
    const app = await startApp(settings)
    return new Product(app, { ...settings, TUANSHU_DATA: app.dataDir })
  }

  async stop(): Promise<void> {
    await this.app.stop()
  }

  /** Ends the ingest as a power cut would; it is started again by its supervisor. */
  killIngest(): void {
    const pid = this.app.supervisor.rooms[0]?.pid()
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  }

  killEngine(): void {
    const pid = enginePid(this.app.dataDir)
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  }

  read<T>(fn: (warehouse: Warehouse) => Promise<T>): Promise<T> {
    return withWarehouse(readConfig(this.app.env), 'feed', fn)
  }

  /** Runs a command of the product beside it and returns what it prints; throws when it fails. */
  async command(script: string, ...args: string[]): Promise<string> {
    const { code, out, err } = await runScript(script, args, this.settings)
    if (code !== 0) throw new TuanshuError('input', `${script} ${args.join(' ')} ended with ${code}: ${err}`)
    return out
  }

  /** Resolves once the logs hold the partitions up to these ends. */
  async caughtUp(topics: ReadonlyMap<string, ReadonlyMap<number, bigint>>): Promise<void> {
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
    )
  }

  /** Full snapshots that `sources -- list` does not call complete, as it prints them. */
  async openSnapshots(): Promise<{ table: string; line: string }[]> {
    const out = await this.command('ingest/commands/sources.ts', 'list')
    return out.split('\n').flatMap(line => {
      const table = /^snapshot \d+ of [^/]+\/(\S+)@\d+\t/.exec(line)?.[1]
      return table === undefined || line.split('\t')[1] === 'complete' ? [] : [{ table, line }]
    })
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
