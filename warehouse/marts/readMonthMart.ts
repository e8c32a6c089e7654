import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type BreakdownName, figuresOf, isGroupFigure, METRICS, type MetricId } from '../catalogue/metrics.ts'
import { hasMonthTree, readMonthChildren, readMonthOrg } from '../orgs/monthTree.ts'
import { LOWEST_LEVEL, type Org, ROOT } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { formatDay } from '../platform/time/day.ts'

/** The two sums of a figure: value = numerator ÷ denominator, none when the denominator is 0. Money in fen. */
export interface Sums {
  numerator: number
  denominator: number
}

/** A figure of a month with the bases of its changes, all under the tree of the month's end. */
export interface MonthCell {
  metric: MetricId
  /** `own`: what the organisation holds below no child; its `org` is the organisation's, `''` for `root`. */
  kind: 'total' | 'child' | 'own'
  org: string
  /** `''` for the figure as a whole. */
  breakdown: BreakdownName | ''
  item: string
  period: Sums
  mom: Sums
  yoy: Sums
  /** Year to date; of a stock the end of the month. */
  ytd: Sums
  ytdBefore: Sums
  /** Of a published month: what the logs say of the period by now, when that differs. */
  revised?: Sums
}

export interface MonthMart {
  /** As it was at the end of the month. */
  org: Org
  /** Active then, in the order of the tree; empty for an organisation whose children the mart does not hold. */
  children: readonly Org[]
  /** False for one of `LOWEST_LEVEL` that has others below: of them the mart knows nothing. */
  holdsChildren: boolean
  /** Business day on which the month was published; null while its figures are provisional. */
  publishedOn: number | null
  /**
   * For each metric (and each item found of its breakdowns): the total, every child of `children`, then whatever else below
   * has a figure, and `own` when the mart holds the children. Zeros included.
   */
  cells: readonly MonthCell[]
}

const SUMS = ['period', 'mom', 'yoy', 'ytd', 'ytdBefore'] as const
type CellSums = Record<(typeof SUMS)[number], Sums>
type FoundCell = CellSums & { revised?: Sums }

/**
 * The stored figures of an organisation and its direct children for the month that begins on day `month`, UNMASKED. Metrics
 * are those summed from the logs, and of breakdowns those that are columns of a report.
 * Undefined when the mart does not hold them: the month was not done, or the organisation stands below `LOWEST_LEVEL`.
 * Throws `TuanshuError`: `not_found` for an organisation that the month's tree does not hold, `forbidden` outside the scope.
 */
export async function readMonthMart(
  reader: ClickHouseClient,
  scope: Scope,
  { month, org: id, metrics }: { month: number; org: string; metrics: readonly MetricId[] },
): Promise<MonthMart | undefined> {
  if (!(await hasMonthTree(reader, month))) return undefined
  const org = await readMonthOrg(reader, scope, month, id)
  if (org.level > LOWEST_LEVEL || !(await holdsMonth(reader, month))) return undefined
  const holdsChildren = org.level < LOWEST_LEVEL || !(await hasOthersBelow(reader, month, org))
  const [children, publishedOn, found] = await Promise.all([
    holdsChildren ? readMonthChildren(reader, scope, month, org) : [],
    readPublishedOn(reader, month),
    readFound(reader, month, org, metrics, holdsChildren),
  ])
  const cells = cellsOf(metrics, org, children, holdsChildren, found)
  return { org, children, holdsChildren, publishedOn, cells }
}

