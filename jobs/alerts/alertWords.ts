import {
  type Comparison,
  type MetricCondition,
  type RowCondition,
  SEVERITY_TITLES,
} from '../../warehouse/catalogue/alertRule.ts'
import { METRICS } from '../../warehouse/catalogue/metrics.ts'
import { changeWithUnit, valueWithUnit } from '../../warehouse/contract/figureText.ts'
import { dayLabel, wholeLabel } from '../../warehouse/contract/periodLabel.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'
import { endOf } from '../../warehouse/platform/time/comparison.ts'
import type { Outcome } from './condition.ts'

type Holding = Extract<Outcome, { kind: 'holds' }>

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  at_least: '达到',
  above: '超过',
  at_most: '不高于',
  below: '低于',
  moves_beyond: '变动超过',
}
const PERIODS = { month: '个月', day: '天' } as const

/**
 * What holds, in a sentence: `连续欠交3个月团员数 4 人，达到黄色预警线 1 人`. It is made of the parts of the rule and of the
 * figures that were compared, so it says what the rule says.
 */
export function holdingWords(condition: MetricCondition, grain: 'month' | 'day', holding: Holding): string {
  const metric = METRICS.get(condition.metric)
  const subject = condition.title ?? metric?.title ?? condition.metric
  const unit = metric?.unit ?? '个'
  const lasting = condition.periods > 1 ? `连续 ${condition.periods} ${PERIODS[grain]}：` : ''
  if (condition.of === 'value') {
    const line = lineWords(condition, holding.line, unit)
    return `${lasting}${subject} ${valueWithUnit(holding.figure, unit)}，${line}`
  }
  const before = condition.of === 'change_of_year' ? '上年同期' : grain === 'month' ? '上月' : '前一日'
  const change = `较${before} ${changeWithUnit(holding.compared, '个')}`
  const line = lineWords(condition, holding.line, '%')
  return `${lasting}${subject} ${valueWithUnit(holding.figure, unit)}，${change}，${line}`
}

/** The same of a row of a row set: `团支部在册团员数 2 人，低于黄色预警线 3 人`. */
export function rowWords(
  condition: RowCondition,
  { title, unit }: { title: string; unit: Unit },
  { figure, line }: Holding,
): string {
  return `${title} ${valueWithUnit(figure, unit)}，${lineWords(condition, line, unit)}`
}

/** The sentence with since when: `…，自2026年10月起`. */
export function withSince(words: string, since: number, grain: 'month' | 'day'): string {
  const label =
    grain === 'day' ? dayLabel(since) : wholeLabel('month', { from: since, to: endOf('month', since) })
  return `${words}，自${label}起`
}

function lineWords(
  { is, severity, line }: Pick<MetricCondition, 'is' | 'severity' | 'line'>,
  limit: number,
  unit: Unit,
): string {
  const drawn =
    typeof line === 'number'
      ? ''
      : `（${METRICS.get(line.metric)?.title ?? line.metric}${timesWords(line.times)}）`
  return `${COMPARISONS[is]}${SEVERITY_TITLES[severity]}预警线 ${valueWithUnit(limit, unit)}${drawn}`
}

function timesWords(times: number): string {
  return times === 1 ? '' : `的 ${valueWithUnit(times, '%')}`
}
