import type { ShownAssessment } from '../../../warehouse/assessment/readShown.ts'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import type { ReportId, RowKind } from '../../../warehouse/catalogue/reports.ts'
import type { StatedFigure } from '../../../warehouse/contract/figureState.ts'
import type { ListAnswer, ListRequest } from '../../../warehouse/lists/list.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import type { Grain } from '../../../warehouse/platform/time/comparison.ts'
import type { AnswerColumn, ReportAnswer } from '../../../warehouse/reports/answer.ts'
import type { ListedTicket, TicketQuery } from '../../../warehouse/tickets/readTickets.ts'

/** Which tickets; a month is its first day. */
export type TicketAsk = { org: string } & Pick<TicketQuery, 'filter' | 'month' | 'kind'>

/** What a workbook is made of. Every figure is asked for with the scope of whoever gets the file, and comes masked. */
export interface ReportSources {
  report(scope: Scope, question: ReportQuestion): Promise<ReportAnswer>
  /** The split of a month's dues: the organisation itself first, then its direct children in the order of the tree. */
  statement(scope: Scope, org: string, month: number): Promise<RetentionRow[]>
  /** The key figures of an organisation over the `TREND_MONTHS` months that end with `month`. */
  trends(scope: Scope, org: string, month: number): Promise<Trend[]>
  /** The organisations behind a figure. */
  list(scope: Scope, request: ListRequest): Promise<ListAnswer>
  /** The tickets of an organisation and those below it; `isCut`: there are more than a workbook takes. */
  tickets(scope: Scope, ask: TicketAsk): Promise<{ tickets: ListedTicket[]; isCut: boolean }>
  /** An assessment by its name, as the scope may see it. Throws `TuanshuError('not_found')`. */
  assessment(scope: Scope, name: string): Promise<ShownAssessment>
}

export interface ReportQuestion {
  report: ReportId
  org: string
  grain: Grain
  /** A business day within the period. */
  day: number
  /** The last day that counts, as in `ReportRequest`. */
  until?: number
  /** The report's first kind when absent. */
  rows?: RowKind
  /** Published figures where the month has them, by default. */
  basis?: ReportAnswer['basis']
}

/** Where one organisation's dues of a month went. Money in fen, of the subtree where not said otherwise. */
export interface RetentionRow {
  org: string
  name: string
  collectedFen: number
  /** Share that the organisation keeps, in parts of 10,000. */
  ratioBp: number
  ownFen: number
  /** Kept in place of a direct child whose account is invalid. */
  fromChildrenFen: number
  toSuperiorsFen: number
  /** What the direct children keep. */
  childrenTotalFen: number
}

/** A key figure by month. */
export interface Trend {
  metric: MetricId
  title: string
  unit: AnswerColumn['unit']
  /** `sum`: months add up to years. `stock`: taken at the end of the month. */
  kind: 'sum' | 'stock' | 'ratio'
  /** Complete months `YYYY-MM`, oldest first, one more year than is shown, for the comparison with the year before. */
  points: readonly ({ bucket: string; isPartial?: true } & StatedFigure)[]
}
