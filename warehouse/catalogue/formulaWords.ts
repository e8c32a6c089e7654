import { ENTITIES, type EntityName } from './entities.ts'
import { valueLabel } from './labels.ts'
import {
  type Aggregate,
  type Expression,
  type FormulaTerm,
  type GroupFigure,
  type Inner,
  type Measure,
  POINTS,
  type PointShare,
  type Rows,
} from './metrics/metric.ts'
import { type Predicate, referenceOf, type Span, type Term } from './metrics/predicate.ts'
import type { Formula } from './metrics/resolveMetric.ts'
import { figuresOf, isGroupFigure, type Metric } from './metrics.ts'
import { REFERENCE_VALUES, type ReferenceName } from './referenceValues.ts'

/** Figures of a row or a group by their names, in words. */
type Figures = Readonly<Record<string, string>>
type Counted = Rows & Pick<Measure, 'aggregate' | 'with' | 'points' | 'per' | 'reach'>

/** How a metric is computed, in words made of its entry: what is counted, of which records, by which date. Pure. */
export function formulaWords(metric: Metric): string {
  if (metric.kind === 'computed') {
    const { formula, isUntold } = metric
    if (isUntold) return '没有来源系统提供，见定义。'
    if (!formula) return '由定时任务按规则逐级计算，见定义。'
    if (formula.weights) return scoreWords(formula, formula.weights)
    return quotient(formula.numerator.map(termOfFormula), formula.denominator.map(termOfFormula))
  }
  const [numerator = '', ...denominator] = figuresOf(metric).map(figure =>
    isGroupFigure(figure) ? groupWords(figure) : measureWords(figure),
  )
  return quotient([numerator], denominator)
}

function quotient(numerator: readonly string[], denominator: readonly string[]): string {
  const sum = (terms: readonly string[]) => terms.join(' ＋ ').replaceAll('＋ −', '− ')
  return denominator.length > 0 ? `${sum(numerator)} ÷ ${sum(denominator)}` : sum(numerator)
}

function scoreWords({ numerator, denominator }: Formula, weights: readonly ReferenceName[]): string {
  const share = (i: number) =>
    quotient(numerator.slice(i, i + 1).map(termOfFormula), denominator.slice(i, i + 1).map(termOfFormula))
  return weights.map((weight, i) => `“${REFERENCE_VALUES[weight].title}” × （${share(i)}）`).join(' ＋ ')
}

function termOfFormula({ of, at, times }: FormulaTerm): string {
  const when =
    at === undefined
      ? ''
      : at === 'start'
        ? '（期初前一日）'
        : at === 'previous'
          ? '（上一期）'
          : 'rolling' in at
            ? `（近${at.rolling}个月）`
            : `（${Math.abs(at.months)}个月${at.months < 0 ? '前' : '后'}）`
  return `${times === -1 ? '−' : ''}${measureWords(of)}${when}`
}

function groupWords({ of, inner, least, most }: GroupFigure): string {
  const range =
    most === Number.MAX_SAFE_INTEGER ? `≥${least}` : least === most ? `＝${least}` : `${least}–${most}`
  return `${measureWords(of)}，其〔${measureWords(inner)}〕${range}`
}

function measureWords(counted: Counted): string {
  const { entity, where, basis, per, reach } = counted
  const figures: Record<string, string> = {}
  for (const [name, inner] of Object.entries(counted.with ?? {})) figures[name] = innerWords(inner)
  if (counted.points) figures[POINTS] = pointsWords(counted.points, entity, figures)
  const conditions = where.map(each => predicateWords(each, entity, figures))
  if (per) {
    const own: Record<string, string> = {}
    for (const [name, aggregate] of Object.entries(per.figures))
      own[name] = aggregateWords(aggregate, entity, figures)
    conditions.push(
      `按${fieldTitle(per.by, entity, figures)}合并${per.where.map(each => `，${predicateWords(each, entity, own)}`).join('')}`,
    )
  }
  const of = conditions.length > 0 ? `（${conditions.join('；')}）` : ''
  return `${basisWords(basis, entity)}“${ENTITIES[entity].title}”${of}的${aggregateWords(counted.aggregate, entity, figures)}${reach ? '（只计直属下级）' : ''}`
}

function innerWords({ of, sum, distinct }: Inner): string {
  const figures: Record<string, string> = {}
  for (const [name, own] of Object.entries(of.with ?? {})) figures[name] = innerWords(own)
  const conditions = of.where.map(each => predicateWords(each, of.entity, figures))
  const where = conditions.length > 0 ? `（${conditions.join('；')}）` : ''
  const counted = distinct
    ? `不同${fieldTitle(distinct, of.entity, figures)}数`
    : sum
      ? `${fieldTitle(sum, of.entity, figures)}合计`
      : '条数'
  return `〔${ENTITIES[of.entity].title}${where}${counted}〕`
}

