import type { PeriodMailingId } from '../../../warehouse/catalogue/mailings.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import type { ExportRequest } from '../exports/exportRequest.ts'
import type { MailedFigure } from './delivery.ts'
import type { MailPeriod } from './periods.ts'

/** Who gets a mailing, and for which organisation. */
export interface MailRecipient {
  /** Mail address, lower case. */
  address: string
  /** `dim_org` id, or `root`. */
  org: string
  orgName: string
  source: 'account' | 'list' | 'page'
}

/** A file as it is attached. */
export interface NamedFile {
  name: string
  bytes: Buffer
}

export interface MailFile extends NamedFile {
  /**
   * What an account would order to get it: a file that is too large for a mail stands among its exports as that. None of one that
   * no export makes.
   */
  order?: ExportRequest
}

/** What a mail says; the frame (heading, list of files, foot) is the same for all. */
export interface MailContent {
  subject: string
  /** The figures that the body says. */
  figures: MailedFigure[]
  /** Sections of the body, without the frame. Everything from data is escaped. */
  html: string
  /** The same as plain text. */
  text: string
  attachments: MailFile[]
}

/** What a mail is built for. */
export interface IssueRequest {
  recipient: MailRecipient
  /** The recipient's organisation: nothing outside of it may be read. */
  scope: Scope
  /** Of a correction: what the mail before it said; empty when that is not known. */
  corrects?: readonly MailedFigure[]
  signal: AbortSignal
}

/** The same of a period. */
export interface BuildRequest extends IssueRequest {
  period: MailPeriod
}

/**
 * Makes the mail of a recipient. Throws `TuanshuError('unavailable')` when that may work later (the delivery waits); any
 * other failure is tried again some times and then shown.
 */
export type MailBuilder = (request: BuildRequest) => Promise<MailContent>
export type MailBuilders = Readonly<Record<PeriodMailingId, MailBuilder>>
