/** What the portal is answered, in types only. Instants are milliseconds since 1970, days `YYYY-MM-DD`. */

import type { Bulletin } from '../warehouse/bulletins/bulletin.ts'
import type { StatedFigure } from '../warehouse/contract/figureState.ts'
import type {
  TicketAction,
  TicketFilter,
  TicketKind,
  TicketState,
} from '../warehouse/contract/ticketState.ts'
import type { MetricUnit, Unit } from '../warehouse/contract/unit.ts'
import type { FrozenDifference } from '../warehouse/frozen/difference.ts'
import type { FrozenKind } from '../warehouse/frozen/frozenSet.ts'
import type { Grain } from '../warehouse/platform/time/comparison.ts'
import type { ReportAnswer } from '../warehouse/reports/answer.ts'
import type { CampaignInfo } from '../warehouse/targets/campaignAnswer.ts'

export type { Bulletin, BulletinCell, BulletinColumn, BulletinRow } from '../warehouse/bulletins/bulletin.ts'
export type { Compared, ComparedRow } from '../warehouse/frozen/difference.ts'
export type { FrozenKind } from '../warehouse/frozen/frozenSet.ts'
export type { Comparison, Grain } from '../warehouse/platform/time/comparison.ts'
export type { AnswerCell, AnswerColumn, AnswerRow, ReportAnswer } from '../warehouse/reports/answer.ts'
export type {
  CampaignAnswer,
  CampaignInfo,
  PhaseInfo,
  TargetAnswer,
  TargetForecast,
  TargetStanding,
} from '../warehouse/targets/campaignAnswer.ts'

/** Body of every answer that is not a success. `message` is written for the user; 401 asks for signing in. */
export interface ErrorAnswer {
  error: { code: string; message: string; requestId: string }
}

import type { Role } from '../warehouse/control/accounts/account.ts'
import type { AuditAction } from '../warehouse/control/accounts/audit.ts'

export type { Role } from '../warehouse/control/accounts/account.ts'

export interface AccountInfo {
  login: string
  role: Role
  /** The organisation whose subtree the account may see; `root` for the whole instance. */
  org: string
  orgName: string
  /** The password was made for the account and told once: it should be changed. */
  hasOneTimePassword: boolean
}

/**
 * GET /api/session; POST /api/session {login, password}; DELETE /api/session. POST /api/session/password {password,
 * newPassword} changes the own password and ends all other sessions of the account; GET /api/session/password → PasswordRules.
 */
export interface SessionAnswer {
  /** null when nobody is signed in. */
  account: AccountInfo | null
  /** The local mailbox of the demonstration is there. */
  hasMailbox: boolean
}

export interface PasswordRules {
  /** What a new password must be, for people. */
  rules: string[]
}

/** GET /api/kiosks → {kiosks}; POST /api/kiosks {name, org} → NewKiosk; DELETE /api/kiosks/:id → KioskInfo. Administrators only. */
export interface KioskInfo {
  id: string
  name: string
  org: string
  orgName: string
  isRevoked: boolean
  createdAt: number
}
export interface NewKiosk {
  kiosk: KioskInfo
  /** Opens the wall; told only here. */
  link: string
}

/** GET /api/audit?before=&limit= → newest first. Administrators only. */
export interface AuditPage {
  entries: AuditInfo[]
  /** `before` of the next page; null on the last one. */
  next: string | null
}
export interface AuditInfo {
  at: number
  login: string
  action: AuditAction
  org: string
  detail: string
  address: string
}

/** GET /api/orgs/:id; of the whole instance, `root`, `fullName` is `''`. */
export interface OrgAnswer {
  org: OrgInfo
  /** From the top of the account's scope down to the parent. */
  parents: OrgInfo[]
  /** The active ones, then those that are deregistered or merged: answers by children can have rows of them too. */
  children: OrgInfo[]
}
/** GET /api/orgs?search= → {orgs} */
export interface OrgInfo {
  id: string
  fullName: string
  shortName: string
  /** `branch` has no children. */
  type: string
  regionCode: string
  status: string
  level: number
}

