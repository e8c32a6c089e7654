import type { MetricId } from './metrics.ts'

/** The figures whose course a committee follows; all of them are summed from the logs. */
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

export const SHOWN_MONTHS = 36
/** One more year than is shown, for the comparison with the year before. */
export const TREND_MONTHS = SHOWN_MONTHS + 12