/** Business day on which a month was published, null when it is not. */
export async function readPublishedOn(client: ClickHouseClient, month: number): Promise<number | null> {
  const answer = await client.query({
    query:
      'select toInt32(min(published_on)) as day from app.ads_month_published where month = {month: Date32} having count() > 0',
    query_params: { month: formatDay(month) },
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ day: number }>()
  return row?.day ?? null
}

/** First days of the months that are published. */
export async function readPublished(client: ClickHouseClient): Promise<ReadonlySet<number>> {
  const answer = await client.query({
    query: 'select distinct toInt32(month) as first_day from app.ads_month_published',
    format: 'JSONEachRow',
  })
  return new Set((await answer.json<{ first_day: number }>()).map(({ first_day }) => first_day))
}

async function holdsMonth(reader: ClickHouseClient, month: number): Promise<boolean> {
  const answer = await reader.query({
    query: 'select 1 from app.ads_org_month where month = {month: Date32} limit 1',
    query_params: { month: formatDay(month) },
    format: 'JSONEachRow',
  })
  return (await answer.json()).length > 0
}

/** Also those that were dissolved by then: they may have figures. */
async function hasOthersBelow(reader: ClickHouseClient, month: number, { id }: Org): Promise<boolean> {
  const answer = await reader.query({
    query:
      'select 1 from app.dim_org_month where month = {month: Date32} and parent_org_id = {org: UInt64} limit 1',
    query_params: { month: formatDay(month), org: id },
    format: 'JSONEachRow',
  })
  return (await answer.json()).length > 0
}

/** Figures by metric, breakdown, item and org id as it is stored. */
type Found = Map<
  MetricId,
  Map<string, { breakdown: BreakdownName | ''; item: string; byOrg: Map<string, FoundCell> }>
>

const text = z.string()
const row = z.tuple([
  text,
  text,
  text,
  text,
  z.array(z.coerce.number()),
  z.number(),
  z.array(z.coerce.number()),
])

async function readFound(
  reader: ClickHouseClient,
  month: number,
  org: Org,
  metrics: readonly MetricId[],
  withChildren: boolean,
): Promise<Found> {
  const isRoot = org.id === ROOT.id
  const below = isRoot ? 'level = 2' : `level = ${org.level + 1} and at_level_${org.level} = {org: UInt64}`
  const orgs = withChildren
    ? `(org_id = {org: UInt64} or org_id in (select org_id from app.dim_org_month where month = {month: Date32} and ${below}))`
    : 'org_id = {org: UInt64}'
  const which = `month = {month: Date32} and metric in {metrics: Array(String)} and ${orgs}`
  const answer = await reader.query({
    // a published figure that was 0 throughout has no row, and may have a revision all the same
    query: `
      select
          metric,
          breakdown,
          item,
          toString(org_id) as org,
          sumForEach(sums) as all_sums,
          max(is_revised) as has_revision,
          sumForEach(revision) as revised
      from (
          select metric, breakdown, item, org_id,
              [numerator, denominator, mom_numerator, mom_denominator, yoy_numerator, yoy_denominator, ytd_numerator, ytd_denominator, ytd_before_numerator, ytd_before_denominator] as sums,
              0 as is_revised, [toInt64(0), toInt64(0)] as revision
          from app.ads_org_month where ${which}
          union all
          select metric, breakdown, item, org_id, arrayWithConstant(10, toInt64(0)), 1, [found_numerator, found_denominator]
          from app.ads_month_revision where ${which}
      )
      group by metric, breakdown, item, org_id`,
    query_params: { month: formatDay(month), metrics, org: isRoot ? '0' : org.id },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'month mart' },
  })
  const found: Found = new Map()
  for (const [metric, breakdown, item, orgId, sums, hasRevision, revised] of z
    .array(row)
    .parse(await answer.json())) {
    const known = METRICS.get(metric as MetricId)
    if (!known) continue
    const items = found.get(known.id) ?? new Map()
    found.set(known.id, items)
    const key = `${breakdown}|${item}`
    const entry = items.get(key) ?? { breakdown, item, byOrg: new Map() }
    items.set(key, entry)
    const at = (i: number): Sums => ({ numerator: sums[2 * i] ?? 0, denominator: sums[2 * i + 1] ?? 0 })
    const cell: FoundCell = { period: at(0), mom: at(1), yoy: at(2), ytd: at(3), ytdBefore: at(4) }
    if (hasRevision === 1) cell.revised = { numerator: revised[0] ?? 0, denominator: revised[1] ?? 0 }
    entry.byOrg.set(orgId, cell)
  }
  return found
}

function cellsOf(
  metrics: readonly MetricId[],
  org: Org,
  children: readonly Org[],
  holdsChildren: boolean,
  found: Found,
): MonthCell[] {
  const self = org.id === ROOT.id ? '0' : org.id
  const known = new Set(children.map(({ id }) => id))
  const others = new Set<string>()
  for (const items of found.values())
    for (const { byOrg } of items.values())
      for (const id of byOrg.keys()) if (id !== self && !known.has(id)) others.add(id)
  const below = [...known, ...[...others].sort()]
  return metrics.flatMap(metric => {
    const isRatio = METRICS.get(metric)?.kind === 'ratio'
    const whole = { breakdown: '' as const, item: '', byOrg: new Map<string, FoundCell>() }
    const items = new Map([['|', whole], ...(found.get(metric) ?? [])])
    return [...items.values()].flatMap(({ breakdown, item, byOrg }): MonthCell[] => {
      const of = (id: string) => byOrg.get(id) ?? nothing(isRatio)
      const total = of(self)
      const base = { metric, breakdown, item }
      const cells: MonthCell[] = [{ ...base, kind: 'total', org: org.id, ...total }]
      if (!holdsChildren) return cells
      const rows = below.map(id => ({ ...base, kind: 'child' as const, org: id, ...of(id) }))
      const own = isOfChildren(metric) ? ofChildren(org, total) : minus(total, rows, isRatio)
      return [...cells, ...rows, { ...base, kind: 'own', org: org.id === ROOT.id ? '' : org.id, ...own }]
    })
  })
}

function nothing(isRatio: boolean): CellSums {
  const sums = { numerator: 0, denominator: isRatio ? 0 : 1 }
  return { period: sums, mom: sums, yoy: sums, ytd: sums, ytdBefore: sums }
}

/** The figure of direct children is the organisation's own one whole; the instance as such is nobody's superior. */
function ofChildren(org: Org, total: FoundCell): FoundCell {
  return org.id === ROOT.id ? nothing(false) : total
}

/** What is left of the total without the children. */
function minus(total: FoundCell, rows: readonly FoundCell[], isRatio: boolean): FoundCell {
  const rest = (of: (cell: FoundCell) => Sums): Sums => ({
    numerator: rows.reduce((sum, row) => sum - of(row).numerator, of(total).numerator),
    denominator: isRatio ? rows.reduce((sum, row) => sum - of(row).denominator, of(total).denominator) : 1,
  })
  const own: FoundCell = {
    period: rest(cell => cell.period),
    mom: rest(cell => cell.mom),
    yoy: rest(cell => cell.yoy),
    ytd: rest(cell => cell.ytd),
    ytdBefore: rest(cell => cell.ytdBefore),
  }
  const revised = rest(cell => cell.revised ?? cell.period)
  const isRevised =
    revised.numerator !== own.period.numerator || revised.denominator !== own.period.denominator
  return isRevised ? { ...own, revised } : own
}

/** Counts direct children only. */
function isOfChildren(id: MetricId): boolean {
  const metric = METRICS.get(id)
  return (
    metric !== undefined &&
    figuresOf(metric).some(figure => !isGroupFigure(figure) && figure.reach === 'children')
  )
}