/** GET /api/reports; GET /api/reports/:id?org=&grain=&day=&rows=&basis= → ReportAnswer, `day` being any of the period. */
export interface ReportList {
  reports: ReportEntry[]
  /** Business day of the server: no period that begins later can be asked for. */
  today: string
}
export interface ReportEntry {
  id: string
  title: string
  department: string
  purpose: string
  /** The first is the default, of the rows too. */
  grains: Grain[]
  rows: { id: string; label: string }[]
  /** Index of the column that the chart draws. */
  chart: number
  /** Lists stand below the table: GET /api/reports/:id/tops with the same query. */
  hasTops: boolean
}

/** GET /api/reports/:id/tops?org=&grain=&day= → the rows with most of something at the end of the period, in stored units. */
export interface TopLists {
  tops: TopList[]
}
export interface TopList {
  top: string
  title: string
  definition: string
  by: { figure: string; title: string; unit: MetricUnit }[]
  rows: { org: { id: string; name: string }; about: string; figures: number[] }[]
}

/**
 * POST /api/exports {kind: 'report', report, org, grain, day, rows, basis?} {kind: 'monthly', org, month: 'YYYY-MM'} or
 * {kind: 'weekly', org, week: 'YYYY-Wnn'} →
 * ExportInfo;
 * GET /api/exports → {exports}; GET and DELETE /api/exports/:id; GET /api/exports/:id/file
 */
export interface ExportInfo {
  id: string
  title: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'expired'
  /** 0 … 1. */
  share: number
  rows: number
  bytes: number
  createdAt: number
  /** When the file is deleted; 0 while there is none. */
  expiresAt: number
  /** Why it failed, in words for the user. */
  error: string
}

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
  /** The next time it is due; 0 while paused. */
  nextAt: number
  nextPeriod: PeriodInfo
  /** What can be sent now: the last ones that are over, newest first. */
  periods: PeriodInfo[]
  /** Periods missed while nothing ran, or paused: not mailed by themselves, but by hand. */
  missedPeriods: PeriodInfo[]
  recipients: { address: string; org: string; orgName: string; source: 'account' | 'list' }[]
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

/** GET /api/ops/jobs → how the scheduled work stands. Administrators only. */
export interface JobsAnswer {
  jobs: JobInfo[]
  /** The newest runs of all jobs, newest first. */
  runs: (RunInfo & { id: string; job: string; title: string; trigger: 'schedule' | 'command' })[]
}
export interface JobInfo {
  name: string
  title: string
  /** Cron expression in Asia/Shanghai. */
  schedule: string
  /** The schedule has done everything up to and including this day; null while it has done nothing. */
  doneThrough: string | null
  /** When it looks again for windows that are due. */
  nextAt: number | null
  wait: JobWait
  /** How far it is with windows to be made up for; null when it has none. */
  catchUp: CatchUpInfo | null
  /** The newest run, of the schedule or of a command. */
  last: RunInfo | null
}
export interface CatchUpInfo {
  /** Windows done, of all since the first day with data. */
  done: number
  of: number
  /** Until all are done, the jobs before it included; null while no run tells how long one takes. */
  leftMs: number | null
}
/** `killed`: it began and never ended. `faulty`: done, and what it found is for a person to look at. */
export type RunOutcome = 'running' | 'done' | 'faulty' | 'failed' | 'stopped' | 'killed'
export interface RunInfo {
  from: string
  to: string
  state: RunOutcome
  startedAt: number
  /** How often the window was tried since it was last done, from 1. */
  attempt: number
  rows: number
  durationMs: number
  /** What went wrong and what helps; null when nothing did. */
  explanation: { what: string; todo: string } | null
  /** The words of the log; `''` for whoever may not see all organisations. */
  detail: string
}
/**
 * - `time`: all is done until the next look
 * - `data`: nothing has come in yet
 * - `retry`: the window failed `tries` times, and is tried again at `at`; null: at the time of the schedule
 * - `logs`: the data do not reach the end of the window: history is loading (`loading`, 0 … 1), some logs are late, or no
 *   ingest has reported yet
 * - `turn`: it begins as soon as the jobs before it are done
 */
export interface JobWait {
  kind: 'time' | 'data' | 'retry' | 'logs' | 'turn'
  from: string
  to: string
  tries: number
  at: number | null
  loading: number | null
  lateLogs: { log: string; title: string; completeAt: number }[]
}

