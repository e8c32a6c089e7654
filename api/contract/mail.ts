/**
 * - `waiting`: to be sent; `retryAt` says when it is tried (again)
 * - `sending`: handed to the mail server right now
 * - `sent`: the mail server took it
 * - `uncertain`: the process died while handing it over; never sent again on its own
 * - `failed`: refused for good, or tried too often
 * - `skipped`: somebody decided that it is not to be sent
 */
export type DeliveryState = 'waiting' | 'sending' | 'sent' | 'uncertain' | 'failed' | 'skipped'

/** A period of a mailing. */
export interface PeriodInfo {
  /** For example `2026-10` or `2026-W47`. */
  id: string
  /** In words: `2026年10月`, `2026年第47周（11月16日至22日）`. */
  label: string
}

/** GET /api/deliveries?mailing=&period=&state=; what is not filtered by is left out. */
export interface DeliveryLog {
  deliveries: DeliveryInfo[]
  /** Of which there are deliveries, newest first. */
  periods: PeriodInfo[]
  /** Server time. */
  now: number
}

/** POST /api/deliveries/:id/decide {action: 'resend' | 'skip'} → DeliveryInfo */
export interface DeliveryInfo {
  id: string
  mailing: string
  mailingTitle: string
  /** A marked second mail about what an earlier one of the period said. */
  isCorrection: boolean
  period: PeriodInfo
  recipient: string
  org: string
  orgName: string
  state: DeliveryState
  tries: number
  /** When the state was reached. */
  at: number
  retryAt: number
  /** What the mail server answered, or why it waits. */
  reason: string
  messageId: string
  subject: string
  bytes: number
}

/**
 * GET /api/mailings → {mailings}; POST /api/mailings/:id/pause, /resume → MailingInfo; GET
 * /api/mailings/:id/send?period=&correction= → SendPlan, POST {period, recipients: 'all' | {address, org}[], count,
 * correction} → SendNowAnswer; GET /api/mailings/:id/preview?recipient=&org=&period= → MailingPreview, and its files at
 * /api/mailings/:id/preview/files/:n with the same query
 */
export interface MailingInfo {
  id: string
  title: string
  /** In words, for example `每月4日 08:00`. */
  schedule: string
  /** There is a mail server, or the local mailbox; otherwise nothing is sent. */
  isOn: boolean
  isPaused: boolean
  /** The next time it is due; 0 while paused, and of one that is mailed as it is issued. */
  nextAt: number
  nextPeriod: PeriodInfo | null
  /** What can be sent now: the last ones that are over, newest first. */
  periods: PeriodInfo[]
  /** Periods missed while nothing ran, or paused: not mailed by themselves, but by hand. */
  missedPeriods: PeriodInfo[]
  recipients: { address: string; org: string; orgName: string; source: 'account' | 'list' | 'page' }[]
}

/**
 * `queued`, or why not: already sent, being worked on, or to be decided in the log of deliveries. Of a correction `waiting`
 * (the mail before it has not left) and `unsent` (there is none): nothing that could be corrected.
 */
export type SendResult = 'queued' | 'building' | 'unsent' | DeliveryState

/** What sending a period now would come to, for every recipient in the scope. */
export interface SendPlan {
  period: PeriodInfo
  isCorrection: boolean
  recipients: { address: string; org: string; orgName: string; result: SendResult }[]
}

export interface SendNowAnswer {
  period: PeriodInfo
  /** Mails that are sent: as many as `count` said, or none. */
  queued: number
  results: { recipient: string; org: string; orgName: string; result: SendResult }[]
}

export interface MailingPreview {
  subject: string
  html: string
  attachments: { name: string; bytes: number }[]
}

/**
 * GET /api/mailbox → {messages}; GET /api/mailbox/:id; GET /api/mailbox/:id/html (the body, to be framed);
 * GET /api/mailbox/:id/files/:n. Only in the demonstration.
 */
export interface MailboxMessage {
  id: string
  from: string
  to: string
  subject: string
  at: number
  /** Text of the body; only for one message. */
  html: string
  attachments: { name: string; bytes: number }[]
}

/** GET /api/recipients, POST /api/recipients {address, org, mailings}, POST /api/recipients/remove {address, org} → RecipientPage. */
export interface RecipientPage {
  recipients: RecipientInfo[]
  mailings: { id: string; title: string; schedule: string }[]
}

export interface RecipientInfo {
  address: string
  /** The organisation whose figures it gets. */
  org: string
  orgName: string
  /** Ids of the mailings that it gets. */
  mailings: string[]
  /** Only those of `page` are removed there. */
  source: 'account' | 'list' | 'page'
  enteredBy: string | null
  enteredAt: number | null
}
