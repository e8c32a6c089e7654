import { z } from 'zod'
import { MAILING_NAMES, type MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import { listFaults, parseTable, readTableText } from '../../../warehouse/platform/table/readTable.ts'

/** A line of the list of recipients. */
export interface ListedRecipient {
  line: number
  address: string
  /** `dim_org` id, `root`, or the name of an organisation. */
  org: string
  mailings: readonly MailingId[]
}

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/
const HEADING = /^(address|地址|邮箱)$/i

/** An address as it is compared: domains and, in practice, mailboxes do not tell cases apart. */
export function normalAddress(text: string): string {
  return text.trim().toLowerCase()
}

export function isAddress(text: string): boolean {
  return ADDRESS.test(text)
}

const mailings = z.string().transform((text, context): readonly MailingId[] => {
  const names = text.split(/\s+/).filter(Boolean)
  const unknown = names.filter(name => !isMailing(name))
  if (unknown.length > 0)
    context.addIssue({
      code: 'custom',
      message: `unknown mailing ${unknown.join(', ')}; there are ${MAILING_NAMES.join(', ')}`,
    })
  return names.length > 0 ? names.filter(isMailing) : MAILING_NAMES
})

const TABLE = {
  columns: ['address', 'organisation', 'mailings'],
  needed: 1,
  row: z.object({
    address: z
      .string()
      .refine(isAddress, { error: issue => `"${issue.input}" is no mail address` })
      .transform(normalAddress),
    organisation: z.string().min(1, 'the organisation is missing (its id or its name)'),
    mailings,
  }),
  looseHeading: HEADING,
  // a Chinese keyboard writes its own
  delimiters: [',', '，'],
}

/**
 * Reads the list of `MAIL_RECIPIENTS`: CSV lines `address,organisation,mailings`, several mailings separated by spaces;
 * an empty third column means all. A heading, empty lines and lines that begin with # are passed over.
 * Throws `TuanshuError('config')` that names file and line of every fault.
 */
export function readRecipientList(file: string): ListedRecipient[] {
  return parseRecipientList(readTableText('MAIL_RECIPIENTS', file), file)
}

/** Parses the text of a list. Throws as `readRecipientList` does. */
export function parseRecipientList(text: string, file: string): ListedRecipient[] {
  const { rows, faults } = parseTable(text, file, TABLE)
  if (faults.length > 0)
    throw new TuanshuError('config', listFaults('the list of recipients is wrong:', faults))
  return rows.map(({ row: { organisation, ...row }, line }) => ({ ...row, org: organisation, line }))
}

function isMailing(name: string): name is MailingId {
  return MAILING_NAMES.some(known => known === name)
}
