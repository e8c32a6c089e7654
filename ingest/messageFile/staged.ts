import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { open, seal } from '../../warehouse/platform/secrets.ts'
import type { Bytes } from './encoding.ts'

const LENGTH_BYTES = 4

/** A stream that can be read more than once. */
export interface Staged {
  read(): Bytes
  /** Frees it; it is also gone when the process ends. */
  close(): Promise<void>
}

/**
 * Keeps what comes only once, like standard input, until all of it was looked at. It lies on the disk sealed under a key
 * that only this process knows, in a file without a name: messages hold personal data.
 */
export async function stage(bytes: Bytes, signal: AbortSignal): Promise<Staged> {
  const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'tuanshu-'))
  const file = await fs.open(path.join(directory, 'input'), 'wx+', 0o600)
  await fs.rm(directory, { recursive: true })
  const key = randomBytes(32)
  try {
    for await (const chunk of bytes) {
      if (signal.aborted) break
      const sealed = seal(key, chunk)
      const length = Buffer.alloc(LENGTH_BYTES)
      length.writeUInt32BE(sealed.length)
      await file.writeFile(Buffer.concat([length, sealed]))
    }
  } catch (error) {
    await file.close()
    throw new TuanshuError(
      'unavailable',
      `the input cannot be kept in ${os.tmpdir()}: import it from a file`,
      {
        cause: error,
      },
    )
  }
  async function* read(): AsyncGenerator<Buffer> {
    const length = Buffer.alloc(LENGTH_BYTES)
    for (let at = 0; (await file.read(length, 0, LENGTH_BYTES, at)).bytesRead === LENGTH_BYTES; ) {
      const sealed = Buffer.alloc(length.readUInt32BE())
      await file.read(sealed, 0, sealed.length, at + LENGTH_BYTES)
      at += LENGTH_BYTES + sealed.length
      yield open(key, sealed)
    }
  }
  return { read, close: () => file.close() }
}
