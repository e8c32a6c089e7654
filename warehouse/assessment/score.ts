import { FULL_POINTS } from '../contract/assessmentState.ts'
import type { StatedFigure } from '../contract/figureState.ts'
import type { Assessment, AssessmentGroup, Indicator, Sheet, SheetPart } from './assessment.ts'

const HUNDREDTHS = 100

/** An organisation with its figures, one per indicator. */
export interface Scored {
  id: string
  name: string
  figures: readonly StatedFigure[]
}

/**
 * Scores those who are compared with each other. Pure. Each indicator gives points from none at its lower line to all of its
 * weight at the full one, in proportion between the lines. A part without a figure has no points, never zero, and leaves the
 * total with fewer points to be out of; who lacks a part that any other has is not ranked, for their totals cannot be held
 * against each other. While a figure is not computed nobody is. Beyond a veto line nobody is ranked, whatever the total.
 */
export function scoreSheets(indicators: readonly Indicator[], orgs: readonly Scored[]): Sheet[] {
  const columns = indicators.map((_, i) => orgs.map(({ figures }) => figures[i]?.value ?? null))
  const isToldOfAny = columns.map(column => column.some(value => value !== null))
  const isWaiting = orgs.some(({ figures }) => figures.some(({ state }) => state === 'not_computed'))
  const sheets = orgs.map(({ id, name, figures }): Sheet => {
    const parts = indicators.map((indicator, i) => partOf(indicator, figures[i], columns[i] ?? []))
    const told = parts.flatMap(({ points }, i) =>
      points === null ? [] : [{ points, weight: indicators[i]?.weight ?? 0 }],
    )
    return {
      id,
      name,
      parts,
      total: told.length === 0 ? null : rounded(told.reduce((sum, { points }) => sum + points, 0)),
      outOf: rounded(told.reduce((sum, { weight }) => sum + weight, 0)),
      rank: null,
      ranked: 0,
      reason: whyUnranked(indicators, parts, isToldOfAny, isWaiting),
      before: null,
    }
  })
  const totals = sheets.flatMap(({ total, reason }) => (reason === '' && total !== null ? [total] : []))
  const last = sheets.length + 1
  return sheets
    .map(sheet => ({
      ...sheet,
      ranked: totals.length,
      rank: sheet.reason === '' ? placeOf(sheet.total, totals) : null,
    }))
    .sort((a, b) => (a.rank ?? last) - (b.rank ?? last))
}

/**
 * The same figures under other weights, by metric; what is not named keeps its own. Pure. Returns a sentence for the user when
 * the weights of a group do not add up to 100.
 */
export function withWeights(
  assessment: Assessment,
  weights: Readonly<Record<string, number>>,
): Assessment | string {
  const groups: AssessmentGroup[] = []
  for (const { peers, indicators: own, sheets } of assessment.groups) {
    const indicators = own.map(each => ({ ...each, weight: weights[each.metric] ?? each.weight }))
    const sum = rounded(indicators.reduce((all, { weight }) => all + weight, 0))
    if (sum !== FULL_POINTS) return `${peers}各项权重相加为 ${sum}，应为 ${FULL_POINTS}`
    const orgs = sheets.map(({ id, name, parts }) => ({
      id,
      name,
      figures: parts.map(({ figure }) => figure),
    }))
    groups.push({ peers, indicators, sheets: scoreSheets(indicators, orgs) })
  }
  return { ...assessment, isTrial: true, groups }
}

function partOf(
  indicator: Indicator,
  figure: StatedFigure | undefined,
  column: readonly (number | null)[],
): SheetPart {
  if (figure?.state !== 'value')
    return { figure: figure ?? { state: 'no_data', value: null }, points: null, rank: null, isVetoed: false }
  const { weight, direction, zeroAt, fullAt, vetoAt } = indicator
  const { value } = figure
  const isBetter = (a: number, b: number) => (direction === 'more' ? a > b : a < b)
  const share = Math.min(1, Math.max(0, (value - zeroAt) / (fullAt - zeroAt)))
  return {
    figure,
    points: rounded(weight * share),
    rank: 1 + column.filter(other => other !== null && isBetter(other, value)).length,
    // a line that must be reached is kept by reaching it, one that must not be exceeded by not exceeding it
    isVetoed: vetoAt !== null && isBetter(vetoAt, value),
  }
}

function whyUnranked(
  indicators: readonly Indicator[],
  parts: readonly SheetPart[],
  isToldOfAny: readonly boolean[],
  isWaiting: boolean,
): string {
  const titles = (is: (part: SheetPart, i: number) => boolean) =>
    indicators.filter((_, i) => parts[i] && is(parts[i], i)).map(({ title }) => title)
  const vetoed = titles(part => part.isVetoed)
  if (vetoed.length > 0) return `一票否决：${vetoed.join('、')}`
  if (isWaiting) return '有指标尚未计算，暂不排名'
  const lacking = titles(({ points }, i) => points === null && isToldOfAny[i] === true)
  if (lacking.length > 0) return `缺${lacking.join('、')}，与其他组织不可比，不排名`
  return parts.some(({ points }) => points !== null) ? '' : '各项都没有数，不排名'
}

function placeOf(total: number | null, totals: readonly number[]): number | null {
  return total === null ? null : 1 + totals.filter(other => other > total).length
}

/** To hundredths, halves up, however the binary fraction came out. */
function rounded(points: number): number {
  return Math.round(Number((points * HUNDREDTHS).toPrecision(12))) / HUNDREDTHS
}
