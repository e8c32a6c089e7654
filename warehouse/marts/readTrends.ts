import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { METRICS } from '../catalogue/metrics.ts'
import { TREND_METRICS, TREND_MONTHS } from '../catalogue/trends.ts'
import { LOWEST_LEVEL, ROOT, readOrg } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { endOf } from '../platform/time/comparison.ts'
import { addMonths, formatDay } from '../platform/time/day.ts'
import { bucketWindow, readDataBegins, withReach } from '../query/dataBegin.ts'
import { type MaskedCell, suppress } from '../query/suppress.ts'
import type { Ask, Cell } from '../query/types.ts'

/** The course asked for, and the business day on which it is. */
export interface TrendRequest {
  /** `dim_org` id, or `root`. */
  org: string
  /** First day of the last month. */
  month: number
  today: number
}

const rows = z.array(z.tuple([z.string(), z.array(z.coerce.number()), z.array(z.coerce.number())]))

/** The question that a course answers. */
export function trendAsk({ org, month }: Pick<TrendRequest, 'org' | 'month'>): Ask {
  const from = addMonths(month, 1 - TREND_MONTHS)
  const to = endOf('month', month)
  return { name: 'trends', metrics: TREND_METRICS, org, rows: 'total', from, to, grain: 'month' }
}

/** As `readTrendSums`, as a report may show it. */
export async function readTrends(
  reader: ClickHouseClient,
  scope: Scope,
  request: TrendRequest,
): Promise<readonly MaskedCell[] | undefined> {
  const cells = await readTrendSums(reader, scope, request)
  if (!cells) return undefined
  const ask = trendAsk(request)
  const answer = { name: ask.name, cells, to: ask.to }
  return suppress([ask], new Map([[ask.name, answer]]), 'report').get(ask.name)?.cells
}

/**
 * The `TREND_METRICS` of an organisation over the `TREND_MONTHS` months that end with `month`, under today's tree, as the job
 * `trend` wrote them last night: the cells that `askUnmasked` would answer, UNMASKED, zeros included.
 * Undefined when the mart does not hold them: other months, no run of the last night, or an organisation below `LOWEST_LEVEL`.
 * Throws `TuanshuError`: `not_found` for an unknown organisation, `forbidden` for one outside the scope.
 */
export async function readTrendSums(
  reader: ClickHouseClient,
  scope: Scope,
  { org: id, month, today }: TrendRequest,
): Promise<Cell[] | undefined> {
  const org = await readOrg(reader, scope, id)
  if (org.level > LOWEST_LEVEL) return undefined
  const answer = await reader.query({
    // one statement, so that the night and its figures are of one state of the table
    query: `
      select '' as metric, [toInt64(count())] as numerators, [toInt64(0)] as denominators
      from app.ads_org_trend where last_month = {month: Date32} and as_of >= {night: Date32}
      union all
      select metric, numerators, denominators
      from app.ads_org_trend where metric in {metrics: Array(String)} and org_id = {org: UInt64}`,
    query_params: {
      month: formatDay(month),
      night: formatDay(today - 1),
      metrics: TREND_METRICS,
      org: id === ROOT.id ? '0' : id,
    },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'trends' },
  })
  const found = new Map(
    rows
      .parse(await answer.json())
      .map(([metric, numerators, denominators]) => [metric, { numerators, denominators }]),
  )
  if (!found.get('')?.numerators[0]) return undefined
  const cells = TREND_METRICS.flatMap(metric => {
    const row = found.get(metric)
    const none = METRICS.get(metric)?.kind === 'ratio' ? 0 : 1
    return Array.from({ length: TREND_MONTHS }, (_, i): Cell => {
      const [numerator, denominator] = [row?.numerators[i] ?? 0, row?.denominators[i] ?? none]
      return {
        metric,
        org: id,
        bucket: addMonths(month, i + 1 - TREND_MONTHS),
        item: '',
        value: denominator === 0 ? null : numerator / denominator,
        numerator,
        denominator,
      }
    })
  })
  const from = addMonths(month, 1 - TREND_MONTHS)
  const window = bucketWindow({ from, to: addMonths(month, 1) - 1, grain: 'month' })
  return withReach(cells, window, await readDataBegins(reader, TREND_METRICS))
}
