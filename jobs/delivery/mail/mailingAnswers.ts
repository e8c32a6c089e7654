import { type Mailing, questionsOf } from '../../../warehouse/catalogue/mailings.ts'
import type { ReportId } from '../../../warehouse/catalogue/reports.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import type { ReportAnswer } from '../../../warehouse/reports/answer.ts'
import type { MailPeriod } from './periods.ts'

/** The masked answer of a report for an organisation, and the period that holds `day`, no further than `until`. */
export type ReadAnswer = (
  scope: Scope,
  ask: { report: ReportId; org: string; grain: 'month' | 'week'; day: number; until: number },
  signal: AbortSignal,
) => Promise<ReportAnswer>

/**
 * The reports of a mailing for one of its periods: the same whenever they are read, since also the months in them end with
 * the period.
 */
export async function readMailingAnswers(
  readAnswer: ReadAnswer,
  scope: Scope,
  {
    mailing,
    org,
    period,
    signal,
  }: { mailing: Mailing; org: string; period: MailPeriod; signal: AbortSignal },
): Promise<ReportAnswer[]> {
  const answers: ReportAnswer[] = []
  for (const { report, grain } of questionsOf(mailing)) {
    signal.throwIfAborted()
    answers.push(await readAnswer(scope, { report, org, grain, day: period.to, until: period.to }, signal))
  }
  return answers
}
