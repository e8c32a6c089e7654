import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { METRICS, type MetricId } from '../catalogue/metrics.ts'
import { LOWEST_LEVEL, ROOT, readOrgs } from '../query/orgs.ts'
import type { Scope } from '../query/types.ts'
import { addMonths, formatDay } from '../time/day.ts'

/** The last complete months of several figures. */
export interface Trends {
  /** First days of the months, oldest first; fewer than asked for while there is less history, none before the first night. */
  months: readonly number[]
  /**
   * Value per month by `trendKey`: count, fen or a fraction of 1; null where a ratio has no denominator or a job has written
   * nothing of the month. No entry for organisations below `LOWEST_LEVEL`, whose months are not kept.
   */
  values: ReadonlyMap<string, readonly (number | null)[]>
}

export function trendKey(metric: MetricId, org: string): string {
  return `${metric} ${org}`
}

const stored = z.tuple([z.string(), z.string(), z.array(z.coerce.number()), z.array(z.coerce.number())])

/**
 * The last `months` complete months of the whole figures of these organisations (`root` allowed), under today's tree, as
 * the job `trend` wrote them; computed metrics as their jobs did. UNMASKED.
 * Throws `TuanshuError`: `not_found` for an unknown organisation, `forbidden` for one outside the scope.
 */
export async function readTrends(
  reader: ClickHouseClient,
  scope: Scope,
  orgs: readonly string[],
  metrics: readonly MetricId[],
  months: 12 | 24 | 36,
): Promise<Trends> {
  const known = await readOrgs(reader, scope, orgs)
  const kept = orgs.filter(id => (known.get(id)?.level ?? LOWEST_LEVEL + 1) <= LOWEST_LEVEL)
  const shown = await readMonths(reader, months)
  const [last] = shown.slice(-1)
  if (last === undefined) return { months: [], values: new Map() }
  const computed = metrics.filter(id => METRICS.get(id)?.kind === 'computed')
  const summed = metrics.filter(id => !computed.includes(id))
  const values = new Map([
    ...(await readSummed(reader, kept, summed, shown.length)),
    ...(await readComputed(reader, kept, computed, shown)),
  ])
  return { months: shown, values }
}

async function readMonths(reader: ClickHouseClient, months: number): Promise<number[]> {
  const answer = await reader.query({
    query: 'select toInt32(last_month) as last, length(numerators) as n from app.ads_org_trend limit 1',
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ last: number; n: string }>()
  if (!row) return []
  const count = Math.min(months, Number(row.n))
  return Array.from({ length: count }, (_, i) => addMonths(row.last, i + 1 - count))
}

async function readSummed(
  reader: ClickHouseClient,
  orgs: readonly string[],
  metrics: readonly MetricId[],
  months: number,
): Promise<[string, (number | null)[]][]> {
  if (metrics.length === 0 || orgs.length === 0) return []
  const answer = await reader.query({
    query: `select metric, toString(org_id), numerators, denominators from app.ads_org_trend
      where metric in {metrics: Array(String)} and org_id in {orgs: Array(UInt64)}`,
    query_params: { metrics, orgs: orgs.map(org => BigInt(keyOf(org))) },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'trends' },
  })
  const found = new Map(
    z
      .array(stored)
      .parse(await answer.json())
      .map(([metric, org, numerators, denominators]) => [`${metric} ${org}`, { numerators, denominators }]),
  )
  return metrics.flatMap(metric =>
    orgs.map((org): [string, (number | null)[]] => {
      const row = found.get(`${metric} ${keyOf(org)}`)
      const isRatio = METRICS.get(metric)?.kind === 'ratio'
      const all = row?.numerators.map((numerator, i) => quotient(numerator, row.denominators[i] ?? 0))
      return [
        trendKey(metric, org),
        all?.slice(-months) ?? Array.from({ length: months }, () => (isRatio ? null : 0)),
      ]
    }),
  )
}

const measure = z.tuple([z.string(), z.string(), z.number(), z.coerce.number(), z.coerce.number()])

async function readComputed(
  reader: ClickHouseClient,
  orgs: readonly string[],
  metrics: readonly MetricId[],
  months: readonly number[],
): Promise<[string, (number | null)[]][]> {
  if (metrics.length === 0 || orgs.length === 0) return []
  const params = {
    metrics,
    orgs: orgs.map(org => BigInt(keyOf(org))),
    from: formatDay(months[0] ?? 0),
    to: formatDay(months.at(-1) ?? 0),
  }
  const within = 'month between {from: Date32} and {to: Date32} and metric in {metrics: Array(String)}'
  const [figures, written] = await Promise.all([
    reader.query({
      query: `select metric, toString(org_id), toInt32(month), numerator, denominator from app.ads_org_measure
        where ${within} and org_id in {orgs: Array(UInt64)} and item = ''`,
      query_params: params,
      format: 'JSONCompactEachRow',
    }),
    reader.query({
      query: `select distinct metric, '', toInt32(month), 0, 0 from app.ads_org_measure where ${within}`,
      query_params: params,
      format: 'JSONCompactEachRow',
    }),
  ])
  const rows = z.array(measure).parse(await figures.json())
  const found = new Map(
    rows.map(([metric, org, month, numerator, denominator]) => [
      `${metric} ${org} ${month}`,
      quotient(numerator, denominator),
    ]),
  )
  const done = new Set(
    z
      .array(measure)
      .parse(await written.json())
      .map(([metric, , month]) => `${metric} ${month}`),
  )
  return metrics.flatMap(id => {
    const metric = METRICS.get(id)
    const none = metric?.kind === 'computed' && metric.isRatio ? null : 0
    return orgs.map((org): [string, (number | null)[]] => [
      trendKey(id, org),
      months.map(month =>
        done.has(`${id} ${month}`) ? (found.get(`${id} ${keyOf(org)} ${month}`) ?? none) : null,
      ),
    ])
  })
}

/** The whole instance is stored as 0. */
function keyOf(org: string): string {
  return org === ROOT.id ? '0' : org
}

function quotient(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator
}