/** GET /api/ops/ingest → how far the ingest is, each process in each partition. Administrators only. */
export interface IngestAnswer {
  /** Server time. */
  now: number
  /** As `FeedStatus.feed` of the wall. */
  state: 'live' | 'behind' | 'lost'
  /** Changes per second; 0 while no wall is connected. */
  rate: number
  logs: {
    log: string
    title: string
    process: string
    at: number
    /** The process has reported within the last five seconds. */
    isAlive: boolean
    /** The data are complete up to this instant; 0 while this is not known. */
    completeAt: number
    lagSeconds: number | null
    /** Messages behind. */
    lag: number
    /** Changes and batches since the process started, and changes of the last batch. */
    applied: number
    batches: number
    lastBatch: number
    /** Offsets are decimal text: up to where the log holds the partition, and where that ends. */
    partitions: { topic: string; partition: number; watermark: string; next: string; lag: number }[]
  }[]
  /**
   * Columns that a mapping names and whole rows of its table lacked, as the processes say that write the log now, or the last
   * one that did. `spelled` is a column of these rows whose name differs in its case only, or `''`.
   */
  missingColumns: {
    log: string
    title: string
    table: string
    column: string
    spelled: string
    rows: number
    lastAt: number
  }[]
}

/** GET /api/ops/dead-letters → messages that were refused and wait for somebody, most first. Administrators only. */
export interface DeadLetterAnswer {
  reasons: { reason: string; topic: string; waiting: number; firstAt: number; lastAt: number }[]
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

/** How many alerts are open. GET /api/alerts/count. */
export interface AlertCounts {
  amber: number
  red: number
}

/** GET /api/alerts?state=&rule=&department=&severity=&org=&skip= → AlertPage, a hundred at a time. */
export interface AlertPage {
  /** Every rule of the catalogue, whatever is filtered by; its counts are those of the organisation. */
  rules: AlertRuleInfo[]
  open: AlertCounts
  alerts: AlertInfo[]
  /** How many the filter finds. */
  total: number
}

export interface AlertRuleInfo {
  id: string
  title: string
  department: string
  /** Where its lines come from. */
  source: string
  /** Id of the report that shows what lies behind. */
  report: string
  /** Who has to act: the organisation itself, or the one above. */
  to: 'own' | 'superior'
  /** The last day that was judged; null when none was. */
  judgedOn: string | null
  /** It could be judged then, at least somewhere. */
  isJudged: boolean
  /** Why it could not be judged then, wholly or somewhere. */
  doubts: string[]
  open: AlertCounts
}

/** POST /api/alerts/:id/acknowledge {note} → AlertInfo. */
export interface AlertInfo {
  id: string
  rule: string
  title: string
  org: string
  orgName: string
  /** The organisation whose report shows it as a row: the one above, as far as the account may see. */
  reportOrg: string
  severity: 'amber' | 'red'
  words: string
  /** Why the last judgement could say nothing of it; `''` when it could. */
  doubt: string
  raisedOn: string
  escalatedOn: string | null
  clearedOn: string | null
  notes: { severity: 'amber' | 'red'; login: string; note: string; at: number }[]
  /** Somebody took note of it at this severity. */
  isAcknowledged: boolean
  mayAcknowledge: boolean
}

/** GET /api/tickets?filter=&month=YYYY-MM&kind=&org=&skip= → TicketPage, a hundred at a time. */
export interface TicketPage {
  /** Of the organisation asked about, whatever is filtered by. */
  counts: Record<TicketFilter, number>
  tickets: TicketInfo[]
  /** How many the filter finds. */
  total: number
  /** The organisation asked about. */
  org: { id: string; name: string }
}

export interface TicketInfo {
  id: string
  /** `YYYY-MM`. */
  month: string
  kind: TicketKind
  org: string
  orgName: string
  state: TicketState
  /** Corrected figures still lie beyond the limit. */
  holds: boolean
  /** The figures that it was opened with. */
  value: number
  base: number
  baseMonth: string
  yearBefore: number | null
  /** The limit, in percent. */
  percent: number
  openedOn: string
  dueOn: string | null
  escalatedOn: string | null
  /** What comes next, in words. */
  next: string
  mayExplain: boolean
  mayDecide: boolean
}

/** GET /api/tickets/:id; the answer of POST /api/tickets/:id/explain {text, version}, …/accept {version} and …/return {reason, version}. */
export interface TicketDetail extends TicketInfo {
  /** Number of its last change: what is done is done to the ticket as it was seen. */
  version: number
  /** The same figures as they are known today; null where there is none. */
  today: { value: number | null; base: number | null }
  /** Every change, the first one first. */
  history: {
    action: TicketAction
    text: string
    /** Account; `''` for the product itself. */
    login: string
    byOrgName: string
    at: number
  }[]
}

/** GET /api/targets → CampaignList; GET /api/targets/:campaign?org=&phase= → CampaignAnswer. */
export interface CampaignList {
  /** Those with targets for the account's organisation or below it. */
  campaigns: CampaignInfo[]
  today: string
}

/**
 * GET /api/frozen → FrozenList; POST /api/frozen {name, kind, org, grain, day, reason, reports?} → FrozenInfo, administrators
 * only; GET /api/frozen/:id → FrozenAnswer; GET /api/frozen/:id/pages/:page → FrozenReport; GET
 * /api/frozen/:id/pages/:page/difference → FrozenComparison.
 */
export interface FrozenList {
  /** Newest first. */
  sets: FrozenInfo[]
  mayFreeze: boolean
  /** Business day of the server. */
  today: string
}
export interface FrozenInfo {
  id: string
  name: string
  kind: FrozenKind
  org: string
  orgName: string
  /** The period, as days and in words. */
  from: string
  to: string
  label: string
  /** Login; `''` for scheduled work. */
  frozenBy: string
  reason: string
  frozenAt: number
  /** The data were complete up to this instant. */
  asOf: number
  pages: number
  checksum: string
}
export interface FrozenAnswer {
  set: FrozenInfo
  /** The figures are, to the byte, what was frozen. */
  isIntact: boolean
  pages: { page: string; title: string }[]
}
export interface FrozenReport {
  set: FrozenInfo
  answer: ReportAnswer
}
export interface FrozenComparison extends FrozenDifference {
  set: FrozenInfo
  title: string
  /** The day of today's figures. */
  today: string
  /** Today's figures are those of a published month, or what the logs say now; the frozen ones likewise. */
  bases: { frozen: 'published' | 'current'; now: 'published' | 'current' }
}

/**
 * GET /api/bulletins?org= → BulletinList; POST /api/bulletins {kind, org} → BulletinInfo, administrators only; GET
 * /api/bulletins/:id → BulletinAnswer, and its files at /api/bulletins/:id/document (Word) and /api/bulletins/:id/annex (Excel).
 */
export interface BulletinList {
  /** Those of the organisation and of all below it that the account may see, newest first, 200 at the most. */
  bulletins: BulletinInfo[]
  kinds: { id: string; title: string; cadence: 'two_day' | 'weekly' | 'monthly' }[]
  mayIssue: boolean
}
export interface BulletinInfo {
  id: string
  /** `通报〔2017〕第7期`. */
  name: string
  kind: string
  title: string
  org: string
  orgName: string
  /** The days that are measured, in words. */
  label: string
  /** Login; `''` for scheduled work. */
  issuedBy: string
  issuedAt: number
}
export interface BulletinAnswer {
  info: BulletinInfo
  bulletin: Bulletin
  checksum: string
}

/** GET /api/metrics → {metrics}; GET /api/metrics/:id/since → {since}; GET /api/metrics/:id/sql → {sql}, administrators only. */
export interface MetricEntry {
  id: string
  title: string
  unit: Unit
  /** In full, with the rules that all metrics have in common. */
  definition: string
  kind: string
  subject: string
  /** How it is computed, in words. */
  words: string
  breakdowns: string[]
  breakdownTitles: string[]
  /** Which of its figures are not shown. */
  hiding: string
  refresh: string
  /** Tables of each system that feed it; a system that has none is not there. */
  sources: { system: string; tables: string[] }[]
  shown: Record<'reports' | 'scenes' | 'mails', { id: string; title: string }[]>
}

/** GET /api/metrics/:id?org=&from=&to= → one metric; of a total the first cell is the answer. */
export interface MetricAnswer {
  from: string
  to: string
  missing: { title: string; months: string; due: string }[]
  cells: StatedFigure[]
}
