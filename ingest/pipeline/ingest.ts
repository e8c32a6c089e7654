import type { ClickHouseClient } from '@clickhouse/client'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { whileUnreachable } from '../../warehouse/clickhouse/retry.ts'
import type { Config } from '../../warehouse/config.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
import type { Log } from '../../warehouse/log.ts'
import type { Secrets } from '../../warehouse/secrets.ts'
import type { Change, RefusalReason } from '../change.ts'
import { type DeadLetter, REPLAY_TOPIC } from '../deadletter/deadLetter.ts'
import { DeadLetterStore } from '../deadletter/store.ts'
import { LogWriter } from '../log/writer.ts'
import type { Mappings } from '../mapping/mapping.ts'
import { createPseudonyms, type Pseudonyms } from '../mapping/pseudonyms.ts'
import {
  type Extent,
  type Message,
  type Partition,
  partitionName,
  type Source,
  type SourceHandler,
} from '../source/port.ts'
import { type DecodeContext, decodeMessage, originOf } from './decode.ts'
import { EpochBook, type SourceTable } from './epochs.ts'
import { LogFeed, type Piece } from './feed.ts'
import { Holding } from './holding.ts'
import { type LogProgress, Progress } from './progress.ts'
import { storeChanges } from './store.ts'

/** Hears what happens, for the metrics. */
export interface IngestObserver {
  /** A batch with this many new changes is in the log. */
  written(log: EntityName, changes: number): void
  /** A message went to the dead letters. */
  refused(reason: RefusalReason): void
}

/** Messages decoded in one go; between two the process can do other things (heartbeats, the running insert). */
const DECODE_SLICE = 1_000

export interface IngestOptions {
  client: ClickHouseClient
  config: Config
  secrets: Secrets
  mappings: Mappings
  log: Log
  /** The organisation log has a new batch. */
  orgsChanged(): void
  /** By default those of the secret. */
  pseudonyms?: Pseudonyms
  observer?: IngestObserver
}

/** One partition that this process reads. */
interface Reading {
  partition: Partition
  /** `<kind>:<cluster>/<topic>/<partition>@<epoch>` */
  source: string
  epoch: number
  feeds: readonly LogFeed[]
}

/**
 * The ingest of one process: partitions in, logs out. It decides where reading goes on (the warehouse's watermark, never
 * the source's own mark), decodes, and hands each log its pieces.
 */
export class Ingest implements SourceHandler {
  readonly holding: Holding
  private readonly progress = new Progress()
  private readonly feeds: ReadonlyMap<EntityName, LogFeed>
  private readonly epochs: EpochBook
  private readonly letters: DeadLetterStore
  private readonly decoding: DecodeContext
  private readonly readings = new Map<string, Reading>()
  private readonly aborting = new AbortController()

  constructor(
    private readonly options: IngestOptions,
    private readonly sources: readonly Source[],
  ) {
    const { client, config, secrets, mappings, log } = options
    this.holding = new Holding(config.INGEST_MEMORY_MB * 1_048_576)
    this.epochs = new EpochBook(client)
    this.letters = new DeadLetterStore(client, secrets)
    this.decoding = {
      mappings,
      pseudonyms: options.pseudonyms ?? createPseudonyms(secrets.personKey),
      maxBytes: config.KAFKA_MAX_MESSAGE_MB << 20,
    }
    const entities = [...new Set(mappings.all.map(mapping => mapping.entity))]
    this.feeds = new Map(
      entities.map(entity => {
        const writer = new LogWriter(client, entity, secrets.keyId, log, {
          collided: changes => this.refuseCollided(changes),
        })
        const ports = {
          store: async (changes: readonly Change[], letters: readonly DeadLetter[]) => {
            await Promise.all([storeChanges(client, secrets.keyId, changes), this.letters.put(letters)])
          },
          persist: <T>(step: () => Promise<T>, what: string) =>
            whileUnreachable(step, { log, signal: this.aborting.signal, what }),
          written: (name: EntityName, positions: ReadonlyMap<string, bigint>, applied: number) =>
            this.written(name, positions, applied),
        }
        return [
          entity,
          new LogFeed(writer, { batch: config.INGEST_BATCH, waitMs: config.INGEST_WAIT_MS }, ports),
        ] as const
      }),
    )
  }

  /** Reads and writes until stopped. Rejects with the reason when it cannot go on; nothing is half-done then. */
  async run(): Promise<void> {
    const { log } = this.options
    for (const feed of this.feeds.values())
      await whileUnreachable(() => feed.writer.open(), {
        log,
        signal: this.aborting.signal,
        what: `open ${feed.entity}`,
      })
    const groups = topicGroups(this.options.mappings)
    const running = [...this.feeds.values()].map(feed => feed.run())
    const reading = this.sources.map((source, i) => source.run(i === 0 ? groups : [[REPLAY_TOPIC]], this))
    await Promise.all([...running, ...reading])
  }

