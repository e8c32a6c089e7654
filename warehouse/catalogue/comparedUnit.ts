import type { Unit } from '../contract/unit.ts'
import type { MetricCondition } from './alertRule.ts'
import { METRICS } from './metrics.ts'
import type { ReferenceUnit } from './referenceValues.ts'

/** What a condition over a metric compares: a change is a share. */
export function comparedUnit({ metric, of }: Pick<MetricCondition, 'metric' | 'of'>): Unit {
  return of === 'value' ? (METRICS.get(metric)?.unit ?? '个') : '%'
}

/** How many stored ones of a figure's unit one of the reference's unit is; those that are not listed do not fit. */
const STORED: Readonly<Record<ReferenceUnit, Readonly<Partial<Record<Unit, number>>>>> = {
  人: { 人: 1 },
  个: { 个: 1, 场: 1, 件: 1, 项: 1 },
  '%': { '%': 0.01 },
  月: { 个月: 1 },
  天: { 天: 1, 小时: 24 * 60 },
  小时: { 小时: 60 },
  行: { 行: 1 },
  分: { 分: 1 },
  日期: {},
}

/** How many stored ones of a figure in `unit` one of a reference value is; undefined where they cannot be compared. */
export function storedPer(reference: ReferenceUnit, unit: Unit): number | undefined {
  return STORED[reference][unit]
}
