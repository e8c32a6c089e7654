import { type Figure, figuresOf, isGroupFigure, type Metric } from './metrics.ts'

/** What every definition says beside its own words; made of how the metric is computed, so that it cannot differ from it. */
export interface CountingRules {
  /** Whose figures the organisation asked about counts. */
  population: string
  /** Which records a period holds. */
  period: string
  /** Where the records of organisations stand that are gone, have another key, or were never seen. */
  lostOrgs: string
  /** What the whole instance holds. */
  whole: string
}

/** The common rules by which a metric is counted, a sentence each. */
export function countingRulesOf(metric: Metric): CountingRules {
  const figures = figuresOf(metric).map(figure => (isGroupFigure(figure) ? figure.of : figure))
  return {
    population: figures.some(({ reach }) => reach === 'children') ? '只统计直属下级组织。' : BELOW,
    period: metric.kind === 'computed' ? BY_NIGHT : [...new Set(figures.map(periodOf))].join(''),
    lostOrgs: LOST,
    whole: '全部＝组织树上各组织与“未归属”。',
  }
}

/** The definition of a metric in full: its own words, then the common rules. */
export function definitionText(metric: Metric): string {
  const { population, period, lostOrgs, whole } = countingRulesOf(metric)
  return `${metric.definition}${population}${period}${lostOrgs}${whole}`
}

const BELOW = '统计本组织及全部下级。'
const BY_NIGHT = '由夜间作业按月计算：取计算时已知、截至期末的记录，按期末的组织关系汇总。'
const LOST = '已删除或更换编号的组织，其记录留在该组织最后所在的位置；从未采集到的组织，其记录计入“未归属”。'

function periodOf({ basis }: Figure): string {
  switch (basis.kind) {
    case 'state':
      return '期末数以生效日期不晚于期末的全部记录为准，含期末以后才收到的；月份发布后不再改动。'
    case 'change':
      return '期初、期末数均以生效日期不晚于当天的全部记录为准，含以后才收到的；月份发布后不再改动。'
    case 'movement':
      return '按变动的生效日期归入各期，迟到的记录归入其生效日期；月份发布后不再改动。'
    case 'business':
      return '按业务日期归入各期，迟到的记录归入其业务日期，已删除的不计；月份发布后不再改动。'
  }
}