  /** Stops in the order: taking, writing what is in flight. What is queued is read again at the next start. */
  async stop(): Promise<void> {
    // the sources wait for room in the feeds: these must let go first
    const feeds = [...this.feeds.values()].map(feed => feed.stop())
    this.holding.end()
    await Promise.all(this.sources.map(source => source.stop()))
    await Promise.all(feeds)
    this.aborting.abort()
  }

  /** How far each log is, as of now. */
  report(): LogProgress[] {
    return this.progress.report(entity => this.feeds.get(entity)?.isIdle ?? true)
  }

  async assigned(partition: Partition, extent: Extent): Promise<bigint> {
    const { log, mappings } = this.options
    const replay = partition.topic === REPLAY_TOPIC
    const stream = `${partition.kind}:${partition.cluster}/${partition.topic}`
    const tables: SourceTable[] = replay
      ? [{ system: 'tuanshu', table: REPLAY_TOPIC }]
      : mappings.all
          .filter(mapping => mapping.topics.includes(partition.topic))
          .map(mapping => ({ system: mapping.system.name, table: mapping.table }))
    const retry = { log, signal: this.aborting.signal, what: `position of ${partition.topic}` }
    const epoch = await whileUnreachable(() => this.epochs.epochOf(stream, tables), retry)
    const source = `${partitionName(partition)}@${epoch}`
    const entities = replay ? [...this.feeds.keys()] : mappings.feeds(partition.topic)
    const feeds = entities.flatMap(entity => this.feeds.get(entity) ?? [])

    const positions = await Promise.all(
      feeds.map(async feed => {
        const head = await whileUnreachable(() => feed.writer.readHead(), retry)
        const position = head.positions.get(source)
        if (position === undefined) feed.positions.delete(source)
        else feed.positions.set(source, position)
        return position
      }),
    )
    const known = positions.filter(position => position !== undefined)
    const start =
      known.length < positions.length
        ? extent.low
        : known.reduce((least, one) => (one < least ? one : least), known[0] ?? extent.low)
    checkGap(partition, source, start, extent)
    this.readings.set(partitionName(partition), { partition, source, epoch, feeds })
    this.progress.begin(source, {
      topic: partition.topic,
      partition: partition.partition,
      logs: feeds.map(feed => feed.entity),
      from: start,
      next: extent.next,
      isAside: replay,
      at: Date.now(),
    })
    log.info({ source, from: String(start), next: String(extent.next) }, 'reading')
    return start
  }

  room(): Promise<void> | undefined {
    return this.holding.room()
  }

  async messages(partition: Partition, messages: Message[], through: bigint): Promise<void> {
    const reading = this.readings.get(partitionName(partition))
    if (!reading) return
    const pieces = new Map<LogFeed, Piece>(
      reading.feeds.map(
        feed =>
          [feed, { source: reading.source, through, changes: [], deadLetters: [], done: () => {} }] as const,
      ),
    )
    for (let i = 0; i < messages.length; i += DECODE_SLICE) {
      for (const message of messages.slice(i, i + DECODE_SLICE)) this.take(reading, message, pieces)
      await new Promise(resolve => setImmediate(resolve))
      // taken away meanwhile: what is queued before this was dropped, so this must not come behind the hole
      if (!this.reads(reading)) return
    }
    this.progress.read(reading.source, through, messages.at(0)?.timestamp, messages.at(-1)?.timestamp)
    this.tellOfLetters(reading.source, pieces)
    const done = this.holding.take(...sizeOf(pieces), pieces.size)
    for (const [feed, piece] of pieces) {
      piece.done = done
      const passed = feed.positions.get(reading.source)
      // this log is ahead of the others that the topic feeds
      if (!this.reads(reading) || (passed !== undefined && passed >= through)) done()
      else await feed.offer(piece)
    }
  }

  extent(partition: Partition, extent: Extent): void {
    const reading = this.readings.get(partitionName(partition))
    if (reading) this.progress.end(reading.source, extent.next, Date.now())
  }

  async revoked(partitions: Partition[]): Promise<void> {
    const gone = new Set<string>()
    for (const partition of partitions) {
      const reading = this.readings.get(partitionName(partition))
      if (!reading) continue
      this.readings.delete(partitionName(partition))
      this.progress.forget(reading.source)
      gone.add(reading.source)
    }
    if (gone.size > 0) await Promise.all([...this.feeds.values()].map(feed => feed.drop(gone)))
  }

  private reads(reading: Reading): boolean {
    return this.readings.get(partitionName(reading.partition)) === reading
  }

