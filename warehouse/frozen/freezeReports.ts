import type { ClickHouseClient } from '@clickhouse/client'
import { breakdownTitle } from '../catalogue/labels.ts'
import { REPORT_NAMES, REPORTS, type ReportId, type RowKind } from '../catalogue/reports.ts'
import { windowLabel } from '../contract/periodLabel.ts'
import { readOrg } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { TuanshuError } from '../platform/errors.ts'
import { type Grain, periodOf } from '../platform/time/comparison.ts'
import { dayOf, formatInstant, startOfDay } from '../platform/time/day.ts'
import type { ReportAnswer } from '../reports/answer.ts'
import { answerReport } from '../reports/answerReport.ts'
import { missingInWords } from '../reports/outlook.ts'
import { type ReportClock, readReport } from '../reports/readReport.ts'
import type { FrozenHead, FrozenPage } from './frozenSet.ts'

/** Which figures are to be frozen. */
export interface FrozenRequest {
  /** `dim_org` id, or `root`. */
  org: string
  grain: Grain
  /** Any day of the period. */
  day: number
  /** All that have periods of this length by default. */
  reports?: readonly ReportId[]
}

/** Why figures cannot be frozen, in words for the user. */
export class NotFreezable extends TuanshuError {
  override name = 'NotFreezable'
}

export type FrozenFigures = Pick<FrozenHead, 'org' | 'orgName' | 'from' | 'to' | 'asOf'> & {
  grain: Grain
  pages: FrozenPage[]
}

/** Name of a report's page in a set. */
export const pageOf = (report: string, rows: string): string => `${report}:${rows}`

/**
 * The reports of an organisation and a period, each with every kind of rows that it has, as the portal shows them: what it
 * hides is not in them. Throws `NotFreezable` when the period is not over, the logs do not reach its end, or jobs have not
 * computed all of it; `TuanshuError` as `readReport` does.
 */
export async function freezeReports(
  reader: ClickHouseClient,
  scope: Scope,
  { org: id, grain, day, reports }: FrozenRequest,
  clock: ReportClock,
): Promise<FrozenFigures> {
  const org = await readOrg(reader, scope, id)
  const period = periodOf(grain, day, dayOf(clock.now))
  if (period.isRunning || period.to >= dayOf(clock.now))
    throw new NotFreezable('input', `${windowLabel(period)}尚未结束：只能封存已结束的时期`)
  const wanted = (reports ?? REPORT_NAMES).filter(each => reports || REPORTS[each].grains.includes(grain))
  const pages: FrozenPage[] = []
  let asOf = clock.now
  let orgName = ''
  for (const report of wanted)
    for (const rows of REPORTS[report].rows) {
      const asked = { report, org: org.id, grain, day: period.to, rows }
      const answer = answerReport(await readReport(reader, scope, asked, clock, 'report'))
      check(answer, period.to)
      asOf = Math.min(asOf, answer.asOf)
      orgName = answer.org.name
      pages.push({ page: pageOf(report, rows), title: titleOf(answer), body: JSON.stringify(answer) })
    }
  return { org: org.id, orgName, grain, from: period.from, to: period.to, asOf, pages }
}

/** The report on an intact page of a set. */
export function reportOn({ body }: FrozenPage): ReportAnswer {
  return JSON.parse(body)
}

/** The first report that is not complete is reason enough: reading all of them takes its time. */
function check({ title, asOf, missing }: ReportAnswer, to: number): void {
  if (asOf < startOfDay(to + 1))
    throw new NotFreezable(
      'conflict',
      `${title}的数据只到 ${formatInstant(asOf).slice(0, 16)}，到齐后才能封存`,
    )
  if (missing.length > 0)
    throw new NotFreezable('conflict', `${title}还不能封存：${missing.map(missingInWords).join('；')}`)
}

function titleOf({ title, rowKind }: { title: string; rowKind: RowKind }): string {
  return `${title}（${rowKind === 'children' ? '按下级组织' : `按${breakdownTitle(rowKind)}`}）`
}
