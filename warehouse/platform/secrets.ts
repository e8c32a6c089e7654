import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { TuanshuError } from './errors.ts'

export interface Secrets {
  /** Names the master secret (UInt32, from its hash). Stands in every row whose key is a pseudonym. */
  keyId: number
  /** 32 bytes: HMAC key of person pseudonyms. */
  personKey: Buffer
  /** 32 bytes: seals spool segments. */
  spoolKey: Buffer
  /** 32 bytes: seals the raw bytes of dead letters. */
  deadLetterKey: Buffer
}

const SECRET_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * The keys of this installation, derived from `<dataDir>/secret.key`, which is made at the first call (0600).
 * Without that file the pseudonyms in the warehouse cannot be made again: it belongs into the backup, apart from the
 * data. Throws `TuanshuError('config')` when others may read it or when it is damaged.
 */
export function readSecrets(dataDir: string): Secrets {
  const file = secretFile(dataDir)
  return deriveFrom(readSecret(file) ?? createSecret(file))
}

/** The keys of an installation that has them: throws `TuanshuError('config')` also when there is no `secret.key` yet. */
export function existingSecrets(dataDir: string): Secrets {
  const file = secretFile(dataDir)
  const master = readSecret(file)
  if (!master)
    throw new TuanshuError(
      'config',
      `there is no ${path.resolve(file)}: copy it from the machine on which the ingest runs, or restore it from the backup`,
    )
  return deriveFrom(master)
}

function secretFile(dataDir: string): string {
  return path.join(dataDir, 'secret.key')
}

function deriveFrom(master: Buffer): Secrets {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, '', `tuanshu ${purpose}`, 32))
  return {
    keyId: createHash('sha256').update('tuanshu key id').update(master).digest().readUInt32BE(0),
    personKey: derive('person'),
    spoolKey: derive('spool'),
    deadLetterKey: derive('dead letter'),
  }
}

/** Encrypts with AES-256-GCM: nonce (12 bytes), tag (16 bytes), ciphertext. */
export function seal(key: Buffer, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** Decrypts what `seal` made. Throws `TuanshuError('input')` for another key or changed bytes. */
export function open(key: Buffer, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const head = NONCE_BYTES + TAG_BYTES
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, head))
    return Buffer.concat([decipher.update(bytes.subarray(head)), decipher.final()])
  } catch (error) {
    throw new TuanshuError(
      'input',
      'sealed bytes cannot be opened: they were changed, or sealed with another secret.key',
      { cause: error },
    )
  }
}

function readSecret(file: string): Buffer | undefined {
  if (!fs.existsSync(file)) return undefined
  const mode = fs.statSync(file).mode & 0o777
  if (mode & 0o077)
    throw new TuanshuError(
      'config',
      `${file} can be read by others (mode ${mode.toString(8)}): run chmod 600 on it; if others could log in, treat the pseudonyms as known`,
    )
  const secret = Buffer.from(fs.readFileSync(file, 'utf8').trim(), 'base64')
  if (secret.length !== SECRET_BYTES)
    throw new TuanshuError(
      'config',
      `${file} is damaged: it must hold ${SECRET_BYTES} bytes in base64; restore it from the backup`,
    )
  return secret
}

function createSecret(file: string): Buffer {
  const dir = path.dirname(file)
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  // Written aside, synced, then linked into place: nobody sees half a secret, and of two processes that start
  // together one wins.
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    writeSynced(aside, `${randomBytes(SECRET_BYTES).toString('base64')}\n`)
    fs.linkSync(aside, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    // also where a full disk took the name and not the text
    fs.rmSync(aside, { force: true })
  }
  syncDirectory(dir)
  const secret = readSecret(file)
  if (!secret) throw new TuanshuError('config', `cannot make ${file}: somebody removes it`)
  return secret
}

function writeSynced(file: string, text: string): void {
  const handle = fs.openSync(file, 'wx', 0o600)
  try {
    fs.writeSync(handle, text)
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

function syncDirectory(dir: string): void {
  const handle = fs.openSync(dir, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}
