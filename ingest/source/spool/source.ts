import { readdirSync, statSync } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../../../warehouse/platform/config.ts'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import { readSecrets } from '../../../warehouse/platform/secrets.ts'
import type { Extent, Message, Partition, Source, SourceHandler } from '../port.ts'
import { openSpoolDirectory, spoolRoot, topicDirectory } from './directory.ts'
import { FrameWalk } from './frameWalk.ts'
import { decodeFrameBody, type FrameHead, segmentBases, segmentName } from './segment.ts'
import { scanSegment } from './segmentFile.ts'
import { SpoolWatch, type WatchOptions, watchDirectory } from './watch.ts'

/** How often a topic is looked at of which the system says nothing; also how old the end of an idle one may be. */
const LOOK_MS = 500
/** Frames are handed over together up to this many messages. */
const HANDOVER = 5_000
/** What is read at once to find the end: of large frames nothing but the head is needed. */
const SCOUT_BYTES = 4_096

/**
 * The spool as a change stream: each topic is one partition (0) of append-only encrypted segments, read with the same
 * positions and promises as a Kafka partition. Segments that everybody has passed are deleted.
 */
export function createSpoolSource(
  config: Config,
  { lookMs = LOOK_MS, watch = watchDirectory }: Partial<WatchOptions> = {},
): Source {
  const root = spoolRoot(config.dataDir)
  const stopping = new AbortController()
  let running: Promise<unknown> | undefined

  return {
    async run(groups, handler) {
      const cluster = await openSpoolDirectory(root)
      const key = readSecrets(config.dataDir).spoolKey
      const watching = new SpoolWatch(root, { lookMs, watch })
      stopping.signal.addEventListener('abort', () => watching.close(), { once: true })
      if (stopping.signal.aborted) watching.close()
      const topics = [...new Set(groups.flat())]
      const readers = topics.map(topic =>
        readTopic(
          { kind: 'spool', cluster, topic, partition: 0 },
          { directory: topicDirectory(root, topic), key, watching, signal: stopping.signal },
          handler,
        ),
      )
      // one topic that cannot be read stops all, so that nothing goes on in silence
      running = Promise.all(
        readers.map(reader =>
          reader.catch(error => {
            stopping.abort()
            throw error
          }),
        ),
      )
      await running
    },
    async passed(partition, through) {
      await deleteSegments(topicDirectory(root, partition.topic), through)
    },
    async stop() {
      stopping.abort()
      await running?.catch(() => undefined)
    },
  }
}

interface Place {
  directory: string
  key: Buffer
  watching: SpoolWatch
  signal: AbortSignal
}

async function readTopic(partition: Partition, place: Place, handler: SourceHandler): Promise<void> {
  const { directory, watching, signal } = place
  const extent = await waitForExtent(partition.topic, place)
  if (!extent) return
  const bell = watching.bell(partition.topic)
  let position = await handler.assigned(partition, extent, new Map([[partition.partition, extent]]))
  const reader = new TopicReader(directory, place.key)
  try {
    while (!signal.aborted) {
      await handler.room()
      // what is written from here on rings it
      bell.hush()
      const messages = await reader.read(position)
      handler.extent(partition, { low: extent.low, next: await reader.end(position) })
      const last = messages.at(-1)
      if (last) {
        await handler.messages(partition, messages, last.offset + 1n)
        position = last.offset + 1n
      }
      if ((!last || reader.isAtEnd) && !signal.aborted) await bell.rung()
    }
  } finally {
    await reader.close()
    await handler.revoked([partition])
  }
}

/** Reads one topic forward, and knows where it ends. */
class TopicReader {
  private readonly cursor: FrameWalk
  /** Ahead of the cursor while the topic holds more than was read. */
  private readonly scout: FrameWalk

  constructor(
    private readonly directory: string,
    private readonly key: Buffer,
  ) {
    this.cursor = new FrameWalk(directory)
    this.scout = new FrameWalk(directory, SCOUT_BYTES)
  }

  async close(): Promise<void> {
    await this.cursor.close()
    await this.scout.close()
  }

  /** Messages from this offset on, where the last call ended, at most about `HANDOVER`; none when the end is reached. */
  async read(from: bigint): Promise<Message[]> {
    const { cursor } = this
    if (cursor.next < 0n) await cursor.begin(from)
    cursor.look()
    const messages: Message[] = []
    while (messages.length < HANDOVER && !(messages.length > 0 && cursor.isThroughSeen)) {
      const head = await cursor.head()
      if (!head) break
      const body = await cursor.body(head)
      messages.push(...this.decode(head, body).filter(message => message.offset >= from))
      cursor.pass(head)
    }
    return messages
  }

  /** True when everything had been read at the last look. */
  get isAtEnd(): boolean {
    return this.cursor.isAtEnd
  }

  /** Offset at which the topic ends; `from` while nothing of it can be read. */
  async end(from: bigint): Promise<bigint> {
    const { cursor, scout } = this
    if (cursor.next < 0n) return from
    if (cursor.isAtEnd) return cursor.next
    if (scout.next < cursor.next) await scout.join(cursor)
    for (let head = await scout.head(); head; head = await scout.head()) scout.pass(head)
    return scout.next
  }

  private decode(head: FrameHead, body: Buffer): Message[] {
    try {
      return decodeFrameBody(this.key, head, body)
    } catch (error) {
      throw new TuanshuError(
        'gap',
        `spool segment ${this.cursor.name} in ${this.directory} cannot be read at offset ${head.first}: it is damaged, or was written with another secret.key`,
        { cause: error },
      )
    }
  }
}

/** The offsets that a topic holds, once it holds any; null when told to stop before. */
async function waitForExtent(topic: string, { directory, watching, signal }: Place): Promise<Extent | null> {
  const bell = watching.bell(topic)
  let isFollowed = false
  while (!signal.aborted) {
    bell.hush()
    if (!isFollowed && statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
      watching.follow(topic)
      isFollowed = true
    }
    const bases = isFollowed ? segmentBases(readdirSync(directory)) : []
    const [low] = bases
    const last = bases.at(-1)
    if (low !== undefined && last !== undefined)
      return { low, next: (await scanSegment(path.join(directory, segmentName(last)), last)).next }
    await bell.rung()
  }
  return null
}

/** Deletes the segments that end at or before `through`; the last one stays, because it says where the topic goes on. */
async function deleteSegments(directory: string, through: bigint): Promise<void> {
  const bases = segmentBases(await fs.readdir(directory).catch(() => []))
  for (const [i, base] of bases.entries()) {
    const following = bases[i + 1]
    if (following === undefined || following > through) return
    await fs.rm(path.join(directory, segmentName(base)), { force: true })
  }
}
