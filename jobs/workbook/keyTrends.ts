import type { ClickHouseClient } from '@clickhouse/client'
import { findMetric, type MetricId } from '../../warehouse/catalogue/metrics.ts'
import { TREND_METRICS, TREND_MONTHS } from '../../warehouse/catalogue/trends.ts'
import { statedIn } from '../../warehouse/contract/figureState.ts'
import { readTrends, type TrendRequest } from '../../warehouse/marts/readTrends.ts'
import { ask } from '../../warehouse/query/ask.ts'
import { SMALLEST_SHOWN, suppress } from '../../warehouse/query/suppress.ts'
import type { Cell, Scope } from '../../warehouse/query/types.ts'
import { endOf } from '../../warehouse/time/comparison.ts'
import { addMonths, formatDay } from '../../warehouse/time/day.ts'
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
  const found = (await readTrends(reader, scope, request)) ?? (await askTrends(reader, scope, request))
  const cells = suppress(found, undefined, SMALLEST_SHOWN.report)
  return TREND_METRICS.map(metric => ({
    metric,
    title: metricOf(metric).title,
    unit: metricOf(metric).unit,
    kind: kindOf(metric),
    points: cells
      .map((cell, i) => ({ cell, isPartial: found[i]?.isPartial }))
      .filter(({ cell }) => cell.metric === metric)
      .map(({ cell: { bucket, ...figure }, isPartial }) => ({
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
): Promise<readonly Cell[]> {
  const from = addMonths(month, 1 - TREND_MONTHS)
  const frame = { org, rows: 'total', from, to: endOf('month', month), grain: 'month' } as const
  const questions = [{ ...frame, name: 'trends', metrics: TREND_METRICS }]
  const { answers } = await ask(reader, scope, questions, today, 'workbook')
  return answers.get('trends')?.cells ?? []
}

function kindOf(id: MetricId): Trend['kind'] {
  const kind = findMetric(id)?.kind
  if (kind === 'ratio') return 'ratio'
  return kind === 'flow' ? 'sum' : 'stock'
}
