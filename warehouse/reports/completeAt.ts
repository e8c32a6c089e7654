import { figuresOf, isGroupFigure, type Metric } from '../catalogue/metrics.ts'
import type { ReportClock } from './readReport.ts'

/** The instant up to which all logs that some metrics sum are complete, milliseconds since 1970. */
export function completeAtOf(metrics: readonly Metric[], { now, completeAt }: ReportClock): number {
  if (!completeAt) return now
  const logs = metrics.flatMap(metric =>
    figuresOf(metric).flatMap(figure => (isGroupFigure(figure) ? [figure.of, figure.inner] : [figure])),
  )
  return Math.min(now, ...logs.map(({ entity }) => completeAt(entity)))
}
