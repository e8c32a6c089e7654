import type { StatedFigure } from '../contract/figureState.ts'
import { figureInWords, figureText, valueText } from '../contract/figureText.ts'
import { dayLabel } from '../contract/periodLabel.ts'
import type { Unit } from '../contract/unit.ts'
import { dayOf, formatInstant } from '../platform/time/day.ts'

/** `通报〔2017〕第7期`. */
export function bulletinName(year: number, number: number): string {
  return `通报〔${year}〕第${number}期`
}

/** `2017年12月7日9时` of the hour that has passed; the end of a day is its 24th hour. */
export function untilText(until: number): string {
  const time = formatInstant(until).slice(11)
  if (time === '00:00:00.000') return `${dayLabel(dayOf(until) - 1)}24时`
  return `${dayLabel(dayOf(until))}${Number(time.slice(0, 2))}时`
}

const REALMS: Readonly<Record<number, string>> = { 1: '全团', 2: '全省', 3: '全市', 4: '全县（市、区）' }

/** What the organisation's whole is called: 全团, 全省, 全市. */
export function realmOf({ level }: { level: number }): string {
  return REALMS[level] ?? '本级'
}

/** What its direct children are called. */
export function childrenOfRealm({ level }: { level: number }): string {
  return level === 1 ? '省级团委' : '直属下级组织'
}

/** A figure in a sentence, its unit being part of the sentence; in words where it has no number. */
export function figureInSentence(figure: StatedFigure, unit: Unit): string {
  return figure.state === 'value' ? figureText(figure, unit) : `（${figureInWords(figure, unit)}）`
}

/** `增加3个`, `减少0.50元`, `提高1.2个百分点`, `持平`; null without a base. */
export function changeInSentence(change: number | null, unit: Unit): string {
  if (change === null) return '（无上期数）'
  const size = valueText(Math.abs(change), unit)
  if (!/[1-9]/.test(size)) return '持平'
  if (unit === '%') return `${change > 0 ? '提高' : '降低'}${size.slice(0, -1)}个百分点`
  return `${change > 0 ? '增加' : '减少'}${size}${unit}`
}
