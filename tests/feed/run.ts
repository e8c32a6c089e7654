import { chmod, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { startBroker } from '../../ingest/demo/broker.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { until } from '../support/until.ts'
import type { Comparison } from './compare.ts'
import { Connect } from './connect.ts'
import type { Database } from './database.ts'
import { populationOf } from './population.ts'
import { Product } from './product.ts'
import { recount } from './recount.ts'
import { writeSamples } from './samples.ts'
import { type FeedSource, scriptOf, tableOf, topicOf } from './source.ts'
import { Topics } from './topics.ts'

export interface FeedOptions {
  source: FeedSource
  rows: number
  seed: number
  /** Where the processes keep their data; the caller removes it. */
  dir: string
  /** Where a few messages of each kind are written. */
  samples?: string
  signal: AbortSignal
  progress(line: string): void
}

export interface FeedReport {
  system: string
  rows: number
  messages: number
  kills: number
  /** Topics whose snapshot waited for a person's word. */
  confirmed: string[]
  letters: { reason: string; detail: string; count: number }[]
  comparisons: Comparison[]
  seconds: number
}

const PATIENCE_MS = 900_000

/** Runs the whole for one database: snapshots, changes, kills, catching up, recount. */
export async function runFeed(options: FeedOptions): Promise<FeedReport> {
  const closing: (() => Promise<unknown>)[] = []
  try {
    const { source, dir, signal } = options
    // PostgreSQL runs as another user and must reach its directory
    await mkdir(path.join(dir, 'connect'), { recursive: true })
    await chmod(dir, 0o755)
    const broker = await startBroker({ dir: path.join(dir, 'kafka'), heapMb: 384 })
    closing.push(() => broker.stop())
    const topics = await Topics.open(broker.brokers)
    closing.push(() => topics.close())
    const database = await source.start(path.join(dir, 'database'))
    closing.push(() => database.stop())
    signal.throwIfAborted()
    const connect = await Connect.prepare({
      dir: path.join(dir, 'connect'),
      brokers: broker.brokers,
      plugin: source.plugin,
      connector: source.connector(database.port, broker.brokers),
    })
    closing.push(() => connect.stop())
    const product = await Product.start(path.join(dir, 'product'), broker.brokers, source.system)
    closing.push(() => product.stop())
    signal.throwIfAborted()
    const run = new Run(options, database, topics, connect, product)
    return await orAbort(run.whole(), signal)
  } finally {
    for (const close of closing.reverse()) await close().catch(() => undefined)
  }
}

/** The work, or the abortion; the processes are ended under work that still goes on. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return Promise.race([work, aborted])
}

class Run {
  private readonly began = Date.now()
  private kills = 0
  private markers = 0

  constructor(
    private readonly options: FeedOptions,
    private readonly database: Database,
    private readonly topics: Topics,
    private readonly connect: Connect,
    private readonly product: Product,
  ) {}

  async whole(): Promise<FeedReport> {
    const rows = await this.fill()
    await this.snapshots()
    await this.changes()
    await this.sample()
    const confirmed = await this.confirm()
    const comparisons = await this.recount()
    const ends = await this.ends()
    const { source } = this.options
    return {
      system: source.system,
      rows,
      messages: [...ends.values()].flatMap(of => [...of.values()]).reduce((sum, end) => sum + Number(end), 0),
      kills: this.kills,
      confirmed,
      letters: await this.product.deadLetters(),
      comparisons,
      seconds: Math.round((Date.now() - this.began) / 1_000),
    }
  }

  private async sample(): Promise<void> {
    const { samples, source } = this.options
    if (samples === undefined) return
    const heartbeats = `__debezium-heartbeat.${source.topicPrefix.split('.')[0]}`
    const messages = await this.topics.read([...(await this.ends()).keys(), heartbeats])
    await writeSamples(samples, source.system, messages)
  }

  private async fill(): Promise<number> {
    const { source, rows, seed } = this.options
    const population = populationOf(rows, seed, dayOf(Date.now()))
    await this.database.execute(await scriptOf(source, 'schema'))
    const inserts = source.rows(population)
    await this.database.execute(inserts)
    await this.database.execute(await scriptOf(source, 'before'))
    // a row stands on a line of its own; not every system has every kind
    const count = inserts.match(/^\(/gm)?.length ?? 0
    this.tell(`${count} rows in the source`)
    return count
  }

  /** Two snapshots are broken off while rows go; the third is whole. */
  private async snapshots(): Promise<void> {
    const { source } = this.options
    const bills = this.topicOf('dues_bill')
    await this.breakOff(async () => {
      await this.untilCount(bills, 200)
      return async () => undefined
    })
    await this.script('gap-1')
    this.tell(`the first snapshot was broken off at ${await this.topics.count(bills)} bills`)

    const members = this.topicOf('member')
    const activities = await this.topics.count(this.topicOf('activity'))
    const sent = await this.topics.count(members)
    const count = await this.countAtSource('member')
    await this.breakOff(async () => {
      // the connector has opened its snapshot, and cannot get further than the table after the members
      await this.untilCount(this.topicOf('activity'), activities + 1)
      const release = await this.database.hold(source.lock(this.tableOf('org')))
      // it holds the last two rows of a table back until the next table has begun
      await this.untilCount(members, sent + count - 2)
      return release
    })
    await this.script('gap-2')
    this.tell('the second snapshot was broken off when all members but the last were sent')

    await this.connect.start()
    await this.untilCount(members, sent + 2 * count - Math.ceil(count / 20))
    this.product.killIngest()
    this.kills += 1
    await this.connect.snapshotDone(this.options.signal)
    this.tell('the third snapshot is whole; the ingest was killed in between')
  }

  private async changes(): Promise<void> {
    await this.mark()
    const members = this.topicOf('member')
    const before = await this.topics.count(members)
    const first = this.script('changes-1')
    await this.untilCount(members, before + 100)
    await this.connect.kill()
    this.kills += 1
    await first
    await this.connect.start()
    this.product.killEngine()
    this.kills += 1
    await this.mark()
    this.tell('bulk changes, changed keys and moves; connector and engine were killed')

    await this.script('changes-2')
    await this.mark()
    await this.signal('incremental', ['member', 'dues_bill'])
    const bills = await this.topics.count(this.topicOf('dues_bill'))
    await this.untilCount(members, (await this.topics.count(members)) + 600)
    await this.script('changes-3')
    await this.connect.kill()
    this.product.killIngest()
    this.kills += 2
    await this.connect.start()
    await this.untilCount(this.topicOf('dues_bill'), bills + 600)
    await this.mark()
    this.tell(
      'a column was added, a table emptied, an incremental snapshot taken; connector and ingest were killed',
    )

    // a dead letter says what to do about the emptied table
    await this.signal('blocking', ['activity_checkin'])
    const checkins = await this.countAtSource('activity_checkin')
    await this.untilCount(
      this.topicOf('activity_checkin'),
      (await this.topics.count(this.topicOf('activity_checkin'))) + checkins - 1,
    )
    await this.mark()
    await this.connect.stop()
    await this.product.caughtUp(await this.ends(), this.options.signal)
    this.tell('the logs have everything')
  }

  /** Says the word for every snapshot of which the list says that it waits for one, and waits until all are complete. */
  private async confirm(): Promise<string[]> {
    const confirmed: string[] = []
    await until(
      'the snapshots are complete',
      async () => {
        const open = await this.product.openSnapshots()
        for (const { line, topic } of open) {
          if (topic === undefined || confirmed.includes(topic)) continue
          this.tell(line)
          await this.product.command('ingest/commands/sources.ts', 'snapshot', topic)
          confirmed.push(topic)
        }
        return open.length === 0 || undefined
      },
      PATIENCE_MS,
      this.options.signal,
    )
    return confirmed
  }

  private async recount(): Promise<Comparison[]> {
    const { database, topics, product } = this
    const { source, signal } = this.options
    const { figures, comparisons } = await recount({ source, database, topics, product }, signal)
    this.tell(`${figures} figures were counted at the source`)
    return comparisons
  }

  /** Starts the connector and kills it when `when` says so; what `when` returns is done after that. */
  private async breakOff(when: () => Promise<() => Promise<void>>): Promise<void> {
    // the connector may have run far before its start is confirmed
    const starting = this.connect.start().catch(() => undefined)
    const after = await when()
    await this.connect.kill()
    this.kills += 1
    await Promise.all([starting, after()])
  }

  private async signal(kind: 'incremental' | 'blocking', tables: string[]): Promise<void> {
    this.markers += 1
    const { source } = this.options
    await this.database.execute(
      source.snapshotSignal(
        kind,
        tables.map(table => this.tableOf(table)),
        `signal-${this.markers}`,
      ),
    )
  }

  /** Waits until everything that was written before is in the topics. */
  private async mark(): Promise<void> {
    this.markers += 1
    const { source } = this.options
    const topic = source.topicPrefix + source.markerTable
    const id = this.markers
    const before = await this.topics.count(topic)
    await this.database.execute(`insert into ${source.schema}.${source.markerTable} values (${id});`)
    await until(
      `marker ${id}`,
      async () => {
        if ((await this.topics.count(topic)) === before) return undefined
        const found = await this.topics.read([topic])
        return found.some(({ value }) => value?.includes(`"id":${id}}`)) || undefined
      },
      PATIENCE_MS,
      this.options.signal,
    )
  }

  private async countAtSource(name: string): Promise<number> {
    const { schema } = this.options.source
    const [[count = '0'] = []] = await this.database.query(
      `select count(*) from ${schema}.${this.tableOf(name)};`,
    )
    return Number(count)
  }

  private async script(name: string): Promise<void> {
    await this.database.execute(await scriptOf(this.options.source, name))
  }

  private async untilCount(topic: string, count: number): Promise<void> {
    await until(
      `${count} messages in ${topic}`,
      async () => (await this.topics.count(topic)) >= count || undefined,
      PATIENCE_MS,
      this.options.signal,
    )
  }

  private async ends(): Promise<Map<string, Map<number, bigint>>> {
    const { source } = this.options
    const names = (await this.topics.names()).filter(
      name => name.startsWith(source.topicPrefix) && !/marker|signal/.test(name),
    )
    return new Map(await Promise.all(names.map(async name => [name, await this.topics.ends(name)] as const)))
  }

  private tableOf(name: string): string {
    return tableOf(this.options.source, name)
  }

  private topicOf(name: string): string {
    return topicOf(this.options.source, name)
  }

  private tell(line: string): void {
    this.options.progress(
      `${Math.round((Date.now() - this.began) / 1_000)} s ${this.options.source.system}: ${line}`,
    )
  }
}
