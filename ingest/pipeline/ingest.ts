import { setMaxListeners } from 'node:events'
import type { ClickHouseClient } from '@clickhouse/client'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { whileUnreachable } from '../../warehouse/platform/clickhouse/retry.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import type { Secrets } from '../../warehouse/platform/secrets.ts'
import type { Change, RefusalReason } from '../change.ts'
import { collisionLetter } from '../deadletter/collision.ts'
import { REPLAY_TOPIC } from '../deadletter/deadLetter.ts'
import { DeadLetterStore } from '../deadletter/store.ts'
import type { Mappings } from '../mapping/mapping.ts'
import { createPseudonyms, type Pseudonyms } from '../mapping/pseudonyms.ts'
import { SnapshotBook } from '../snapshot/book.ts'
import type { SnapshotMark } from '../snapshot/generation.ts'
import { SnapshotKeeper } from '../snapshot/keeper.ts'
import { PartitionEnds } from '../snapshot/partitionEnds.ts'
import type { Extent, Message, Partition, Source, SourceHandler } from '../source/port.ts'
import { createFeeds } from './createFeeds.ts'
import type { DecodeContext, Notices, PassedOver } from './decode.ts'
import { EpochBook } from './epochs.ts'
import type { FeedPorts, LogFeed, Piece } from './feed.ts'
import { ParentFollower } from './follower.ts'
import { Holding } from './holding.ts'
import { Looked } from './looked.ts'
import { type MissingColumnCount, MissingColumnCounts } from './missingColumnCounts.ts'
import { openPartition } from './openPartition.ts'
import { emptyPieces, sizeOf, takeMessage } from './pieces.ts'
import { type LogProgress, Progress } from './progress.ts'
import type { Reading } from './reading.ts'
import { passedByAll, Readings } from './readings.ts'
import { ChangeStore } from './store.ts'
import { topicGroups } from './topicGroups.ts'

/** Hears what happens, for the metrics. */
export interface IngestObserver {
  /** A batch with this many new changes is in the log. */
  written(log: EntityName, changes: number): void
  /** A message went to the dead letters. */
  refused(reason: RefusalReason): void
  /** Rows or a schema change were passed over, for nobody maps their table. */
  passedOver(what: PassedOver): void
}

/**
 * Messages decoded in one go; between two the process does other things: heartbeats, and the batch that is being planned.
 * Much shorter than a stretch of planning, so that decoding fills the time in which the engine works and does not stretch
 * the time in which it waits for a batch.
 */
const DECODE_SLICE = 200

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

/** Where messages come from. */
export interface IngestSources {
  stream: Source
  /** Dead letters that were sent once more; without it none are. */
  replays?: Source
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
  private readonly missing: MissingColumnCounts
  private readonly readings = new Readings()
  private readonly followers: readonly ParentFollower[]
  private readonly ends = new PartitionEnds()
  private readonly snapshots: SnapshotBook
  private readonly keeper: SnapshotKeeper
  private readonly looked: Looked
  private readonly aborting = new AbortController()

  constructor(
    private readonly options: IngestOptions,
    private readonly sources: IngestSources,
  ) {
    const { client, config, secrets, mappings, log } = options
    // every log waits on it
    setMaxListeners(0, this.aborting.signal)
    this.holding = new Holding(config.INGEST_MEMORY_MB * 1_048_576)
    this.epochs = new EpochBook(client)
    this.letters = new DeadLetterStore(client, secrets)
    this.snapshots = new SnapshotBook(client)
    this.missing = new MissingColumnCounts(log)
    this.looked = new Looked(client, log)
    this.decoding = {
      mappings,
      pseudonyms: options.pseudonyms ?? createPseudonyms(secrets.personKey),
      maxBytes: config.KAFKA_MAX_MESSAGE_MB << 20,
    }
    this.feeds = createFeeds(client, { config, keyId: secrets.keyId, mappings, log }, this.ports(), {
      collided: changes => this.refuseCollided(changes),
    })
    this.followers = [...this.feeds.values()]
      .filter(feed => feed.writer.links.length > 0)
      .map(
        feed =>
          new ParentFollower(
            client,
            feed,
            () => this.readings.isFed(feed),
            name => this.lastBatch(name),
            log,
          ),
      )
    this.keeper = new SnapshotKeeper({
      client,
      book: this.snapshots,
      mappings: mappings.all,
      feedOf: ({ entity }) => this.feeds.get(entity),
      ends: this.ends,
      log,
    })
  }

