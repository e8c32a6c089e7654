import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import { FRAME_HEAD_BYTES, type FrameHead, segmentBases, segmentName } from './segment.ts'
import { headOf, SegmentFile, scanSegment } from './segmentFile.ts'

/**
 * Walks forward over the frames of a topic, from segment to segment: what lies behind is never read again. At the end
 * nothing is read until the segment has grown; a look there asks for its size and for the names beside it.
 */
export class FrameWalk {
  private segment: SegmentFile | null = null
  private base = -1n
  private bytes = 0
  /** Offset of the next frame; -1 before the walk has begun. */
  next = -1n

  constructor(
    private readonly directory: string,
    /** Bytes that are read at once. */
    private readonly readBytes?: number,
  ) {}

  async close(): Promise<void> {
    await this.segment?.close()
    this.segment = null
  }

  /** Begins at the frame that holds this offset, or at the end; not at all when no segment does. */
  async begin(offset: bigint): Promise<void> {
    const base = segmentBases(readdirSync(this.directory))
      .filter(one => one <= offset)
      .at(-1)
    if (base === undefined) return
    const { next, bytes } = await scanSegment(this.nameOf(base), base, offset)
    await this.enter(base, next, bytes)
  }

  /** Goes where another walk of the topic is. */
  async join(other: FrameWalk): Promise<void> {
    if (this.segment && this.base === other.base) {
      this.next = other.next
      this.bytes = other.bytes
      return
    }
    await this.enter(other.base, other.next, other.bytes)
  }

  /** True when the topic ended here at the last look, so that `next` is its end. */
  get isAtEnd(): boolean {
    return this.isThroughSeen && !this.isFollowed
  }

  /** True when nothing is left of what the segment held at the last look. */
  get isThroughSeen(): boolean {
    return this.segment !== null && this.bytes === this.segment.size
  }

  /** Looks how long the segment is now. */
  look(): void {
    this.segment?.look()
  }

  /**
   * The head of the next frame, or null when none is complete yet.
   * Throws `TuanshuError('gap')` when the segment is damaged, or the one that should follow is missing.
   */
  async head(): Promise<FrameHead | null> {
    while (this.segment) {
      const head = (await this.headAsSeen(this.segment)) ?? (await this.headAfterLook(this.segment))
      if (head) return head
      if (this.isFollowed) {
        await this.enter(this.next, this.next, 0)
        continue
      }
      const following = segmentBases(readdirSync(this.directory)).find(base => base > this.base)
      if (following === undefined) return null
      // since the last look it may have grown and been closed; now it grows no more
      const late = await this.headAfterLook(this.segment)
      if (late) return late
      if (!this.isFollowed) throw this.hole(following)
    }
    return null
  }

  /** The sealed body of the frame that `head` gave. */
  async body(head: FrameHead): Promise<Buffer> {
    if (!this.segment) throw new Error('the walk has not begun')
    return this.segment.body(this.bytes, head)
  }

  /** Steps over the frame that `head` gave. */
  pass(head: FrameHead): void {
    this.next += BigInt(head.count)
    this.bytes += FRAME_HEAD_BYTES + head.bodyBytes
  }

  /** The name of the segment, for messages. */
  get name(): string {
    return segmentName(this.base)
  }

  private nameOf(base: bigint): string {
    return path.join(this.directory, segmentName(base))
  }

  private async enter(base: bigint, next: bigint, bytes: number): Promise<void> {
    const segment = await SegmentFile.open(this.nameOf(base), this.readBytes)
    await this.close()
    this.segment = segment
    this.base = base
    this.next = next
    this.bytes = bytes
  }

  /** A segment follows that begins where this one ends. */
  private get isFollowed(): boolean {
    return this.next !== this.base && existsSync(this.nameOf(this.next))
  }

  private headAsSeen(segment: SegmentFile): Promise<FrameHead | null> {
    return headOf(segment, this.bytes, this.next)
  }

  private headAfterLook(segment: SegmentFile): Promise<FrameHead | null> {
    segment.look()
    return this.headAsSeen(segment)
  }

  private hole(following: bigint): TuanshuError {
    return new TuanshuError(
      'gap',
      `the spool in ${this.directory} ends at offset ${this.next} and goes on at ${following}: a part of it is missing; restore it, or send its changes again`,
    )
  }
}
