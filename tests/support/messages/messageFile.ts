import { expect } from 'vitest'
import { type FileItem, readMessages, type SizeLimit } from '../../../ingest/messageFile/read.ts'

export const LIMIT: SizeLimit = { megabytes: 1, setBy: '--max-mb' }

/** Bytes in pieces of a size, as a file gives them. */
export async function* inPieces(bytes: Buffer, size = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** All that a file holds, and how it was read. */
export async function readAll(
  content: string | Buffer,
  { limit = LIMIT, pieces = 65_536 }: { limit?: SizeLimit; pieces?: number } = {},
): Promise<{ items: FileItem[]; readAs: string[] }> {
  const readAs = new Set<string>()
  const items: FileItem[] = []
  const bytes = inPieces(Buffer.isBuffer(content) ? content : Buffer.from(content), pieces)
  for await (const item of readMessages({ name: 'f', bytes, limit, readAs })) items.push(item)
  return { items, readAs: [...readAs] }
}

/** Key, value and time of a message as text, or why there is none: what tests compare. */
export function plain(item: FileItem): unknown {
  if ('refusal' in item) return item.refusal.detail
  const { key, value, timestamp } = item.message
  return [key?.toString() ?? null, value?.toString() ?? null, timestamp]
}

/** What a file is read as, the same however its bytes arrive. */
export async function readEveryWay(content: string | Buffer) {
  const { items, readAs } = await readAll(content)
  for (const pieces of [1, 7])
    expect((await readAll(content, { pieces })).items, `in pieces of ${pieces}`).toEqual(items)
  return { items, messages: items.map(plain), readAs }
}
