import type { ClickHouseClient } from '@clickhouse/client'
import { definitionText } from '../catalogue/definitionText.ts'
import { findMetric, type MetricId } from '../catalogue/metrics.ts'
import { type StatedFigure, stated, statedIn } from '../contract/figureState.ts'
import { orgName } from '../contract/orgName.ts'
import { childrenOf } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { type Period, periodOf } from '../platform/time/comparison.ts'
import { dayOf, formatDay, parseDay } from '../platform/time/day.ts'
import { ask } from '../query/ask.ts'
import { readPlaces } from '../reference/readPlaces.ts'
import { completeAtOf } from '../reports/completeAt.ts'
import { missingInWords, missingWork } from '../reports/outlook.ts'
import { placeOf } from '../reports/place.ts'
import type { ReportClock } from '../reports/readReport.ts'
import type { Assessment, Indicator } from './assessment.ts'
import type { SchemeRow } from './schemeRows.ts'
import { groupsOf } from './schemes.ts'
import { scoreSheets } from './score.ts'

/** Which assessment: a scheme in a year, of the direct children of an organisation. */
export interface AssessmentRequest {
  scheme: string
  year: number
  /** `dim_org` id; the whole instance goes by its province. */
  org: string
}

/** Who is assessed by whom, and by what. */
export interface AssessmentPlan extends Pick<Assessment, 'scheme' | 'title' | 'year' | 'org'> {
  groups: readonly {
    peers: string
    indicators: readonly Indicator[]
    orgs: readonly { id: string; name: string }[]
  }[]
}

export interface AssessmentReading {
  assessment: Assessment
  /** Why it is not whole yet, in words for the user; `''` when the year is over, the data have arrived and all is computed. */
  notReady: string
}

/** The plan by the rows in force; without groups when the scheme assesses none of the children. Throws `TuanshuError` for the organisation. */
export async function planAssessment(
  reader: ClickHouseClient,
  scope: Scope,
  rows: readonly SchemeRow[],
  { scheme, year, org }: AssessmentRequest,
): Promise<AssessmentPlan> {
  const { parent } = await placeOf(reader, scope, org)
  const children = await childrenOf(reader, scope, parent)
  const places = await readPlaces(
    reader,
    children.map(({ id }) => id),
  )
  return {
    scheme,
    title: rows.find(each => each.scheme === scheme)?.title ?? scheme,
    year,
    org: { id: parent.id, name: orgName(parent) },
    groups: groupsOf(rows, { scheme, year }, children, places).map(({ peers, rows: own, orgs }) => ({
      peers,
      indicators: own.map(indicatorOf),
      orgs: orgs.map(each => ({ id: each.id, name: orgName(each) })),
    })),
  }
}

/** The plan that an assessment was made by. */
export function planOf({ scheme, title, year, org, groups }: Assessment): AssessmentPlan {
  return {
    scheme,
    title,
    year,
    org,
    groups: groups.map(({ peers, indicators, sheets }) => ({
      peers,
      indicators,
      orgs: sheets.map(({ id, name }) => ({ id, name })),
    })),
  }
}

/** Scores by the figures as reports may show them: what is hidden there has no points here. */
export async function readAssessment(
  reader: ClickHouseClient,
  scope: Scope,
  plan: AssessmentPlan,
  clock: ReportClock,
): Promise<AssessmentReading> {
  const today = dayOf(clock.now)
  const period = yearPeriod(plan.year, today)
  const metrics = [
    ...new Map(
      plan.groups.flatMap(({ indicators }) =>
        indicators.flatMap(({ metric }) => {
          const found = findMetric(metric)
          return found ? [[found.id, found] as const] : []
        }),
      ),
    ).values(),
  ]
  const asOf = completeAtOf(metrics, clock)
  const ids = metrics.map(({ id }) => id)
  const answer = await read(reader, scope, { plan, ids, period, today })
  const cells = new Map(answer?.cells.map(cell => [`${cell.metric} ${cell.org}`, cell]))
  const figureOf = (metric: string, org: string): StatedFigure => {
    const cell = cells.get(`${metric} ${org}`)
    if (!cell) return stated(null)
    // a year of which the first months are not known is none to be compared by
    return cell.isPartial ? { state: 'before_data', value: null } : statedIn(cell)
  }
  const missing = await missingWork(answer?.missing ?? [], clock.readOutlooks)
  const { groups, ...head } = plan
  return {
    assessment: {
      ...head,
      from: formatDay(period.from),
      to: formatDay(period.to),
      asOf,
      isTrial: false,
      groups: groups.map(({ peers, indicators, orgs }) => ({
        peers,
        indicators: [...indicators],
        sheets: scoreSheets(
          indicators,
          orgs.map(org => ({ ...org, figures: indicators.map(({ metric }) => figureOf(metric, org.id)) })),
        ),
      })),
    },
    notReady: whyNotReady(),
  }

  function whyNotReady(): string {
    if (period.isRunning || period.to >= today) return `${plan.year}年尚未结束，年度结束、数据到齐后才能公示`
    if (dayOf(asOf) <= period.to) return '数据还没有到齐，到齐后才能公示'
    return missing.map(missingInWords).join('；')
  }
}

async function read(
  reader: ClickHouseClient,
  scope: Scope,
  {
    plan,
    ids,
    period: { from, to },
    today,
  }: { plan: AssessmentPlan; ids: MetricId[]; period: Period; today: number },
) {
  if (ids.length === 0) return undefined
  const units = {
    name: 'units',
    metrics: ids,
    org: plan.org.id,
    rows: 'children',
    from,
    to,
    grain: 'all',
  } as const
  const { answers } = await ask(reader, scope, [units], today, 'report', `assessment ${plan.scheme}`)
  return answers.get(units.name)
}

/** The year as a period, cut after `today` while it runs. */
function yearPeriod(year: number, today: number): Period {
  return periodOf('year', parseDay(`${year}-01-01`) ?? today, today)
}

function indicatorOf({ metric, weight, direction, zeroAt, fullAt, vetoAt, source }: SchemeRow): Indicator {
  return {
    metric: metric.id,
    title: metric.title,
    unit: metric.unit,
    definition: definitionText(metric),
    weight,
    direction,
    zeroAt,
    fullAt,
    vetoAt,
    source,
  }
}
