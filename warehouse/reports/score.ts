import { METRICS } from '../catalogue/metrics.ts'
import type { Indicator } from '../catalogue/reports.ts'
import { isHidden, type StatedFigure, stated } from '../contract/figureState.ts'

/** Decimals of a score. */
const HUNDREDTHS = 100

/** What a row has got: points of 100, and its place, or why it has none. */
export interface Standing {
  score: StatedFigure
  rank: StatedFigure
}

const ALONE: Standing = { score: stated(null), rank: stated(null) }

/**
 * Scores rows among their peers only: cities with cities, universities with universities. Pure. Who has no peers (undefined)
 * takes no part, and whoever is alone among them has nobody to be compared with.
 */
export function standingsAmongPeers(
  indicators: readonly Indicator[],
  rows: readonly { peers: string | undefined; values: readonly StatedFigure[] }[],
): (Standing | undefined)[] {
  const found = new Map<number, Standing>()
  for (const peers of new Set(rows.map(row => row.peers))) {
    if (peers === undefined) continue
    const group = rows.flatMap((row, i) => (row.peers === peers ? [i] : []))
    const among = standings(
      indicators,
      group.map(i => rows[i]?.values ?? []),
    )
    for (const [at, i] of group.entries()) found.set(i, (group.length > 1 ? among[at] : undefined) ?? ALONE)
  }
  return rows.map((_, i) => found.get(i))
}

/**
 * Scores rows by their places in several indicators. Pure. The best of an indicator gets all of its weight, the last none,
 * the others by their place in between; equal values share a place. Rows of equal score share a rank, and the next ranks
 * are left out.
 *
 * A row without one of the indicators has no score and no rank, for the reason of that indicator, and the others are
 * compared without it: neither would nothing be fair to it, nor could a score over fewer indicators be held against theirs.
 * While an indicator is not computed nobody is ranked.
 */
export function standings(
  indicators: readonly Indicator[],
  values: readonly (readonly StatedFigure[])[],
): Standing[] {
  if (values.flat().some(({ state }) => state === 'not_computed'))
    return values.map(() => both({ state: 'not_computed', value: null }))
  const reasons = values.map(reasonOf)
  const ranked = values.filter((_, i) => !reasons[i])
  const scores = values.map((row, i) => {
    if (reasons[i]) return null
    const points = indicators.reduce(
      (sum, indicator, at) => sum + pointsOf(indicator, row[at]?.value ?? 0, columnOf(ranked, at)),
      0,
    )
    return Math.round(points * HUNDREDTHS) / HUNDREDTHS
  })
  return scores.map((score, i): Standing => {
    const reason = reasons[i]
    if (reason || score === null) return both(reason ?? stated(null))
    const rank = 1 + scores.filter(other => other !== null && other > score).length
    return { score: stated(score), rank: stated(rank) }
  })
}

/** How scores are made, with the weights, in words. */
export function scoreInWords(indicators: readonly Indicator[]): string {
  const weights = indicators.map(({ metric, per, weight, better }) => {
    const title = METRICS.get(metric)?.title ?? metric
    const base = per && (METRICS.get(per)?.title ?? per)
    return `${title}${base ? `与${base}之比` : ''} ${weight}${better === 'less' ? '（低者优）' : ''}`
  })
  return `综合得分＝各项指标名次得分之和：第一名得该项全部权重，最后一名为 0，其余按名次等分；并列取相同名次。权重：${weights.join('、')}。缺少任何一项指标的组织不评分、不排名，其余组织之间比较；有一项指标尚未计算时都不排名。`
}

/** Why a row cannot be scored: the state of the first indicator without a number. */
function reasonOf(row: readonly StatedFigure[]): StatedFigure | undefined {
  const absent = row.find(({ state }) => state !== 'value')
  // a score is no count of persons
  return absent && isHidden(absent.state) ? { state: 'suppressed_with', value: null } : absent
}

function both(figure: StatedFigure): Standing {
  return { score: figure, rank: figure }
}

function columnOf(values: readonly (readonly StatedFigure[])[], i: number): number[] {
  return values.flatMap(row => row[i]?.value ?? [])
}

function pointsOf(indicator: Indicator, value: number, column: readonly number[]): number {
  if (column.length < 2) return indicator.weight
  const isBetter = (other: number) => (indicator.better === 'more' ? other > value : other < value)
  const place = column.filter(isBetter).length
  return (indicator.weight * (column.length - 1 - place)) / (column.length - 1)
}
