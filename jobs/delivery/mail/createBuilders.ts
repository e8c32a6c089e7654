import { MAILINGS, type Mailing } from '../../../warehouse/catalogue/mailings.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import type { ReportAnswer } from '../../../warehouse/reports/answer.ts'
import type { TicketSummary } from '../../../warehouse/tickets/summariseTickets.ts'
import { type AlertSummary, alertHtml, alertText } from './alertSection.ts'
import type { BuildRequest, MailBuilders, MailContent, MailFile, NamedFile } from './builder.ts'
import { bulletinHtml, bulletinOf, bulletinText } from './bulletin.ts'
import { correctionHtml, correctionInWords } from './correction.ts'
import { type ReadAnswer, readMailingAnswers } from './mailingAnswers.ts'
import { ticketHtml, ticketText } from './ticketSection.ts'

/** What the mails are made of. Everything is read under the scope that is handed over, and masked as reports are. */
export interface MailSources {
  readAnswer: ReadAnswer
  /** The monthly workbook of a city; `month` is the first day of the month. */
  monthlyWorkbook(scope: Scope, ask: { org: string; month: number }, signal: AbortSignal): Promise<NamedFile>
  /** The open alerts of an organisation and those below it. */
  alerts(scope: Scope, org: string): Promise<AlertSummary>
  /** What the organisation has to do about written explanations. */
  tickets(scope: Scope, org: string): Promise<TicketSummary>
  /** A workbook with a sheet per answer, called `name`. */
  reportWorkbook(answers: readonly ReportAnswer[], name: string): Promise<NamedFile>
}

/** The builders of all mailings. */
export function createBuilders(sources: MailSources): MailBuilders {
  return {
    monthly: async request => {
      const answers = await readAnswers(MAILINGS.monthly, sources, request)
      const { scope, recipient, period, signal } = request
      const workbook = await sources.monthlyWorkbook(
        scope,
        { org: recipient.org, month: period.from },
        signal,
      )
      const order = { kind: 'monthly' as const, org: recipient.org, month: period.id }
      return contentOf(MAILINGS.monthly, request, answers, { ...workbook, order })
    },
    weekly: async request => {
      const answers = await readAnswers(MAILINGS.weekly, sources, request)
      const workbook = await sources.reportWorkbook(answers, `${subjectOf(MAILINGS.weekly, request)}.xlsx`)
      const order = { kind: 'weekly' as const, org: request.recipient.org, week: request.period.id }
      const { scope, recipient } = request
      const alerts = await sources.alerts(scope, recipient.org)
      const tickets = await sources.tickets(scope, recipient.org)
      return contentOf(MAILINGS.weekly, request, answers, { ...workbook, order }, { alerts, tickets })
    },
  }
}

/** `城市月报 2026年10月 共青团广州市委员会`: the date is that of the period, whenever the mail is built. */
export function subjectOf({ title }: Mailing, { period, recipient, corrects }: BuildRequest): string {
  return `${corrects ? '更正：' : ''}${title} ${period.label} ${recipient.orgName}`
}

function contentOf(
  mailing: Mailing,
  request: BuildRequest,
  answers: readonly ReportAnswer[],
  workbook: MailFile,
  work?: { alerts: AlertSummary; tickets: TicketSummary },
): MailContent {
  const bulletin = bulletinOf(mailing, answers)
  const figures = bulletin.lines.map(({ title, value }) => ({ title, value }))
  const correction = request.corrects && correctionInWords(request.corrects, figures)
  return {
    subject: subjectOf(mailing, request),
    figures,
    html: [
      correction ? correctionHtml(correction) : '',
      bulletinHtml(bulletin),
      work ? ticketHtml(work.tickets) : '',
      work ? alertHtml(work.alerts) : '',
    ]
      .filter(Boolean)
      .join('\n'),
    text: [
      ...(correction ? [correction.join('\n')] : []),
      bulletinText(bulletin),
      ...(work ? [ticketText(work.tickets), alertText(work.alerts)].filter(Boolean) : []),
    ].join('\n\n'),
    attachments: [workbook],
  }
}

function readAnswers(
  mailing: Mailing,
  { readAnswer }: MailSources,
  { scope, recipient, period, signal }: BuildRequest,
): Promise<ReportAnswer[]> {
  return readMailingAnswers(readAnswer, scope, { mailing, org: recipient.org, period, signal })
}
