import { crc32 } from 'node:zlib'
import { open, seal } from '../../../warehouse/platform/secrets.ts'
import type { Message } from '../port.ts'

/**
 * Format of a spool segment: frames one after the other, each appended and synced as a whole.
 *
 *     u32 bytes of the sealed body | u32 number of messages | u64 offset of the first | u32 CRC of these | sealed body
 *
 * The body is sealed (AES-256-GCM) because messages hold personal data that the mappings have not removed yet. A frame at
 * the very end that is incomplete was being written when its writer died: it was never acknowledged. The CRC tells it
 * from a damaged length, which would otherwise hide all that follows.
 */
export const FRAME_HEAD_BYTES = 20
const CRC_AT = 16

export interface FrameHead {
  bodyBytes: number
  count: number
  first: bigint
}

export type SpoolMessage = Omit<Message, 'offset'>

export function encodeFrame(key: Buffer, first: bigint, messages: readonly SpoolMessage[]): Buffer {
  const parts: Buffer[] = []
  for (const message of messages) {
    const headers =
      Object.keys(message.headers).length > 0 ? Buffer.from(JSON.stringify(message.headers)) : null
    const head = Buffer.allocUnsafe(20)
    head.writeDoubleBE(message.timestamp, 0)
    // a missing key or value is not the same as an empty one
    head.writeInt32BE(message.key?.length ?? -1, 8)
    head.writeInt32BE(message.value?.length ?? -1, 12)
    head.writeInt32BE(headers?.length ?? -1, 16)
    parts.push(head)
    for (const part of [message.key, message.value, headers]) if (part) parts.push(part)
  }
  const body = seal(key, Buffer.concat(parts))
  const head = Buffer.allocUnsafe(FRAME_HEAD_BYTES)
  head.writeUInt32BE(body.length, 0)
  head.writeUInt32BE(messages.length, 4)
  head.writeBigUInt64BE(first, 8)
  head.writeUInt32BE(crc32(head.subarray(0, CRC_AT)), CRC_AT)
  return Buffer.concat([head, body])
}

/** Null when the bytes are not the head of a frame. */
export function decodeFrameHead(bytes: Buffer): FrameHead | null {
  if (crc32(bytes.subarray(0, CRC_AT)) !== bytes.readUInt32BE(CRC_AT)) return null
  return { bodyBytes: bytes.readUInt32BE(0), count: bytes.readUInt32BE(4), first: bytes.readBigUInt64BE(8) }
}

/** Throws when the body was not sealed with this key or is damaged. */
export function decodeFrameBody(key: Buffer, head: FrameHead, body: Buffer): Message[] {
  const plain = open(key, body)
  const messages: Message[] = []
  let at = 0
  const take = (length: number): Buffer | null => {
    if (length < 0) return null
    const part = plain.subarray(at, at + length)
    at += length
    return part
  }
  for (let i = 0; i < head.count; i++) {
    const timestamp = plain.readDoubleBE(at)
    const lengths = [
      plain.readInt32BE(at + 8),
      plain.readInt32BE(at + 12),
      plain.readInt32BE(at + 16),
    ] as const
    at += 20
    const key = take(lengths[0])
    const value = take(lengths[1])
    const headers = take(lengths[2])
    messages.push({
      offset: head.first + BigInt(i),
      timestamp,
      key,
      value,
      headers: headers ? JSON.parse(headers.toString()) : {},
    })
  }
  return messages
}

const NAME = /^(\d{20})\.seg$/

export function segmentName(base: bigint): string {
  return `${String(base).padStart(20, '0')}.seg`
}

/** First offsets of the segments among these file names, ascending. */
export function segmentBases(files: readonly string[]): bigint[] {
  return files
    .flatMap(file => NAME.exec(file)?.[1] ?? [])
    .map(BigInt)
    .sort((a, b) => (a < b ? -1 : 1))
}