  private ports(): FeedPorts {
    const { client, secrets, log } = this.options
    const raw = new ChangeStore(client, secrets.keyId)
    return {
      store: async ({ changes, letters, marks }) => {
        await Promise.all([raw.put(changes), this.letters.put(letters)])
        await this.noteMarks([...marks, ...changes.flatMap(({ mark }) => mark ?? [])])
      },
      persist: (step, what) => whileUnreachable(step, { log, signal: this.aborting.signal, what }),
      isLookedAt: entity => this.looked.has(entity),
      written: (name, positions, applied) => this.written(name, positions, applied),
    }
  }

  /** Reads and writes until stopped. Rejects with the reason when it cannot go on; nothing is half-done then. */
  async run(): Promise<void> {
    const { log } = this.options
    await Promise.all(
      [...this.feeds.values()].map(feed =>
        whileUnreachable(() => feed.writer.open(), {
          log,
          signal: this.aborting.signal,
          what: `open ${feed.entity}`,
        }),
      ),
    )
    const { stream, replays } = this.sources
    await Promise.all([
      ...[...this.feeds.values()].map(feed => feed.run()),
      stream.run(topicGroups(this.options.mappings), this),
      replays?.run([[REPLAY_TOPIC]], this),
      ...this.followers.map(follower => follower.run()),
      this.keeper.run(),
      this.looked.run(),
    ])
  }

  /** Stops in the order: taking, writing what is in flight. What is queued is read again at the next start. */
  async stop(): Promise<void> {
    this.keeper.stop()
    this.looked.stop()
    const followers = this.followers.map(follower => follower.stop())
    // the sources wait for room in the feeds: these must let go first
    const feeds = [...this.feeds.values()].map(feed => feed.stop())
    this.holding.end()
    await Promise.all([this.sources.stream.stop(), this.sources.replays?.stop()])
    await Promise.all([...feeds, ...followers])
    this.aborting.abort()
  }

  /** How far each log is, as of now. */
  report(): LogProgress[] {
    return this.progress.report(entity => this.feeds.get(entity)?.isIdle ?? true)
  }

  /** Columns that mappings name and rows of their tables lack. */
  missingColumns(): MissingColumnCount[] {
    return this.missing.list()
  }

  private notice({ passedOver, missing }: Notices): void {
    if (passedOver) this.options.observer?.passedOver(passedOver)
    if (missing) this.missing.add(missing, Date.now())
  }

  async assigned(partition: Partition, extent: Extent, topic: ReadonlyMap<number, Extent>): Promise<bigint> {
    const { log, mappings } = this.options
    const retry = { log, signal: this.aborting.signal, what: `position of ${partition.topic}` }
    const { stretches, reading, start } = await openPartition(partition, extent, topic, {
      epochs: this.epochs,
      mappings,
      feeds: this.feeds,
      persist: step => whileUnreachable(step, retry),
    })
    this.readings.begin(reading, stretches)
    this.ends.count(partition.topic, topic.size)
    this.begin(reading, start, extent.next)
    log.info({ source: reading.source, from: String(start), next: String(extent.next) }, 'reading')
    return start
  }

  private begin(reading: Reading, start: bigint, next: bigint): void {
    const { partition, source, feeds } = reading
    this.ends.begin(source, partition.topic, reading.epoch, next)
    this.progress.begin(source, {
      topic: partition.topic,
      partition: partition.partition,
      logs: feeds.map(feed => feed.entity),
      from: start,
      next,
      isAside: partition.topic === REPLAY_TOPIC,
      at: Date.now(),
    })
  }

  room(): Promise<void> | undefined {
    return this.holding.room()
  }

