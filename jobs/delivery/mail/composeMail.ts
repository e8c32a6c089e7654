import { zipSync } from 'fflate'
import MailComposer from 'nodemailer/lib/mail-composer'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import type { MailContent, MailFile, NamedFile } from './builder.ts'
import { type Enclosure, frameMail } from './mailFrame.ts'

/** Puts a file where its recipient can fetch it after signing in. */
export type OfferDownload = (file: MailFile) => Promise<{ url: string; expiresAt: number }>

export interface ComposeOptions {
  from: string
  to: string
  messageId: string
  /** Milliseconds since 1970. */
  date: number
  /** Largest message, headers and encoding included. */
  maxBytes: number
  /** Address of the portal, when it is known. */
  portal: string | undefined
  offerDownload: OfferDownload
}

/**
 * The message as it goes over the wire. Files that make it larger than `maxBytes` go into one archive, and become links
 * when that is still too large; the body always says what comes with it, so that no mail is ever empty.
 * Throws `TuanshuError('input')` when the body alone is larger than allowed.
 */
export async function composeMail(content: MailContent, options: ComposeOptions): Promise<Buffer> {
  const { attachments, subject } = content
  const listed = (how: Enclosure['how']) =>
    attachments.map(({ name, bytes }): Enclosure => ({ name, bytes: bytes.length, how }))

  const plain = await encode(content, listed('attached'), attachments, options)
  if (plain.length <= options.maxBytes) return plain

  const archive = { name: `${fileName(subject)}.zip`, bytes: zip(attachments) }
  const zipped = await encode(content, listed('zipped'), [archive], options)
  if (zipped.length <= options.maxBytes) return zipped

  const links: Enclosure[] = []
  for (const file of attachments) {
    const { url, expiresAt } = await options.offerDownload(file)
    links.push({ name: file.name, bytes: file.bytes.length, how: 'link', url, expiresAt })
  }
  const linked = await encode(content, links, [], options)
  if (linked.length <= options.maxBytes) return linked
  throw new TuanshuError(
    'input',
    `the mail "${subject}" has ${linked.length} bytes without its files, more than MAIL_MAX_MB allows (${options.maxBytes})`,
  )
}

async function encode(
  content: MailContent,
  enclosures: readonly Enclosure[],
  files: readonly NamedFile[],
  { from, to, messageId, date, portal }: ComposeOptions,
): Promise<Buffer> {
  const { html, text } = frameMail(content, enclosures, portal)
  const mail = new MailComposer({
    from,
    to,
    subject: content.subject,
    messageId,
    date: new Date(date),
    html,
    text,
    // RFC 3834: no out-of-office answers to a machine
    headers: { 'Auto-Submitted': 'auto-generated' },
    textEncoding: 'B',
    attachments: files.map(({ name, bytes }) => ({ filename: name, content: bytes })),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  })
  return mail.compile().build()
}

function zip(files: readonly NamedFile[]): Buffer {
  const entries: Record<string, Uint8Array> = {}
  for (const { name, bytes } of files)
    entries[name in entries ? `${Object.keys(entries).length}-${name}` : name] = bytes
  return Buffer.from(zipSync(entries))
}

/** A subject as the name of a file. */
function fileName(subject: string): string {
  return subject.replace(/[\\/:*?"<>|\r\n]+/g, ' ').trim()
}