function pointsWords(points: readonly PointShare[], entity: EntityName, figures: Figures): string {
  const shares = points.map(share => {
    const of =
      'holds' in share
        ? predicateWords(share.holds, entity, figures)
        : `${fieldTitle(share.of, entity, figures)} ÷ ${fieldTitle(share.outOf, entity, figures)}`
    return `“${REFERENCE_VALUES[share.weight].title}” × （${of}）`
  })
  return `得分〔${shares.join(' ＋ ')}〕`
}

function basisWords(basis: Rows['basis'], entity: EntityName): string {
  switch (basis.kind) {
    case 'state':
      return '期末'
    case 'since':
      return `${fieldTitle(basis.field, entity, {})}不晚于期末的`
    case 'change':
      return '期内净增的'
    case 'ever':
      return '至今的'
    case 'movement':
      return '期内变动的'
    case 'business': {
      const { field, window } = basis
      const span = window === undefined ? '期内' : window === 'year' ? '本年' : `近${window.months}个月`
      return `${span}（按${fieldTitle(field, entity, {})}）的`
    }
  }
}

function aggregateWords(aggregate: Aggregate, entity: EntityName, figures: Figures): string {
  if (aggregate === 'count') return '条数'
  if ('distinct' in aggregate) return `不同${fieldTitle(aggregate.distinct, entity, figures)}数`
  if ('sum' in aggregate) return `${expressionWords(aggregate.sum, entity, figures)}合计`
  if ('avg' in aggregate) return `${expressionWords(aggregate.avg, entity, figures)}平均`
  const which = aggregate.quantile === 0.5 ? '中位数' : `第${aggregate.quantile * 100}百分位`
  return `${expressionWords(aggregate.of, entity, figures)}${which}`
}

function expressionWords(expression: Expression, entity: EntityName, figures: Figures): string {
  if (typeof expression === 'string') return fieldTitle(expression, entity, figures)
  if ('minus' in expression)
    return expression.minus.map(field => fieldTitle(field, entity, figures)).join('−')
  const [ends, unit] = 'days' in expression ? [expression.days, '天数'] : [expression.minutes, '分钟数']
  return `${ends.map(field => fieldTitle(field, entity, figures)).join('至')}的${unit}`
}

const SYMBOLS = { '<': '＜', '<=': '≤', '=': '＝', '!=': '≠', '>=': '≥', '>': '＞' } as const

function predicateWords(predicate: Predicate, entity: EntityName, figures: Figures): string {
  const all = (each: readonly Predicate[]) => each.map(one => predicateWords(one, entity, figures))
  if ('all' in predicate) return all(predicate.all).join('且')
  if ('any' in predicate) return all(predicate.any).join('，或')
  if ('not' in predicate) return `非（${predicateWords(predicate.not, entity, figures)}）`
  const { field } = predicate
  const title = fieldTitle(field, entity, figures)
  if ('is' in predicate) return `${title}${predicate.is === 'known' ? '已知' : '不详'}`
  if ('than' in predicate)
    return `${title} ${SYMBOLS[predicate.op]} ${termWords(predicate.than, entity, figures)}`
  const values = 'in' in predicate ? predicate.in : predicate.notIn
  const isFlag = ENTITIES[entity].fields.find(({ name }) => name === field)?.type === 'flag'
  const named = values.map(value => (isFlag ? (value === '1' ? '是' : '否') : valueLabel(field, value)))
  return `${title}${'in' in predicate ? '为' : '不为'}${named.join('、')}`
}

function termWords(term: Term, entity: EntityName, figures: Figures): string {
  if ('const' in term) return String(term.const)
  if ('percent' in term) return `${fieldTitle(term.field, entity, figures)}的${term.percent}%`
  if ('field' in term) return `${fieldTitle(term.field, entity, figures)}${spanWords(term.plus)}`
  if ('yearOf' in term) return `${fieldTitle(term.yearOf, entity, figures)}的年份`
  if ('last' in term) {
    const [month, day] = term.last.split('-').map(Number)
    return `最近的${month}月${day}日${spanWords(term.plus)}`
  }
  const before = term.less ? `之前〔参考值“${REFERENCE_VALUES[term.less].title}”〕天` : ''
  return `${term.day === 'from' ? '期初' : '期末'}${before}${spanWords(term.plus)}`
}

function spanWords(span: Span | undefined): string {
  const part = (amount: number | undefined, unit: string) =>
    amount ? `${amount < 0 ? '−' : '＋'}${Math.abs(amount)}${unit}` : ''
  return `${part(span?.months, '个月')}${part(span?.days, '天')}`
}

function fieldTitle(field: string, entity: EntityName, figures: Figures): string {
  const reference = referenceOf(field)
  if (reference) return `参考值“${REFERENCE_VALUES[reference].title}”`
  return figures[field] ?? ENTITIES[entity].fields.find(({ name }) => name === field)?.title ?? field
}
