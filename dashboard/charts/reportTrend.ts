import type { Unit } from '../parts/format.ts'
import type { ChartOption } from './frame.ts'
import { monthLineOption } from './monthLine.ts'
import type { ChartStyle } from './tokens.ts'

export interface ReportTrend {
  title: string
  unit: Unit
  /** `YYYY-MM`, oldest first. */
  months: readonly string[]
  /** One per month. */
  values: readonly (number | null)[]
  /** Index of its colour among the series. */
  color: number
}

/** A figure of a report over its last complete months. */
export function reportTrendOption(data: ReportTrend, style: ChartStyle): ChartOption {
  const points = data.months.map((bucket, index) => ({ bucket, value: data.values[index] ?? null }))
  return monthLineOption({ title: data.title, unit: data.unit, points, color: data.color }, style)
}
