import { fstatSync } from 'node:fs'
import fs, { type FileHandle } from 'node:fs/promises'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import { decodeFrameHead, FRAME_HEAD_BYTES, type FrameHead } from './segment.ts'

/** Many small frames are read at once. */
const READ_BYTES = 64 << 10
const NOTHING = Buffer.alloc(0)

/** The file of one segment, read forward. */
export class SegmentFile {
  /** As last looked at. */
  size = 0
  private ahead = NOTHING
  private aheadAt = 0

  private constructor(
    readonly name: string,
    private readonly file: FileHandle,
    private readonly readBytes: number,
  ) {}

  /** `readBytes`: how many are read at once, at the least. */
  static async open(name: string, readBytes = READ_BYTES): Promise<SegmentFile> {
    return new SegmentFile(name, await fs.open(name, 'r'), readBytes)
  }

  close(): Promise<void> {
    this.ahead = NOTHING
    return this.file.close()
  }

  /** Looks how long the file is now; nothing is read. */
  look(): void {
    // the kernel knows it at once: to ask by way of the thread pool costs twenty times as much
    const { size } = fstatSync(this.file.fd)
    // half a frame that was read ahead may have been cut off since, and another written in its place
    if (size !== this.size) this.ahead = NOTHING
    this.size = size
  }

  /**
   * The head of the frame at a place, or null when the frame was not complete there at the last look.
   * Throws `TuanshuError('gap')` when something else stands there.
   */
  async head(at: number): Promise<FrameHead | null> {
    if (at + FRAME_HEAD_BYTES > this.size) return null
    const bytes = await this.read(at, FRAME_HEAD_BYTES)
    // an unfinished frame that was seen at the look may have been cut off before it was read
    if (bytes.length < FRAME_HEAD_BYTES) return this.notYet()
    const head = decodeFrameHead(bytes)
    if (head && at + FRAME_HEAD_BYTES + head.bodyBytes <= this.size) return head
    // a file that grew before its bytes arrived ends in zeros when the power fails
    if (head || bytes.every(byte => byte === 0)) return this.notYet()
    throw new TuanshuError(
      'gap',
      `spool segment ${this.name} is damaged at byte ${at}: what follows cannot be read; restore the file, or send its changes again`,
    )
  }

  /** What was read ahead of a frame that is not there yet may be another when it is. */
  private notYet(): null {
    this.ahead = NOTHING
    return null
  }

  /** The sealed body of the frame whose head stands at this place. */
  body(at: number, head: FrameHead): Promise<Buffer> {
    return this.read(at + FRAME_HEAD_BYTES, head.bodyBytes)
  }

  private async read(at: number, length: number): Promise<Buffer> {
    const from = at - this.aheadAt
    if (from >= 0 && from + length <= this.ahead.length) return this.ahead.subarray(from, from + length)
    const wanted = Math.max(length, Math.min(this.readBytes, this.size - at))
    const { buffer, bytesRead } = await this.file.read(Buffer.allocUnsafe(wanted), 0, wanted, at)
    this.ahead = buffer.subarray(0, bytesRead)
    this.aheadAt = at
    return this.ahead.subarray(0, length)
  }
}

/** The head of the frame at a place. Throws `TuanshuError('gap')` when it does not begin at this offset. */
export async function headOf(file: SegmentFile, at: number, offset: bigint): Promise<FrameHead | null> {
  const head = await file.head(at)
  if (head && head.first !== offset)
    throw new TuanshuError(
      'gap',
      `spool segment ${file.name} is damaged: offset ${head.first} at byte ${at}, expected ${offset}`,
    )
  return head
}

export interface Scanned {
  /** Offset after the last complete frame. */
  next: bigint
  /** Bytes up to the end of the last complete frame. */
  bytes: number
}

/**
 * Walks over the frames of a segment, up to the one that holds the offset `until`, if given.
 * Throws `TuanshuError('gap')` when frames do not follow each other: the file was damaged.
 */
export async function scanSegment(name: string, base: bigint, until?: bigint): Promise<Scanned> {
  const file = await SegmentFile.open(name)
  try {
    file.look()
    let next = base
    let bytes = 0
    for (;;) {
      const head = await headOf(file, bytes, next)
      if (!head || (until !== undefined && next + BigInt(head.count) > until)) return { next, bytes }
      next += BigInt(head.count)
      bytes += FRAME_HEAD_BYTES + head.bodyBytes
    }
  } finally {
    await file.close()
  }
}
