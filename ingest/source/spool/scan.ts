import fs, { type FileHandle } from 'node:fs/promises'
import { TuanshuError } from '../../../warehouse/errors.ts'
import { decodeFrameHead, FRAME_HEAD_BYTES, type FrameHead } from './segment.ts'

export interface Scanned {
  /** Offset after the last complete frame. */
  next: bigint
  /** Bytes up to the end of the last complete frame. */
  bytes: number
}

/**
 * The frame head at a place in a segment, or null when the frame is not complete there yet.
 * Throws `TuanshuError('gap')` when something else stands there.
 */
export async function readFrameHead(
  name: string,
  file: FileHandle,
  at: number,
  size: number,
): Promise<FrameHead | null> {
  if (at + FRAME_HEAD_BYTES > size) return null
  const { buffer } = await file.read(Buffer.allocUnsafe(FRAME_HEAD_BYTES), 0, FRAME_HEAD_BYTES, at)
  const head = decodeFrameHead(buffer)
  if (head) return at + FRAME_HEAD_BYTES + head.bodyBytes <= size ? head : null
  // a file that grew before its bytes arrived ends in zeros when the power fails
  if (buffer.every(byte => byte === 0)) return null
  throw new TuanshuError(
    'gap',
    `spool segment ${name} is damaged at byte ${at}: what follows cannot be read; restore the file, or send its changes again`,
  )
}

/**
 * Walks over the frames of a segment without reading their bodies.
 * Throws `TuanshuError('gap')` when frames do not follow each other: the file was damaged.
 */
export async function scanSegment(name: string, base: bigint, until?: bigint): Promise<Scanned> {
  const file = await fs.open(name, 'r')
  try {
    const { size } = await file.stat()
    let next = base
    let bytes = 0
    for (;;) {
      const head = await readFrameHead(name, file, bytes, size)
      if (!head) return { next, bytes }
      if (head.first !== next)
        throw new TuanshuError(
          'gap',
          `spool segment ${name} is damaged: offset ${head.first} at byte ${bytes}, expected ${next}`,
        )
      if (until !== undefined && next + BigInt(head.count) > until) return { next, bytes }
      next += BigInt(head.count)
      bytes += FRAME_HEAD_BYTES + head.bodyBytes
    }
  } finally {
    await file.close()
  }
}
