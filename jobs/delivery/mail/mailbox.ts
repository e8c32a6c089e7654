import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { Log } from '../../../warehouse/platform/log.ts'

/**
 * The local mailbox of the demonstration: a mail server on the local address that forwards nothing and keeps the last
 * messages as files, and the reading of them.
 */
export interface Mailbox {
  port: number
  stop(): Promise<void>
}

/** A message of the mailbox. */
export interface StoredMessage {
  id: string
  from: string
  to: string
  subject: string
  messageId: string
  /** When it came in, milliseconds since 1970. */
  at: number
  html: string
  text: string
  attachments: { name: string; type: string; bytes: Buffer }[]
}

const KEPT = 200
const MAX_MESSAGE_BYTES = 100 * 1_048_576
// the time it came in, then some random digits: sorted by name is sorted by time
const NAME = /^(\d{13})-[0-9a-f]{8}\.eml$/

/** Opens the mailbox on a free port of 127.0.0.1, or on `port`. */
export async function startMailbox(
  dataDir: string,
  log: Log,
  { port = 0, now = Date.now }: { port?: number; now?: () => number } = {},
): Promise<Mailbox> {
  const dir = mailboxDir(dataDir)
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MESSAGE_BYTES,
    logger: false,
    onData: (stream, _session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.once('end', () => {
        if (stream.sizeExceeded) return callback(new Error('message too large'))
        try {
          store(dir, Buffer.concat(chunks), now())
          callback()
        } catch (error) {
          callback(error instanceof Error ? error : new Error(String(error)))
        }
      })
    },
  })
  server.on('error', error => log.warn({ reason: error.message }, 'local mailbox'))
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.server.address() as AddressInfo
  log.info({ port: taken }, 'local mailbox takes the mails')
  return { port: taken, stop: () => new Promise(resolve => server.close(() => resolve())) }
}

/** The messages, newest first. */
export async function readMessages(dataDir: string): Promise<StoredMessage[]> {
  const dir = mailboxDir(dataDir)
  const messages: StoredMessage[] = []
  for (const name of namesIn(dir).reverse()) {
    const message = await readFile(dir, name)
    if (message) messages.push(message)
  }
  return messages
}

/** One message, or undefined for an unknown id. */
export async function readMessage(dataDir: string, id: string): Promise<StoredMessage | undefined> {
  const name = `${id}.eml`
  return NAME.test(name) ? readFile(mailboxDir(dataDir), name) : undefined
}

function mailboxDir(dataDir: string): string {
  return path.join(dataDir, 'mailbox')
}

function store(dir: string, message: Buffer, now: number): void {
  const name = `${String(now).padStart(13, '0')}-${randomBytes(4).toString('hex')}.eml`
  // aside first: a reader never sees half a message
  const aside = path.join(dir, `.${name}`)
  fs.writeFileSync(aside, message, { mode: 0o600 })
  fs.renameSync(aside, path.join(dir, name))
  for (const old of namesIn(dir).slice(0, -KEPT)) fs.rmSync(path.join(dir, old), { force: true })
}

function namesIn(dir: string): string[] {
  if (!fs.existsSync(dir)) return []
  return fs
    .readdirSync(dir)
    .filter(name => NAME.test(name))
    .sort()
}

async function readFile(dir: string, name: string): Promise<StoredMessage | undefined> {
  let bytes: Buffer
  try {
    bytes = await fs.promises.readFile(path.join(dir, name))
  } catch (error) {
    // it has just made room for newer ones
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const email = await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer' })
  return {
    id: path.basename(name, '.eml'),
    from: addressText(email.from ? [email.from] : []),
    to: addressText(email.to ?? []),
    subject: email.subject ?? '',
    messageId: email.messageId ?? '',
    at: Number(NAME.exec(name)?.[1] ?? 0),
    html: email.html ?? '',
    text: email.text ?? '',
    attachments: email.attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? '附件',
      type: mimeType,
      bytes: typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content)),
    })),
  }
}

function addressText(addresses: readonly NonNullable<Email['from']>[]): string {
  return addresses
    .map(({ name, address }) => (name ? `${name} <${address ?? ''}>` : (address ?? '')))
    .join(', ')
}
