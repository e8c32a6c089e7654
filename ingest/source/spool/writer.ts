import fs, { type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../../../warehouse/platform/config.ts'
import { type DirectoryLock, lockDirectory } from '../../../warehouse/platform/directoryLock.ts'
import { describeError, TuanshuError } from '../../../warehouse/platform/errors.ts'
import type { Log } from '../../../warehouse/platform/log.ts'
import { readSecrets } from '../../../warehouse/platform/secrets.ts'
import { openSpoolDirectory, spoolRoot, topicDirectory } from './directory.ts'
import { encodeFrame, type SpoolMessage, segmentBases, segmentName } from './segment.ts'
import { scanSegment } from './segmentFile.ts'

/** A segment is closed beyond this size, so that what all logs have passed can be deleted in pieces. */
const SEGMENT_BYTES = 64 << 20

/** How often a writer tries for the lock of a topic, about 400 ms apart: longer than it outlives its holder. */
const LOCK_TRIES = 40

/** How long a lock outlives a writer that was killed. */
const LOCK_STALE_MS = 5_000

export interface SpoolWriterOptions {
  segmentBytes?: number
  lockTries?: number
}

export interface SpoolWriter {
  /**
   * Appends messages to a topic and returns the offset after the last. Resolves once they are on disk; a failure leaves
   * none of them.
   */
  append(topic: string, messages: readonly SpoolMessage[]): Promise<bigint>
  close(): Promise<void>
}

/** Opens the spool for appending. Each topic has one writer at a time; a second one waits for the lock. */
export async function openSpoolWriter(
  config: Config,
  log: Log,
  { segmentBytes = SEGMENT_BYTES, lockTries = LOCK_TRIES }: SpoolWriterOptions = {},
): Promise<SpoolWriter> {
  const root = spoolRoot(config.dataDir)
  await openSpoolDirectory(root)
  const key = readSecrets(config.dataDir).spoolKey
  const topics = new Map<string, Promise<Topic>>()

  return {
    async append(topic, messages) {
      let opened = topics.get(topic)
      if (!opened) {
        opened = openTopic(topicDirectory(root, topic), log, lockTries)
        topics.set(topic, opened)
        opened.catch(() => topics.delete(topic))
      }
      const into = await opened
      const turn = into.turn.then(() =>
        appendFrame(into, encodeFrame(key, into.next, messages), messages.length, segmentBytes),
      )
      into.turn = turn.catch(() => undefined)
      await turn
      return into.next
    },
    async close() {
      for (const opened of topics.values()) {
        const topic = await opened.catch(() => undefined)
        if (!topic) continue
        await topic.turn
        await topic.file?.close()
        await topic.lock.release()
      }
      topics.clear()
    },
  }
}

interface Topic {
  directory: string
  next: bigint
  file: FileHandle | null
  bytes: number
  lock: DirectoryLock
  /** Appends of one topic run one after the other. */
  turn: Promise<unknown>
}

async function openTopic(directory: string, log: Log, lockTries: number): Promise<Topic> {
  await fs.mkdir(directory, { recursive: true, mode: 0o700 }).catch(error => {
    throw new TuanshuError(
      'unavailable',
      `the spool directory ${directory} cannot be made (${describeError(error)}); check TUANSHU_DATA, its owner and the free space`,
      { cause: error },
    )
  })
  const lock = await lockDirectory(directory, {
    stale: LOCK_STALE_MS,
    retries: { retries: lockTries, minTimeout: 250, maxTimeout: 500 },
  }).catch(error => {
    // everything else is no matter of who writes: a disk that is full or read-only
    throw error.code === 'ELOCKED' ? takenByAnother(directory, error) : error
  })
  try {
    const end = await openEnd(directory, log)
    return { directory, ...end, lock, turn: Promise.resolve() }
  } catch (error) {
    await lock.release()
    throw error
  }
}

function takenByAnother(directory: string, cause: Error): TuanshuError {
  return new TuanshuError(
    'conflict',
    `another process is writing to the spool topic ${path.basename(directory)}`,
    { cause },
  )
}

/** The last segment of a topic, cut to its complete frames. */
async function openEnd(directory: string, log: Log): Promise<Pick<Topic, 'next' | 'file' | 'bytes'>> {
  const last = segmentBases(await fs.readdir(directory)).at(-1)
  if (last === undefined) return { next: 0n, file: null, bytes: 0 }

  const name = path.join(directory, segmentName(last))
  const found = await scanSegment(name, last)
  const file = await fs.open(name, 'r+')
  const size = (await file.stat()).size
  if (size > found.bytes) {
    // what a killed writer left behind was never acknowledged
    log.warn({ segment: name, bytes: size - found.bytes }, 'cutting an unfinished frame off the spool')
    await file.truncate(found.bytes)
    await file.datasync()
  }
  return { next: found.next, file, bytes: found.bytes }
}

async function appendFrame(topic: Topic, frame: Buffer, count: number, segmentBytes: number): Promise<void> {
  const lost = topic.lock.lost()
  if (lost) throw takenByAnother(topic.directory, lost)
  try {
    if (topic.file && topic.bytes > segmentBytes) {
      await topic.file.close()
      topic.file = null
    }
    if (!topic.file) {
      topic.file = await fs.open(path.join(topic.directory, segmentName(topic.next)), 'wx+', 0o600)
      topic.bytes = 0
      await syncDirectory(topic.directory)
    }
    await topic.file.write(frame, 0, frame.length, topic.bytes)
    await topic.file.datasync()
  } catch (error) {
    await topic.file?.truncate(topic.bytes).catch(() => undefined)
    throw new TuanshuError(
      'unavailable',
      `the spool cannot be written (${describeError(error)}); nothing of this append was kept`,
      { cause: error },
    )
  }
  topic.bytes += frame.length
  topic.next += BigInt(count)
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await fs.open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
