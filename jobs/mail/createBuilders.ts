import { MAILINGS, type Mailing, reportsOf } from '../../warehouse/catalogue/mailings.ts'
import type { ReportId } from '../../warehouse/catalogue/reports.ts'
import type { Scope } from '../../warehouse/query/types.ts'
import type { ReportAnswer } from '../../warehouse/reports/answer.ts'
import type { BuildRequest, MailBuilders, MailContent, MailFile } from './builder.ts'
import { bulletinHtml, bulletinOf, bulletinText } from './bulletin.ts'

/** What the mails are made of. Everything is read under the scope that is handed over, and masked as reports are. */
export interface MailSources {
  /** The masked answer of a report for an organisation and the period that holds `day`. */
  readAnswer(
    scope: Scope,
    ask: { report: ReportId; org: string; grain: 'month' | 'week'; day: number },
    signal: AbortSignal,
  ): Promise<ReportAnswer>
  /** The monthly workbook of a city; `month` is the first day of the month. */
  monthlyWorkbook(scope: Scope, ask: { org: string; month: number }, signal: AbortSignal): Promise<MailFile>
  /** A workbook with a sheet per answer, called `name`. */
  reportWorkbook(answers: readonly ReportAnswer[], name: string): Promise<MailFile>
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
      return contentOf(MAILINGS.monthly, request, answers, workbook)
    },
    weekly: async request => {
      const answers = await readAnswers(MAILINGS.weekly, sources, request)
      const workbook = await sources.reportWorkbook(answers, `${subjectOf(MAILINGS.weekly, request)}.xlsx`)
      return contentOf(MAILINGS.weekly, request, answers, workbook)
    },
  }
}

/** `城市月报 2026年10月 共青团广州市委员会`: the date is that of the period, whenever the mail is built. */
export function subjectOf({ title }: Mailing, { period, recipient }: BuildRequest): string {
  return `${title} ${period.label} ${recipient.orgName}`
}

function contentOf(
  mailing: Mailing,
  request: BuildRequest,
  answers: readonly ReportAnswer[],
  workbook: MailFile,
): MailContent {
  const bulletin = bulletinOf(mailing, answers)
  return {
    subject: subjectOf(mailing, request),
    html: bulletinHtml(bulletin),
    text: bulletinText(bulletin),
    attachments: [workbook],
  }
}

async function readAnswers(
  mailing: Mailing,
  { readAnswer }: MailSources,
  { scope, recipient, period, signal }: BuildRequest,
): Promise<ReportAnswer[]> {
  const answers: ReportAnswer[] = []
  for (const report of reportsOf(mailing)) {
    signal.throwIfAborted()
    answers.push(
      await readAnswer(scope, { report, org: recipient.org, grain: period.grain, day: period.to }, signal),
    )
  }
  return answers
}
