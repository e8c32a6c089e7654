import path from 'node:path'
import type { Mailing, MailingId } from '../../../warehouse/catalogue/mailings.ts'
import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../../warehouse/platform/config.ts'
import type { Log } from '../../../warehouse/platform/log.ts'
import type { MailBuilders, MailFile, MailRecipient } from './builder.ts'
import type { MailPeriod } from './periods.ts'
import { readRecipientList } from './recipientList.ts'
import { readEnteredRecipients } from './enteredRecipients.ts'
import { type MailAccount, type Recipients, readRecipients } from './recipients.ts'
import { type SmtpServer, smtpServerOf } from './smtp.ts'

/** What the parts of the mailing work with. */
export interface MailContext {
  log: Log
  warehouse: Warehouse
  /** The clock, milliseconds since 1970. */
  now(): number
  smtp: SmtpServer
  from: string
  /** Largest message. */
  maxBytes: number
  /** Address of the portal, when it is known. */
  portal: string | undefined
  recipients(mailing: MailingId): Promise<Recipients>
  builders: MailBuilders
  /** Why the mails of a period cannot be made yet (in Chinese, for the log page), or undefined when they can. */
  whyNotReady(mailing: Mailing, period: MailPeriod): Promise<string | undefined>
  /** Puts a file where this recipient, and only who may see its organisation, can fetch it. */
  offerDownload(file: MailFile, recipient: MailRecipient): Promise<{ url: string; expiresAt: number }>
  /** How long a process that sends may be silent before it counts as dead. */
  leaseMs: number
}

export interface MailParts
  extends Pick<MailContext, 'log' | 'warehouse' | 'now' | 'builders' | 'whyNotReady' | 'offerDownload'> {
  config: Config
  accounts(): Promise<readonly MailAccount[]>
  /** Of the local mailbox, when it is on. */
  mailboxPort?: number
}

const LEASE_MS = 30_000
const MB = 1_048_576
/** Sender in the demonstration, where none is configured; the domain can never exist (RFC 2606). */
export const DEMO_SENDER = '团数 <tuanshu@tuanshu.invalid>'

/**
 * What the configuration makes of it, or undefined when mail is off. Throws `TuanshuError('config')` for a wrong list of
 * recipients or an unreadable certificate.
 */
export function createMailContext({
  config,
  accounts,
  mailboxPort,
  ...parts
}: MailParts): MailContext | undefined {
  const smtp: SmtpServer | undefined =
    mailboxPort === undefined
      ? smtpServerOf(config)
      : { host: '127.0.0.1', port: mailboxPort, security: 'none' }
  const recipients = createRecipients(config, parts.warehouse, parts.log, accounts)
  if (!smtp) return undefined
  return {
    ...parts,
    smtp,
    from: config.MAIL_FROM ?? DEMO_SENDER,
    maxBytes: config.MAIL_MAX_MB * MB,
    portal: config.PUBLIC_URL,
    recipients,
    leaseMs: LEASE_MS,
  }
}

/**
 * Who gets a mailing, by the accounts, by what was entered on the page, and by the list of `MAIL_RECIPIENTS`, which is read once. Throws
 * `TuanshuError('config')` for a wrong list. A recipient whose organisation is not known is logged, not fatal: an
 * organisation that is dissolved must not stop the mail of the others.
 */
export function createRecipients(
  config: Config,
  warehouse: Warehouse,
  log: Log,
  accounts: () => Promise<readonly MailAccount[]>,
): (mailing: MailingId) => Promise<Recipients> {
  const file = config.MAIL_RECIPIENTS ? path.resolve(config.MAIL_RECIPIENTS) : ''
  const listed = file ? readRecipientList(file) : []
  return async mailing => {
    const entered = () => readEnteredRecipients(warehouse.app)
    const found = await readRecipients(mailing, { client: warehouse.app, accounts, listed, entered, file })
    for (const fault of found.faults)
      log.error({ mailing, fault }, 'recipient without organisation gets no mail')
    return found
  }
}
