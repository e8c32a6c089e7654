import fs from 'node:fs'
import { MAILING_NAMES, type MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { describeError, TuanshuError } from '../../../warehouse/platform/errors.ts'

/** A line of the list of recipients. */
export interface ListedRecipient {
  line: number
  address: string
  /** `dim_org` id, `root`, or the name of an organisation. */
  org: string
  mailings: readonly MailingId[]
}

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/
const HEADER = /^(address|地址|邮箱)$/i

/** An address as it is compared: domains and, in practice, mailboxes do not tell cases apart. */
export function normalAddress(text: string): string {
  return text.trim().toLowerCase()
}

export function isAddress(text: string): boolean {
  return ADDRESS.test(text)
}

/**
 * Reads the list of `MAIL_RECIPIENTS`: CSV lines `address,organisation,mailings`, several mailings separated by spaces;
 * an empty third column means all. A heading, empty lines and lines that begin with # are passed over.
 * Throws `TuanshuError('config')` that names file and line of every fault.
 */
export function readRecipientList(file: string): ListedRecipient[] {
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch (error) {
    throw new TuanshuError('config', `MAIL_RECIPIENTS: ${file} cannot be read: ${describeError(error)}`, {
      cause: error,
    })
  }
  const { recipients, faults } = parseRecipientList(text)
  if (faults.length > 0)
    throw new TuanshuError(
      'config',
      `the list of recipients is wrong:\n${faults.map(({ line, fault }) => `  ${file}:${line}: ${fault}`).join('\n')}`,
    )
  return recipients
}

/** The recipients of a list and its faults. Pure. */
export function parseRecipientList(text: string): {
  recipients: ListedRecipient[]
  faults: { line: number; fault: string }[]
} {
  const recipients: ListedRecipient[] = []
  const faults: { line: number; fault: string }[] = []
  // a byte order mark is what Excel puts before its CSV
  for (const [i, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = i + 1
    if (raw.trim() === '' || raw.trimStart().startsWith('#')) continue
    const fields = raw.split(/[,，]/).map(field => field.trim().replace(/^"(.*)"$/, '$1'))
    const [address = '', org = '', mailings = ''] = fields
    if (recipients.length === 0 && faults.length === 0 && HEADER.test(address)) continue
    const names = mailings.split(/\s+/).filter(Boolean)
    const unknown = names.filter(name => !isMailing(name))
    if (fields.length > 3)
      faults.push({ line, fault: `${fields.length} columns instead of address,organisation,mailings` })
    else if (!isAddress(address)) faults.push({ line, fault: `"${address}" is no mail address` })
    else if (org === '') faults.push({ line, fault: 'the organisation is missing (its id or its name)' })
    else if (unknown.length > 0)
      faults.push({
        line,
        fault: `unknown mailing ${unknown.join(', ')}; there are ${MAILING_NAMES.join(', ')}`,
      })
    else
      recipients.push({
        line,
        address: normalAddress(address),
        org,
        mailings: names.length > 0 ? names.filter(isMailing) : MAILING_NAMES,
      })
  }
  return { recipients, faults }
}

function isMailing(name: string): name is MailingId {
  return MAILING_NAMES.some(known => known === name)
}
