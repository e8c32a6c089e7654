import { setTimeout as delay } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { whileUnreachable } from '../../warehouse/platform/clickhouse/retry.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { REPLAY_TOPIC } from '../deadletter/deadLetter.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { LogFeed } from '../pipeline/feed.ts'
import type { SnapshotBook, StoredGeneration } from './book.ts'
import { doubtOf } from './doubt.ts'
import { type Extent, extentOf } from './extent.ts'
import { type Generation, generationName } from './generation.ts'
import { mappingsOf, missingRows, replayedLetters, snapshotSource, waitingLetters } from './missing.ts'
import type { PartitionEnds } from './partitionEnds.ts'
import type { StreamPlace } from './place.ts'
import { describeWait } from './wait.ts'

export interface KeeperPorts {
  client: ClickHouseClient
  book: SnapshotBook
  mappings: readonly Mapping[]
  /** The feed of a mapping's log. */
  feedOf(mapping: Mapping): LogFeed | undefined
  ends: PartitionEnds
  log: Log
}

/** How often snapshots that are under way are looked at, milliseconds. */
const LOOK_MS = 500
/** How often others are looked for: what somebody said on the command line, milliseconds. */
const SEARCH_MS = 15_000
/** How often it is looked whether a snapshot still waits: that reads much, milliseconds. */
const REST_MS = 5_000

/**
 * Brings full snapshots to their end: notes where all partitions end once the last row was read, waits until the log has
 * passed these ends, and then ends the rows that the snapshot did not mention. Every step can be repeated.
 *
 * A dead letter that is replayed after that can bring a row into the log which the snapshot did not mention, with a change
 * from before it. The position of the snapshot in the log therefore counts the messages that had been replayed when this was
 * looked at: 1 + their number.
 */
export class SnapshotKeeper {
  private readonly stopping = new AbortController()
  private searchAt = 0
  private readonly told = new Set<string>()
  /** When snapshots that wait are looked at again. */
  private readonly rests = new Map<string, number>()
  /** Positions up to which replayed messages are known to be of other tables, by snapshot and log. */
  private readonly foreign = new Map<string, bigint>()

  constructor(private readonly ports: KeeperPorts) {}

  /** A mark was noted or a message replayed: there is something to look at. */
  noted(): void {
    this.searchAt = 0
    this.rests.clear()
  }

