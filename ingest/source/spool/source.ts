import { setMaxListeners } from 'node:events'
import fs, { type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../../../warehouse/config.ts'
import { TuanshuError } from '../../../warehouse/errors.ts'
import { readSecrets } from '../../../warehouse/secrets.ts'
import type { Extent, Message, Partition, Source, SourceHandler } from '../port.ts'
import { openSpoolDirectory, spoolRoot, topicDirectory } from './directory.ts'
import { readFrameHead, scanSegment } from './scan.ts'
import { decodeFrameBody, FRAME_HEAD_BYTES, segmentBases, segmentName } from './segment.ts'

/** How often an idle topic is looked at. */
const POLL_MS = 40
/** Frames are handed over together up to this many messages. */
const HANDOVER = 5_000

/**
 * The spool as a change stream: each topic is one partition (0) of append-only encrypted segments, read with the same
 * positions and promises as a Kafka partition. Segments that everybody has passed are deleted.
 */
export function createSpoolSource(config: Config): Source {
  const root = spoolRoot(config.dataDir)
  const stopping = new AbortController()
  // every topic waits on it
  setMaxListeners(0, stopping.signal)
  let running: Promise<unknown> | undefined

  return {
    async run(groups, handler) {
      const cluster = await openSpoolDirectory(root)
      const key = readSecrets(config.dataDir).spoolKey
      const topics = [...new Set(groups.flat())]
      const readers = topics.map(topic =>
        readTopic(
          { kind: 'spool', cluster, topic, partition: 0 },
          topicDirectory(root, topic),
          key,
          handler,
          stopping.signal,
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

async function readTopic(
  partition: Partition,
  directory: string,
  key: Buffer,
  handler: SourceHandler,
  signal: AbortSignal,
): Promise<void> {
  const extent = await waitForExtent(directory, signal)
  if (!extent) return
  let position = await handler.assigned(partition, extent, new Map([[partition.partition, extent]]))
  const cursor = new Cursor(directory, key)
  try {
    while (!signal.aborted) {
      await handler.room()
      const messages = await cursor.read(position)
      const last = messages.at(-1)
      if (!last) {
        handler.extent(partition, { low: extent.low, next: position })
        await pause(POLL_MS, signal)
        continue
      }
      handler.extent(partition, { low: extent.low, next: await endOf(directory) })
      await handler.messages(partition, messages, last.offset + 1n)
      position = last.offset + 1n
    }
  } finally {
    await cursor.close()
    await handler.revoked([partition])
  }
}

/** Reads forward through the segments of one topic. */
class Cursor {
  private file: FileHandle | null = null
  private base = -1n
  private next = -1n
  private bytes = 0

  constructor(
    private readonly directory: string,
    private readonly key: Buffer,
  ) {}

  async close(): Promise<void> {
    await this.file?.close()
    this.file = null
  }

  /** Messages from this offset on, at most about `HANDOVER`; none when the end is reached. */
  async read(from: bigint): Promise<Message[]> {
    if (!this.file || this.next !== from) await this.seek(from)
    const messages: Message[] = []
    while (this.file && messages.length < HANDOVER) {
      const { size } = await this.file.stat()
      const head = await readFrameHead(segmentName(this.base), this.file, this.bytes, size)
      if (!head) {
        if (messages.length > 0 || !(await this.nextSegment())) break
        continue
      }
      const { buffer } = await this.file.read(
        Buffer.allocUnsafe(head.bodyBytes),
        0,
        head.bodyBytes,
        this.bytes + FRAME_HEAD_BYTES,
      )
      messages.push(...this.decode(head, buffer).filter(message => message.offset >= from))
      this.next = head.first + BigInt(head.count)
      this.bytes += FRAME_HEAD_BYTES + head.bodyBytes
    }
    return messages
  }

  private decode(head: Parameters<typeof decodeFrameBody>[1], body: Buffer): Message[] {
    try {
      return decodeFrameBody(this.key, head, body)
    } catch (error) {
      throw new TuanshuError(
        'gap',
        `spool segment ${segmentName(this.base)} in ${this.directory} cannot be read at offset ${head.first}: it is damaged, or was written with another secret.key`,
        { cause: error },
      )
    }
  }

  private async seek(from: bigint): Promise<void> {
    await this.close()
    const bases = segmentBases(await fs.readdir(this.directory))
    const base = bases.filter(one => one <= from).at(-1)
    if (base === undefined) return
    const name = path.join(this.directory, segmentName(base))
    const found = await scanSegment(name, base, from)
    this.file = await fs.open(name, 'r')
    this.base = base
    this.next = from
    this.bytes = found.bytes
  }

  /** Goes on to the segment that begins where this one ends, if there is one. */
  private async nextSegment(): Promise<boolean> {
    const name = path.join(this.directory, segmentName(this.next))
    if (this.next === this.base) return false
    const file = await fs.open(name, 'r').catch(error => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (!file) {
      await this.refuseHole()
      return false
    }
    await this.close()
    this.file = file
    this.base = this.next
    this.bytes = 0
    return true
  }

  /** A later segment that does not begin where this one ends means that something between them is missing. */
  private async refuseHole(): Promise<void> {
    const bases = segmentBases(await fs.readdir(this.directory))
    const following = bases.find(base => base > this.base)
    if (following === undefined || following === this.next) return
    throw new TuanshuError(
      'gap',
      `the spool in ${this.directory} ends at offset ${this.next} and goes on at ${following}: a part of it is missing; restore it, or send its changes again`,
    )
  }
}

async function waitForExtent(directory: string, signal: AbortSignal): Promise<Extent | null> {
  while (!signal.aborted) {
    const bases = segmentBases(await fs.readdir(directory).catch(() => []))
    const [low] = bases
    if (low !== undefined) return { low, next: await endOf(directory) }
    await pause(POLL_MS * 5, signal)
  }
  return null
}

async function endOf(directory: string): Promise<bigint> {
  const last = segmentBases(await fs.readdir(directory)).at(-1)
  if (last === undefined) return 0n
  return (await scanSegment(path.join(directory, segmentName(last)), last)).next
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

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined)
}
