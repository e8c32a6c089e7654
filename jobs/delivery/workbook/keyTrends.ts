import type { ClickHouseClient } from '@clickhouse/client'
import { findMetric, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { TREND_METRICS } from '../../../warehouse/catalogue/trends.ts'
import { statedIn } from '../../../warehouse/contract/figureState.ts'
import { readTrends, type TrendRequest, trendAsk } from '../../../warehouse/marts/readTrends.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'
import { ask } from '../../../warehouse/query/ask.ts'
import type { MaskedCell } from '../../../warehouse/query/suppress.ts'
import { metricOf } from './definitionsSheet.ts'
import type { Trend } from './sources.ts'

/**
 * The key figures of an organisation over the `TREND_MONTHS` months that end with `month` (its first day), all under
 * today's tree: those of last night where the mart holds them, otherwise asked of the logs. Masked.
 * Throws as `ask` does for an organisation that is unknown or outside the scope.
 */
export async function keyTrends(
  reader: ClickHouseClient,
  scope: Scope,
  request: TrendRequest,
): Promise<Trend[]> {
  const cells = (await readTrends(reader, scope, request)) ?? (await askTrends(reader, scope, request))
  return TREND_METRICS.map(metric => ({
    metric,
    title: metricOf(metric).title,
    unit: metricOf(metric).unit,
    kind: kindOf(metric),
    points: cells
      .filter(cell => cell.metric === metric)
      .map(({ bucket, isPartial, ...figure }) => ({
        bucket: formatDay(bucket).slice(0, 7),
        ...statedIn(figure),
        ...(isPartial ? { isPartial } : {}),
      })),
  }))
}

async function askTrends(
  reader: ClickHouseClient,
  scope: Scope,
  { org, month, today }: TrendRequest,
): Promise<readonly MaskedCell[]> {
  const question = trendAsk({ org, month })
  const { answers } = await ask(reader, scope, [question], today, 'report', 'workbook')
  return answers.get(question.name)?.cells ?? []
}

function kindOf(id: MetricId): Trend['kind'] {
  const kind = findMetric(id)?.kind
  if (kind === 'ratio') return 'ratio'
  return kind === 'flow' ? 'sum' : 'stock'
}
