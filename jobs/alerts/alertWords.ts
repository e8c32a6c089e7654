import {
  type Comparison,
  type MetricCondition,
  type RowCondition,
  type RowItem,
  SEVERITY_TITLES,
} from '../../warehouse/catalogue/alertRule.ts'
import { METRICS } from '../../warehouse/catalogue/metrics.ts'
import { REFERENCE_VALUES } from '../../warehouse/catalogue/referenceValues.ts'
import { changeWithUnit, valueWithUnit } from '../../warehouse/contract/figureText.ts'
import { dayLabel, wholeLabel } from '../../warehouse/contract/periodLabel.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'
import { endOf } from '../../warehouse/platform/time/comparison.ts'
import type { Drawn, Outcome } from './condition.ts'

type Holding = Extract<Outcome, { kind: 'holds' }>

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  at_least: '达到',
  above: '超过',
  at_most: '不高于',
  below: '低于',
  moves_beyond: '变动超过',
}
const MINUTES_A_DAY = 24 * 60
const PERIODS = { month: '个月', day: '天' } as const

/**
 * What holds, in a sentence: `连续欠交3个月团员数 4 人，达到黄色预警线 1 人`. It is made of the parts of the rule and of the
 * figures that were compared, so it says what the rule says.
 */
export function holdingWords(condition: MetricCondition, drawn: Drawn, holding: Holding): string {
  const { grain } = condition
  const metric = METRICS.get(condition.metric)
  const subject = condition.title ?? metric?.title ?? condition.metric
  const unit = metric?.unit ?? '个'
  const lasting = condition.periods > 1 ? `连续 ${condition.periods} ${PERIODS[grain]}：` : ''
  if (condition.of === 'value') {
    const line = lineWords(condition, drawn, holding, unit)
    return `${lasting}${subject} ${valueWithUnit(holding.figure, unit)}，${line}`
  }
  const before = condition.of === 'change_of_year' ? '上年同期' : grain === 'month' ? '上月' : '前一日'
  const change = `较${before} ${changeWithUnit(holding.compared, '个')}`
  const line = lineWords(condition, drawn, holding, '%')
  return `${lasting}${subject} ${valueWithUnit(holding.figure, unit)}，${change}，${line}`
}

/**
 * The same of a row of a row set, as of the end of a day: `团支部在册团员数 2 人，低于黄色预警线 3 人`; of time that passes the day
 * that it is counted from or to: `最早的转入审核到达于 2026年10月16日，达到黄色预警线 648.0 小时`.
 */
export function rowWords(condition: RowCondition, item: RowItem, holding: Holding, day: number): string {
  const { title, unit, passes } = item
  const told = passes ? dayLabel(momentOf(item, holding.figure, day)) : valueWithUnit(holding.figure, unit)
  return `${title} ${told}，${lineWords(condition, {}, holding, unit)}`
}

/** The day from which, or to which, so much time is counted as of the end of `day`. */
export function momentOf({ unit, passes }: RowItem, time: number, day: number): number {
  if (passes === 'until') return day + time
  return unit === '小时' ? Math.floor(day + 1 - time / MINUTES_A_DAY) : day - time
}

/** The sentence with since when: `…，自2026年10月起`. */
export function withSince(words: string, since: number, grain: 'month' | 'day'): string {
  const label =
    grain === 'day' ? dayLabel(since) : wholeLabel('month', { from: since, to: endOf('month', since) })
  return `${words}，自${label}起`
}

function lineWords(
  { is, severity, line }: Pick<MetricCondition, 'is' | 'severity' | 'line'>,
  { target }: Pick<Drawn, 'target'>,
  holding: Holding,
  unit: Unit,
): string {
  const name = holding.isKept ? '解除线' : '预警线'
  const drawn = drawnBy(line, target, unit)
  return `${COMPARISONS[is]}${SEVERITY_TITLES[severity]}${name} ${valueWithUnit(holding.line, unit)}${drawn}`
}

function drawnBy(line: MetricCondition['line'], target: number | undefined, unit: Unit): string {
  if (typeof line === 'number' || 'reference' in line) return ''
  if ('metric' in line)
    return `（${METRICS.get(line.metric)?.title ?? line.metric}${timesWords(line.times)}）`
  return `（按时间进度，${REFERENCE_VALUES[line.target].title} ${valueWithUnit(target ?? null, unit)}）`
}

function timesWords(times: number): string {
  return times === 1 ? '' : `的 ${valueWithUnit(times, '%')}`
}
