import fs from 'node:fs'
import { describeError, TuanshuError } from '../../warehouse/platform/errors.ts'
import type { Bytes } from './encoding.ts'
import { type FileItem, readMessages, type SizeLimit } from './read.ts'

/** Bytes read at once. */
const CHUNK_BYTES = 256 << 10

/** A file of messages that is being read. */
export interface MessageFile {
  items: AsyncGenerator<FileItem>
  /** How it was read so far, in the words of the summary. */
  readAs: ReadonlySet<string>
  /** How much of it was read: 0 to 1; null where its length is not known. */
  share(): number | null
}

/** The bytes of a file; `-` is standard input. */
export function bytesOf(file: string): Bytes {
  return file === '-' ? process.stdin : fs.createReadStream(file, { highWaterMark: CHUNK_BYTES })
}

/** False for what gives its bytes once: standard input, pipes. */
export function canBeReadAgain(file: string): boolean {
  return file !== '-' && fs.statSync(file, { throwIfNoEntry: false })?.isFIFO() !== true
}

/**
 * Opens a file of messages; `-` is standard input, and `bytes` stand in for what a name gives only once. Throws `TuanshuError('input')` for what is no file or cannot be read;
 * reading throws one for a file without messages, too.
 */
export function openMessageFile(file: string, limit: SizeLimit, bytes?: Bytes): MessageFile {
  const isInput = file === '-'
  const name = isInput ? 'standard input' : file
  const size = isInput ? null : sizeOf(file)
  let read = 0
  async function* counted(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of bytes ?? bytesOf(file)) {
        read += chunk.length
        yield chunk
      }
    } catch (error) {
      if (error instanceof TuanshuError) throw error
      throw new TuanshuError('input', `${name} cannot be read`, { cause: error })
    }
  }
  const readAs = new Set<string>()
  return {
    items: atLeastOne(readMessages({ name, bytes: counted(), limit, readAs }), name),
    readAs,
    share: () => (size ? Math.min(1, read / size) : null),
  }
}

async function* atLeastOne(items: AsyncGenerator<FileItem>, name: string): AsyncGenerator<FileItem> {
  let isEmpty = true
  for await (const item of items) {
    isEmpty = false
    yield item
  }
  if (isEmpty) throw new TuanshuError('input', `${name} holds no messages`)
}

/** The size of a file that can be read; 0 of a pipe. */
function sizeOf(file: string): number {
  try {
    const stat = fs.statSync(file)
    if (stat.isDirectory()) throw new TuanshuError('input', `${file} is a directory: name the files in it`)
    fs.accessSync(file, fs.constants.R_OK)
    return stat.size
  } catch (error) {
    if (error instanceof TuanshuError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT') throw new TuanshuError('input', `${file} does not exist`)
    if (code === 'EACCES') throw new TuanshuError('input', `${file} may not be read by this user`)
    throw new TuanshuError('input', `${file} cannot be read: ${describeError(error)}`)
  }
}
