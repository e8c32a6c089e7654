import { isUtf8 } from 'node:buffer'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { binaryHint } from '../format/binary.ts'

/** The bytes of a file as they come. */
export type Bytes = AsyncIterable<Buffer>

/** Enough for every mark that a file begins with. */
const HEAD_BYTES = 16

/** The first bytes of a stream, fewer only where there are no more, and the whole stream as if none had been read. */
export async function peek(bytes: Bytes): Promise<{ head: Buffer; bytes: Bytes }> {
  const chunks: Buffer[] = []
  const rest = bytes[Symbol.asyncIterator]()
  let head: Buffer = Buffer.alloc(0)
  while (head.length < HEAD_BYTES) {
    const next = await rest.next()
    if (next.done) break
    chunks.push(next.value)
    head = Buffer.concat([head, next.value])
  }
  async function* all(): AsyncGenerator<Buffer> {
    try {
      yield* chunks.splice(0)
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
    } finally {
      await rest.return?.()
    }
  }
  return { head, bytes: all() }
}

/** Is it packed with gzip? */
export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/** The content of a gzip file. Throws `TuanshuError('input')` where it is damaged or ends too soon. */
export async function* unpackGzip(bytes: Bytes, name: string): AsyncGenerator<Buffer> {
  const unpacked = createGunzip()
  // the failure comes out of the loop below
  pipeline(Readable.from(bytes), unpacked, () => undefined)
  try {
    for await (const chunk of unpacked) yield chunk
  } catch (error) {
    if (error instanceof TuanshuError) throw error
    throw new TuanshuError('input', `${name} is a damaged or incomplete gzip file`, { cause: error })
  }
}

/** Which UTF-16 the text is in, with a byte order mark or, of text that begins in ASCII, without; null for none. */
export function utf16Of(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  const [a = 0, b = 0, c = 0, d = 0] = head
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (isAscii(a) && b === 0 && isAscii(c) && d === 0 && head.length >= 4) return 'utf-16le'
  return a === 0 && isAscii(b) && c === 0 && isAscii(d) ? 'utf-16be' : null
}

function isAscii(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

/** UTF-16 as UTF-8. Throws `TuanshuError('input')` where it is none. */
export async function* fromUtf16(
  bytes: Bytes,
  encoding: 'utf-16le' | 'utf-16be',
  name: string,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const decode = (chunk?: Buffer) => {
    try {
      return Buffer.from(decoder.decode(chunk, { stream: chunk !== undefined }))
    } catch (error) {
      const label = encoding.toUpperCase()
      throw new TuanshuError('input', `${name} begins as ${label}, but is not ${label} throughout`, {
        cause: error,
      })
    }
  }
  for await (const chunk of bytes) yield decode(chunk)
  yield decode()
}

/** What a file that holds no text is, and what to do; null for text. */
export function binaryFile(head: Buffer): string | null {
  const magic = head.toString('latin1', 0, HEAD_BYTES)
  if (magic.startsWith('\x28\xb5\x2f\xfd')) return 'packed with zstd: unpack it first (zstd -d)'
  if (magic.startsWith('PK\x03\x04')) return 'a zip archive (or an Excel file): unpack it first (unzip)'
  if (magic.startsWith('BZh')) return 'packed with bzip2: unpack it first (bunzip2)'
  if (magic.startsWith('\xfd7zXZ')) return 'packed with xz: unpack it first (xz -d)'
  if (magic.startsWith('Obj\x01'))
    return 'an Avro container file: write it as JSON first (avro-tools tojson), or set JSON at the producer'
  return binaryHint({ key: null, value: head, topic: '' })
}

/** What text that is no UTF-8 seems to be in, and what to do; null for UTF-8. */
export function foreignText(text: Buffer): string | null {
  if (isUtf8(text)) return null
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(text)
    return 'the text is not UTF-8 but GBK or GB18030: convert the file first (iconv -f GBK -t UTF-8)'
  } catch {
    return 'the text is not UTF-8: convert the file first (iconv -f <its encoding> -t UTF-8)'
  }
}
