import type { ClickHouseClient } from '@clickhouse/client'
import type { EntityName } from '../catalogue/entities.ts'
import { METRICS } from '../catalogue/metrics.ts'
import { isToldAt } from '../catalogue/privacy.ts'
import { REPORTS, type Report, type ReportId, type RowKind } from '../catalogue/reports.ts'
import type { OwnPlace } from '../contract/ownPlace.ts'
import { readMonthOrgs } from '../orgs/monthTree.ts'
import { childrenOf, findOrgs, type Org } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { TuanshuError } from '../platform/errors.ts'
import { type Grain, type Period, periodOf } from '../platform/time/comparison.ts'
import { dayOf, formatDay } from '../platform/time/day.ts'
import { ask } from '../query/ask.ts'
import type { Channel, MaskedAnswer } from '../query/suppress.ts'
import { completeAtOf } from './completeAt.ts'
import { type MissingWork, missingWork, type ReadOutlooks } from './outlook.ts'
import { readOwnPlaces } from './ownPlaces.ts'
import { placeOf } from './place.ts'
import { publishedAnswers } from './publishedAnswers.ts'
import { askOf, reportAsks } from './reportAsks.ts'

/** Which report, of whom and when. */
export interface ReportRequest {
  report: ReportId
  /** `dim_org` id, or `root`. */
  org: string
  grain: Grain
  /** Any day of the period, days since 1970-01-01. */
  day: number
  /** The last day that counts, also when it is over: the period is read as it ran then. Today by default. */
  until?: number
  /** The report's first kind of rows by default. */
  rows?: RowKind
  /** Published figures where the month has them, by default. */
  basis?: 'published' | 'current'
}

export interface ReportClock {
  /** Milliseconds since 1970. */
  now: number
  /** The instant up to which a log is complete; `now` when nobody knows. */
  completeAt?(log: EntityName): number
  /** When jobs will have computed what they have not. */
  readOutlooks?: ReadOutlooks
}

/** All that a report is made of, as its channel may show it. */
export interface ReportReading {
  report: Report
  rowKind: RowKind
  /** The organisation asked about, and the one whose children are the rows: the province for the whole instance. */
  org: Org
  parent: Org
  children: readonly Org[]
  /** Organisations that are no active children any more, or have no place, and still hold figures. */
  others: ReadonlyMap<string, Org>
  period: Period
  basis: 'published' | 'current'
  asOf: number
  /** Of published figures: what the logs say by now where that differs, by question, metric, row and item. */
  revisions?: ReadonlyMap<string, number>
  /** What jobs have not computed of the period or of the year to date. */
  missing: readonly MissingWork[]
  /** By the names of `reportAsks`. */
  answers: ReadonlyMap<string, MaskedAnswer>
  /** Where the organisation stands among its equals. */
  places?: readonly OwnPlace[]
}

/**
 * Reads a report for an organisation and a period: everything in it that comes from one log is of one state of that log.
 * What `channel` must not show is hidden; `answerReport` makes the report of it.
 *
 * Throws `TuanshuError`: `not_found` or `forbidden` for the organisation, `input` for a grain or kind of rows that the report
 * does not have, or a day that lies ahead.
 */
export async function readReport(
  reader: ClickHouseClient,
  scope: Scope,
  request: ReportRequest,
  clock: ReportClock,
  channel: Channel,
): Promise<ReportReading> {
  const report = REPORTS[request.report]
  const rowKind = request.rows ?? report.rows[0] ?? 'children'
  const today = dayOf(clock.now)
  check(report, request, rowKind, today)
  const { org, parent } = await placeOf(reader, scope, request.org)
  const period = periodOf(request.grain, request.day, Math.min(request.until ?? today, today))
  const metrics = report.columns.flatMap(column =>
    column.kind === 'metric' ? (METRICS.get(column.metric) ?? []) : [],
  )
  const asOf = completeAtOf(metrics, clock)
  const all = reportAsks(report, rowKind, { org: org.id, parent: parent.id }, period)
  // of a city some reports tell the total only
  const hasRows =
    rowKind !== 'children' || all.every(({ metrics }) => metrics.every(id => isToldAt(id, parent.level + 1)))
  const asks = hasRows ? all : all.filter(({ rows }) => rows !== 'children')
  const base = { report, rowKind, period, asOf }

  const canBePublished = period.grain === 'month' && !period.isRunning && rowKind === 'children'
  if (canBePublished && request.basis !== 'current') {
    const place = { asks, month: period.from, org, parent, today, channel }
    const published = await publishedAnswers(reader, scope, place)
    if (published) {
      const { answers } = published
      const children = hasRows ? published.children : []
      const others = await othersOf(answers, [published.org, published.parent, ...children], ids =>
        readMonthOrgs(reader, scope, period.from, ids),
      )
      const missing = await missingOf(answers, clock)
      const places = await readOwnPlaces(reader, report, {
        org: published.org,
        window: { from: period.from, to: period.to },
        treeMonth: period.from,
        today,
        channel,
      })
      return { ...base, ...published, children, others, missing, places, basis: 'published' }
    }
  }
  if (request.basis === 'published')
    throw new TuanshuError(
      'not_found',
      `${report.id} of ${formatDay(period.from)} is not published for ${org.id}`,
    )

  const [{ answers }, children, places] = await Promise.all([
    ask(reader, scope, asks, today, channel, `report ${report.id}`),
    hasRows ? childrenOf(reader, scope, parent) : [],
    readOwnPlaces(reader, report, { org, window: { from: period.from, to: period.to }, today, channel }),
  ])
  const others = await othersOf(answers, [org, parent, ...children], ids => findOrgs(reader, scope, ids))
  const missing = await missingOf(answers, clock)
  return { ...base, org, parent, children, others, missing, basis: 'current', answers, places }
}

/** Of what the report shows itself; of the periods that it is compared with its changes tell. */
async function missingOf(
  answers: ReadonlyMap<string, MaskedAnswer>,
  { readOutlooks }: ReportClock,
): Promise<MissingWork[]> {
  const own = [...answers.values()].filter(({ name }) => ['period', 'ytd'].includes(askOf(name).role))
  return missingWork(
    own.flatMap(({ missing = [] }) => missing),
    readOutlooks,
  )
}

function check(report: Report, { grain, day }: ReportRequest, rows: RowKind, today: number): void {
  if (!report.grains.includes(grain))
    throw new TuanshuError(
      'input',
      `${report.id} has no periods of a ${grain}; it has ${report.grains.join(', ')}`,
    )
  if (!report.rows.includes(rows))
    throw new TuanshuError('input', `${report.id} has no rows by ${rows}; it has ${report.rows.join(', ')}`)
  if (day > today)
    throw new TuanshuError('input', `${formatDay(day)} lies ahead of today, ${formatDay(today)}`)
}

async function othersOf(
  answers: ReadonlyMap<string, MaskedAnswer>,
  known: readonly Org[],
  find: (ids: readonly string[]) => Promise<Map<string, Org>>,
): Promise<Map<string, Org>> {
  const ids = new Set([...answers.values()].flatMap(answer => answer.cells.map(cell => cell.org)))
  for (const { id } of known) ids.delete(id)
  ids.delete('')
  return ids.size > 0 ? find([...ids]) : new Map()
}