  /** Decodes one message into the pieces of the logs it feeds. */
  private take(reading: Reading, message: Message, pieces: ReadonlyMap<LogFeed, Piece>): void {
    const origin = originOf(reading.partition.topic, reading.source, reading.epoch, message)
    const outcome = decodeMessage(this.decoding, message, origin)
    if ('changes' in outcome) {
      for (const change of outcome.changes) {
        const feed = this.feeds.get(change.entity)
        const piece = feed && pieces.get(feed)
        if (!piece) throw new Error(`topic ${origin.topic} does not feed ${change.entity}`)
        piece.changes.push(change)
      }
      return
    }
    // One log keeps it: reading goes on from the log that is furthest behind, so it cannot be passed by all without it.
    const [first] = pieces.values()
    first?.deadLetters.push({
      source: origin.source,
      position: origin.offset,
      topic: origin.topic,
      epoch: origin.epoch,
      reason: outcome.refusal.reason,
      detail: outcome.refusal.detail,
      key: message.key,
      value: message.value,
      headers: message.headers,
      sentAt: message.timestamp,
    })
  }

  private tellOfLetters(source: string, pieces: ReadonlyMap<LogFeed, Piece>): void {
    const letters = [...pieces.values()].flatMap(piece => piece.deadLetters)
    const [first] = letters
    if (!first) return
    for (const { reason } of letters) this.options.observer?.refused(reason)
    const fields = { source, letters: letters.length, first: `${first.reason}: ${first.detail}` }
    this.options.log.warn(fields, 'messages that cannot be used go to the dead letters')
  }

  private written(entity: EntityName, positions: ReadonlyMap<string, bigint>, applied: number): void {
    this.progress.written(entity, positions, applied)
    if (applied > 0) this.options.observer?.written(entity, applied)
    if (entity === 'org') this.options.orgsChanged()
    for (const reading of this.readings.values()) {
      if (!positions.has(reading.source)) continue
      const passed = reading.feeds.map(feed => feed.positions.get(reading.source))
      const least = passed.reduce((low, one) =>
        low === undefined || one === undefined ? undefined : one < low ? one : low,
      )
      const source = this.sources[reading.partition.topic === REPLAY_TOPIC ? this.sources.length - 1 : 0]
      if (least !== undefined)
        source
          ?.passed(reading.partition, least)
          .catch(error =>
            this.options.log.warn(
              { source: reading.source, err: error },
              'could not tell the source how far it is stored',
            ),
          )
    }
  }

  private async refuseCollided(changes: readonly Change[]): Promise<void> {
    const { log } = this.options
    log.error(
      { changes: changes.length },
      'text keys with the same hash: the later ones go to the dead letters',
    )
    await whileUnreachable(() => this.letters.put(changes.map(toLetter)), {
      log,
      signal: this.aborting.signal,
      what: 'store dead letters',
    })
  }
}

/** Topics that feed a common log belong to one reader. */
export function topicGroups(mappings: Mappings): string[][] {
  const groups: { topics: Set<string>; entities: Set<EntityName> }[] = []
  for (const topic of mappings.topics) {
    const entities = mappings.feeds(topic)
    const joined = groups.filter(group => entities.some(entity => group.entities.has(entity)))
    const merged = { topics: new Set([topic]), entities: new Set(entities) }
    for (const group of joined) {
      for (const one of group.topics) merged.topics.add(one)
      for (const one of group.entities) merged.entities.add(one)
      groups.splice(groups.indexOf(group), 1)
    }
    groups.push(merged)
  }
  return groups.map(group => [...group.topics].sort())
}

/** Changes, and bytes of dead letters, in what was decoded. */
function sizeOf(pieces: ReadonlyMap<LogFeed, Piece>): [changes: number, letterBytes: number] {
  const all = [...pieces.values()]
  const letters = all.flatMap(piece => piece.deadLetters)
  return [
    all.reduce((sum, piece) => sum + piece.changes.length, 0),
    letters.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0), 0),
  ]
}

function checkGap(partition: Partition, source: string, start: bigint, extent: Extent): void {
  const where = `${partition.topic}, partition ${partition.partition}`
  if (start < extent.low)
    throw new TuanshuError(
      'gap',
      `${where}: the warehouse is complete up to ${start}, but the stream only goes back to ${extent.low} (retention is over, or an older backup was restored): ${extent.low - start} messages are missing. Restore them, or take a new snapshot of the source and run "npm run sources -- renew ${partition.topic}" (${source})`,
    )
  if (start > extent.next)
    throw new TuanshuError(
      'gap',
      `${where}: the warehouse is complete up to ${start}, but the stream ends at ${extent.next}: the topic was created anew. Check it, then run "npm run sources -- renew ${partition.topic}" to begin a new epoch (${source})`,
    )
}

function toLetter(change: Change): DeadLetter {
  const [, topic = '', epoch = '0'] = /\/([^/]+)\/\d+@(\d+)$/.exec(change.version.source) ?? []
  return {
    source: change.version.source,
    position: (change.version.ver >> 16n) & 0xff_ffff_ffffn,
    topic,
    epoch: Number(epoch),
    reason: 'key_collision',
    detail: `${change.ods.table}: the text key has the hash of another key; the change is kept in ods_change`,
    key: Buffer.from(change.keyText),
    value: Buffer.from(JSON.stringify(change.ods)),
    headers: {},
    sentAt: change.version.at,
  }
}