  async messages(partition: Partition, messages: Message[], through: bigint): Promise<void> {
    const reading = this.readings.of(partition)
    if (!reading) return
    const { until } = reading
    if (until === null || through < until) return this.hand(reading, messages, through)
    // the rest belongs to the next epoch
    const isBefore = ({ offset }: Message) => offset < until
    await this.hand(reading, messages.filter(isBefore), until)
    const next = this.readings.goOn(reading)
    if (!next) return
    this.ends.forget(reading.source)
    this.begin(next, until, through)
    await this.messages(
      partition,
      messages.filter(message => !isBefore(message)),
      through,
    )
  }

  /** Decodes messages of one epoch and hands each log its piece. */
  private async hand(reading: Reading, messages: Message[], through: bigint): Promise<void> {
    const pieces = emptyPieces(reading, through)
    for (let i = 0; i < messages.length; i += DECODE_SLICE) {
      for (const message of messages.slice(i, i + DECODE_SLICE))
        this.notice(takeMessage(this.decoding, this.feeds, reading, message, pieces))
      await new Promise(resolve => setImmediate(resolve))
      // taken away meanwhile: what is queued before this was dropped, so this must not come behind the hole
      if (!this.readings.isCurrent(reading)) return
    }
    this.progress.read(reading.source, through, messages.at(0)?.timestamp, messages.at(-1)?.timestamp)
    this.tellOfLetters(reading.source, pieces)
    const done = this.holding.take(...sizeOf(pieces), pieces.size)
    for (const [feed, piece] of pieces) {
      piece.done = done
      const passed = feed.positions.get(reading.source)
      // this log is ahead of the others that the topic feeds
      if (!this.readings.isCurrent(reading) || (passed !== undefined && passed >= through)) done()
      else await feed.offer(piece)
    }
  }

  extent(partition: Partition, extent: Extent): void {
    const reading = this.readings.of(partition)
    if (!reading) return
    this.progress.end(reading.source, extent.next, Date.now())
    this.ends.saw(reading.source, extent.next)
  }

  async revoked(partitions: Partition[]): Promise<void> {
    const gone = new Set(this.readings.end(partitions))
    for (const source of gone) {
      this.progress.forget(source)
      this.ends.forget(source)
    }
    for (const feed of this.feeds.values())
      if (!this.readings.isFed(feed)) for (const link of feed.writer.links) gone.add(link.source)
    if (gone.size > 0) await Promise.all([...this.feeds.values()].map(feed => feed.drop(gone)))
  }

  /** The last batch of a log whose streams are read here, so that nobody else writes it. */
  private lastBatch(name: EntityName): bigint | undefined {
    const feed = this.feeds.get(name)
    return feed && this.readings.isFed(feed) ? feed.writer.position?.batch : undefined
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
    for (const reading of this.readings.among(positions)) this.tellSource(reading)
  }

  /** Tells the source how far all logs have stored a stretch. */
  private tellSource(reading: Reading): void {
    const { stream, replays } = this.sources
    const isReplay = reading.partition.topic === REPLAY_TOPIC
    if (isReplay) this.keeper.noted()
    const passed = passedByAll(reading)
    if (passed === undefined) return
    const source = isReplay ? replays : stream
    source
      ?.passed(reading.partition, passed)
      .catch(error =>
        this.options.log.warn(
          { source: reading.source, err: error },
          'could not tell the source how far it is stored',
        ),
      )
  }

  /** Snapshots that begin or end are noted before the log passes the messages that say so. */
  private async noteMarks(marks: readonly SnapshotMark[]): Promise<void> {
    if (marks.length === 0) return
    await this.snapshots.note(marks)
    this.keeper.noted()
  }

  private async refuseCollided(changes: readonly Change[]): Promise<void> {
    const { log } = this.options
    log.error(
      { changes: changes.length },
      'text keys with the same hash: the later ones go to the dead letters',
    )
    await whileUnreachable(() => this.letters.put(changes.map(collisionLetter)), {
      log,
      signal: this.aborting.signal,
      what: 'store dead letters',
    })
  }
}
