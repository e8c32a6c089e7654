import type { ClickHouseClient } from '@clickhouse/client'
import type { MetricId } from '../../warehouse/catalogue/metrics.ts'
import { findMetric } from '../../warehouse/catalogue/metrics.ts'
import { ask } from '../../warehouse/query/ask.ts'
import { SMALLEST_SHOWN, suppress } from '../../warehouse/query/suppress.ts'
import type { Scope } from '../../warehouse/query/types.ts'
import { endOf } from '../../warehouse/time/comparison.ts'
import { addMonths, formatDay } from '../../warehouse/time/day.ts'
import { metricOf } from './definitionsSheet.ts'
import { TREND_MONTHS, type Trend } from './sources.ts'

/** The figures whose course a committee follows. */
export const TREND_METRICS: readonly MetricId[] = [
  'MEM01',
  'MEM07',
  'ORG01',
  'ORG02',
  'DUE02',
  'DUE04',
  'ACT01',
  'ACT05',
]

/**
 * The key figures of an organisation over the `TREND_MONTHS` months that end with `month` (its first day), all under
 * today's tree. Throws as `ask` does for an organisation that is unknown or outside the scope.
 */
export async function readTrends(
  reader: ClickHouseClient,
  scope: Scope,
  org: string,
  month: number,
  today: number,
): Promise<Trend[]> {
  const { answers } = await ask(
    reader,
    scope,
    [
      {
        name: 'trends',
        metrics: TREND_METRICS,
        org,
        rows: 'total',
        from: addMonths(month, 1 - TREND_MONTHS),
        to: endOf('month', month),
        grain: 'month',
      },
    ],
    today,
    'workbook',
  )
  const cells = suppress(answers.get('trends')?.cells ?? [], undefined, SMALLEST_SHOWN.report)
  return TREND_METRICS.map(metric => ({
    metric,
    title: metricOf(metric).title,
    unit: metricOf(metric).unit,
    kind: kindOf(metric),
    points: cells
      .filter(cell => cell.metric === metric)
      .map(({ bucket, value }) => ({ bucket: formatDay(bucket).slice(0, 7), value })),
  }))
}

function kindOf(id: MetricId): Trend['kind'] {
  const metric = findMetric(id)
  if (metric?.kind === 'ratio' || (metric?.kind === 'computed' && metric.isRatio)) return 'ratio'
  return metric?.kind === 'flow' ? 'sum' : 'stock'
}