  /** Looks until stopped. Rejects when the warehouse refuses a step. */
  async run(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined)
      if (signal.aborted || Date.now() < this.searchAt) continue
      try {
        const open = await whileUnreachable(() => this.look(), {
          log: this.ports.log,
          signal,
          what: 'snapshots',
        })
        this.searchAt = open ? 0 : Date.now() + SEARCH_MS
      } catch (error) {
        if (!signal.aborted) throw error
      }
    }
  }

  stop(): void {
    this.stopping.abort()
  }

  /** One step of every snapshot under way; true when one of them is read here. */
  private async look(): Promise<boolean> {
    const all = await this.ports.book.list()
    let isOurs = false
    for (const generation of all) {
      const { state, id } = generation
      if (state === 'begun') continue
      const isOld = all.some(
        ({ id: other }) => other.system === id.system && other.table === id.table && other.epoch > id.epoch,
      )
      const mappings = mappingsOf(this.ports.mappings, generation)
      const ends = isOld
        ? null
        : this.ports.ends.of(
            mappings.flatMap(({ topics }) => topics),
            id.epoch,
          )
      if (!ends) continue
      if (state === 'complete') {
        await this.lookAgain(generation, mappings)
        continue
      }
      isOurs = true
      if (state === 'closing') await this.noteEnds(generation, ends)
      else await this.complete(generation, mappings, ends, all)
    }
    return isOurs
  }

  private async noteEnds(generation: StoredGeneration, partitions: readonly string[]): Promise<void> {
    const { ends, book, log } = this.ports
    const found = ends.since(`${generationName(generation.id)}#${generation.number}`, partitions)
    if (!found) return
    await book.advance(generation, { state: 'ended', ends: found })
    log.info(
      { snapshot: snapshotSource(generation) },
      'the snapshot was sent whole; waiting until it is in the log',
    )
  }

  private async complete(
    generation: StoredGeneration,
    mappings: readonly Mapping[],
    partitions: readonly string[],
    all: readonly StoredGeneration[],
  ): Promise<void> {
    const { client, book } = this.ports
    const source = snapshotSource(generation)
    if (generation.waitsFor !== 'nothing' && (this.rests.get(source) ?? 0) > Date.now()) return
    const isRead = generation.ends.every(end => partitions.includes(end.source))
    for (const mapping of mappings) {
      const feed = this.ports.feedOf(mapping)
      if (!feed || !isRead || !hasPassed(feed, generation.ends)) return
      const extent = await extentOf(client, generation, mapping)
      const waitsFor = await this.waitOf(generation, mapping, extent, all)
      if (waitsFor !== 'nothing') return this.rest(generation, mapping, waitsFor)
      if (!(await this.endMissing(generation, mapping, feed, extent))) return
    }
    await book.advance(generation, { state: 'complete', waitsFor: 'nothing' })
  }

  private async waitOf(
    generation: StoredGeneration,
    mapping: Mapping,
    extent: Extent,
    all: readonly StoredGeneration[],
  ): Promise<Generation['waitsFor']> {
    const { client } = this.ports
    const floors = extent.boundaries.map(({ source, floor }) => ({ source, offset: floor }))
    if ((await waitingLetters(client, generation, floors)) > 0) return 'letters'
    return (await doubtOf(client, generation, mapping, extent, all)) ?? 'nothing'
  }

  private async rest(
    generation: StoredGeneration,
    mapping: Mapping,
    waitsFor: Generation['waitsFor'],
  ): Promise<void> {
    const source = snapshotSource(generation)
    this.rests.set(source, Date.now() + REST_MS)
    if (generation.waitsFor !== waitsFor) await this.ports.book.advance(generation, { waitsFor })
    const name = `${source} ${waitsFor}`
    if (this.told.has(name)) return
    this.told.add(name)
    this.ports.log.warn({ snapshot: source }, describeWait(waitsFor, mapping.topics[0] ?? ''))
  }

  /** Ends what a replayed message brought back that the snapshot, which is complete, did not mention. */
  private async lookAgain(generation: StoredGeneration, mappings: readonly Mapping[]): Promise<void> {
    const { client } = this.ports
    const source = snapshotSource(generation)
    for (const mapping of mappings) {
      const feed = this.ports.feedOf(mapping)
      if (!feed) continue
      const positions = positionsOf(feed)
      const replayed = afterReplays(positions)
      const name = `${source} ${mapping.entity}`
      const looked = [positions.get(source) ?? 0n, this.foreign.get(name) ?? 0n]
      if (looked.some(position => position >= replayed)) continue
      if ((await replayedLetters(client, generation, mapping)) === 0) this.foreign.set(name, replayed)
      else await this.endMissing(generation, mapping, feed, await extentOf(client, generation, mapping))
    }
  }

  /** Ends the rows that the snapshot did not mention; false when it was stopped in between. */
  private async endMissing(
    generation: StoredGeneration,
    mapping: Mapping,
    feed: LogFeed,
    extent: Extent,
  ): Promise<boolean> {
    const { client, log } = this.ports
    const { signal } = this.stopping
    const source = snapshotSource(generation)
    // before the rows are looked for: what is replayed meanwhile is looked at again
    const through = afterReplays(positionsOf(feed))
    const isOnlyTable = this.ports.mappings.every(
      other => other === mapping || other.system.id !== mapping.system.id || other.entity !== mapping.entity,
    )
    let rows = 0
    for await (const changes of missingRows(client, generation, mapping, { extent, isOnlyTable })) {
      rows += changes.length
      await feed.put({ source, through: 0n, changes }, signal)
      if (signal.aborted) return false
    }
    await feed.put({ source, through, changes: [] }, signal)
    if (signal.aborted || feed.positions.get(source) !== through) return false
    log.info(
      { snapshot: source, log: mapping.entity, rows },
      'rows that the snapshot did not mention have ended',
    )
    return true
  }
}

/** Positions of the log as far as this process knows them: of all its sources, whoever reads them. */
function positionsOf({ positions, writer }: LogFeed): ReadonlyMap<string, bigint> {
  return new Map([...(writer.position?.positions ?? []), ...positions])
}

/** Position of a snapshot for which a log was looked at with all these positions. */
function afterReplays(positions: ReadonlyMap<string, bigint>): bigint {
  let replayed = 0n
  for (const [source, position] of positions) if (source.includes(`/${REPLAY_TOPIC}/`)) replayed += position
  return 1n + replayed
}

function hasPassed(feed: LogFeed, ends: readonly StreamPlace[]): boolean {
  return ends.every(({ source, offset }) => offset === 0n || (feed.positions.get(source) ?? 0n) >= offset)
}
