import { SEVERITY_TITLES } from '../../../warehouse/catalogue/alertRule.ts'
import { countText } from '../../../warehouse/contract/figureText.ts'
import { dayLabel } from '../../../warehouse/contract/periodLabel.ts'
import { escapeHtml } from './escapeHtml.ts'

/** Open alerts of an organisation, as a mail tells them. */
export interface AlertSummary {
  /** The last day that was judged; null when none was. */
  judgedOn: number | null
  open: { amber: number; red: number }
  /** The gravest ones: organisation and words. */
  first: readonly { severity: 'amber' | 'red'; orgName: string; words: string }[]
  /** Rules that could not be judged, with the reason. */
  doubts: readonly string[]
}

const HEADING = 'margin:20px 0 8px;font-size:15px;line-height:22px'
const LINE = 'margin:0 0 6px;font-size:14px;line-height:22px'
const SIGNS = { red: '●', amber: '▲' } as const

/** The section as lines: the counts, the gravest alerts, what could not be judged. Nothing judged is not nothing wrong. Pure. */
export function alertLines({ judgedOn, open, first, doubts }: AlertSummary): string[] {
  if (judgedOn === null) return ['尚未计算。']
  const total = open.red + open.amber
  const counts = `红色 ${countText(open.red)} 条，黄色 ${countText(open.amber)} 条`
  const head = total === 0 ? '没有未解除的预警' : `未解除：${counts}`
  const rest = total - first.length
  return [
    `${head}（判断至${dayLabel(judgedOn)}）。`,
    ...first.map(
      each => `${SIGNS[each.severity]} ${SEVERITY_TITLES[each.severity]} ${each.orgName}：${each.words}`,
    ),
    ...(rest > 0 ? [`其余 ${countText(rest)} 条见报表门户的“预警”。`] : []),
    ...doubts.map(each => `无法判断：${each}`),
  ]
}

export function alertHtml(summary: AlertSummary): string {
  const lines = alertLines(summary).map(text => `<p style="${LINE}">${escapeHtml(text)}</p>`)
  return [`<h2 style="${HEADING}">预警</h2>`, ...lines].join('\n')
}

/** The same as plain text. */
export function alertText(summary: AlertSummary): string {
  return ['预警', ...alertLines(summary)].join('\n')
}
