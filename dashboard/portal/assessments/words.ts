import type { AssessmentInfo, Indicator, Sheet, SheetPart } from '../../../api/contract.ts'
import { ASSESSMENT_STATE_TITLES } from '../../../warehouse/contract/assessmentState.ts'
import { meaningOf } from '../../../warehouse/contract/figureState.ts'
import { figureInWords, valueText } from '../../../warehouse/contract/figureText.ts'

/** `公示中，至2026年1月12日可提出异议`. */
export function stateWords({ state, objectionsUntil }: AssessmentInfo): string {
  const until = state === 'published' && objectionsUntil ? `，${dayWords(objectionsUntil)}前可提出异议` : ''
  return `${ASSESSMENT_STATE_TITLES[state]}${until}`
}

/** `83.25`, `40`: as many decimals as there are; "—" without points. */
export function pointsText(points: number | null): string {
  return points === null ? '—' : String(points)
}

/** `83.25`, or `63.25 / 80` where parts are missing. */
export function totalText({ total, outOf, parts }: Sheet): string {
  const isWhole = parts.every(({ points }) => points !== null)
  return total === null || isWhole ? pointsText(total) : `${pointsText(total)} / ${outOf}`
}

/** `50.0%（0分）至 95.0%（满分20），低者优`. */
export function linesText({ zeroAt, fullAt, vetoAt, unit, weight, direction }: Indicator): string {
  const veto =
    vetoAt === null ? '' : `；${direction === 'more' ? '低于' : '超过'} ${valueText(vetoAt, unit)} 一票否决`
  return `${valueText(zeroAt, unit)} 得 0 分，${valueText(fullAt, unit)} 得 ${weight} 分${direction === 'less' ? '，低者优' : ''}${veto}`
}

/** What a cell tells beside its points. */
export function partTip({ figure, rank, isVetoed }: SheetPart, { unit }: Indicator): string {
  if (figure.state !== 'value') return meaningOf(figure)
  return `${figureInWords(figure, unit)}，第 ${rank} 名${isVetoed ? '，一票否决' : ''}`
}

/** `第 2 名（共 21 个）`, or why there is none. */
export function rankText({ rank, ranked, reason }: Sheet): string {
  return rank === null ? reason : `第 ${rank} 名（共 ${ranked} 个）`
}

function dayWords(text: string): string {
  const [year, month, day] = text.split('-').map(Number)
  return `${year}年${month}月${day}日`
}
