import type { MailFigure, Mailing } from '../../../warehouse/catalogue/mailings.ts'
import { findMetric } from '../../../warehouse/catalogue/metrics.ts'
import { changeWithUnit, figureWithUnit } from '../../../warehouse/contract/figureText.ts'
import { placeInWords } from '../../../warehouse/contract/ownPlace.ts'
import { formatInstant } from '../../../warehouse/platform/time/day.ts'
import type { ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { missingInWords } from '../../../warehouse/reports/outlook.ts'
import { StateNotes } from '../../../warehouse/reports/stateNotes.ts'
import { escapeHtml } from './escapeHtml.ts'

/** A figure as the body of a mail shows it. */
export interface BulletinLine {
  title: string
  /** Of what days, where that is not the period of the mail: `本月至今（2026年11月1日至22日）`; otherwise `''`. */
  days: string
  value: string
  /** `''` where it is not compared. */
  mom: string
  yoy: string
}

/** What the body of a mail says of an organisation's period. */
export interface Bulletin {
  lines: BulletinLine[]
  /** One sentence per report, and one per place of the organisation among its equals. */
  headlines: string[]
  /** What is compared, the basis, how far the data reach, what is hidden. */
  notes: string[]
}

const CELL = 'padding:8px 10px;border-bottom:1px solid #e5e7eb;font-size:14px;line-height:20px'
const HEAD = `${CELL};background:#f3f4f6;color:#4b5563;font-weight:600`
const GROUP = `${CELL};padding-top:16px;color:#4b5563;font-weight:600`
const LABEL = `${CELL};min-width:112px`
const CHANGE = 'font-size:12px;line-height:18px;color:#4b5563'
const NUMBER = `${CELL};text-align:right;white-space:nowrap`

/**
 * The figures of a mailing, taken from the answers of its reports (masked ones). Pure. A figure whose report or column is
 * not among the answers is left out.
 */
export function bulletinOf(mailing: Mailing, answers: readonly ReportAnswer[]): Bulletin {
  const lines = mailing.figures.flatMap(figure => lineOf(figure, answers) ?? [])
  const sentences = answers.flatMap(({ headline, places = [] }) => [
    headline,
    ...places.map(place => `${placeInWords(place)}。`),
  ])
  const headlines = [...new Set(sentences.filter(Boolean))]
  return { lines, headlines, notes: notesOf(answers, lines) }
}

/** Sections of the body: a table of figures, the sentences, the notes. Tables and inline styles: what mail programs show. */
export function bulletinHtml({ lines, headlines, notes }: Bulletin): string {
  const isCompared = lines.some(({ mom, yoy }) => mom !== '' || yoy !== '')
  const table =
    lines.length === 0
      ? ''
      : `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;margin:0 0 20px">
<tr><th align="left" style="${HEAD}">指标</th><th align="right" style="${HEAD}">${isCompared ? '本期及变化' : '本期'}</th></tr>
${lines.map((line, i) => lineHtml(line, lines[i - 1]?.days)).join('\n')}
</table>`
  const sentences = headlines
    .map(text => `<p style="margin:0 0 8px;font-size:14px;line-height:22px">${escapeHtml(text)}</p>`)
    .join('\n')
  const small = notes
    .map(
      text =>
        `<p style="margin:0 0 4px;font-size:12px;line-height:18px;color:#6b7280">${escapeHtml(text)}</p>`,
    )
    .join('\n')
  return [table, sentences, small].filter(Boolean).join('\n')
}

/** Two columns only: a phone has no room for more beside a title of which four characters stand in a line. */
function lineHtml({ title, days, value, mom, yoy }: BulletinLine, above: string | undefined): string {
  const changes = [mom && `环比 ${mom}`, yoy && `同比 ${yoy}`]
    .filter(Boolean)
    .map(change => `<br><span style="${CHANGE}">${escapeHtml(change)}</span>`)
    .join('')
  return `${days && days !== above ? `<tr><td colspan="2" style="${GROUP}">${escapeHtml(days)}</td></tr>\n` : ''}<tr><td style="${LABEL}">${escapeHtml(title)}</td><td style="${NUMBER}"><b style="font-weight:600">${escapeHtml(value)}</b>${changes}</td></tr>`
}

/** The same as plain text. */
export function bulletinText({ lines, headlines, notes }: Bulletin): string {
  const figures = lines.flatMap(({ title, days, value, mom, yoy }, i) => [
    ...(days && days !== lines[i - 1]?.days ? ['', days] : []),
    [`${title}：${value}`, mom && `环比 ${mom}`, yoy && `同比 ${yoy}`].filter(Boolean).join('，'),
  ])
  return [figures, headlines, notes]
    .filter(part => part.length > 0)
    .map(part => part.join('\n'))
    .join('\n\n')
}

function lineOf(
  { report, metric, column, toDate }: MailFigure,
  answers: readonly ReportAnswer[],
): BulletinLine | undefined {
  const answer = answers.find(each => each.report === report)
  const index =
    answer?.columns.findIndex(each => each.metric === metric && (!column || each.title === column)) ?? -1
  const found = answer?.columns[index]
  const cell = answer?.total.cells[index]
  if (!answer || !found || !cell) return undefined
  return {
    title: findMetric(metric)?.title ?? found.title,
    days: toDate ? daysOf(answer) : '',
    value: figureWithUnit(cell, found.unit),
    mom: cell.mom === undefined ? '' : changeWithUnit(cell.mom, found.unit),
    yoy: cell.yoy === undefined ? '' : changeWithUnit(cell.yoy, found.unit),
  }
}

function daysOf({ period }: ReportAnswer): string {
  return `本月至今（${period.label}）`
}

function notesOf(answers: readonly ReportAnswer[], lines: readonly BulletinLine[]): string[] {
  const [first] = answers
  if (!first) return []
  const compared = [...new Set(lines.map(({ days }) => days))].flatMap(days => {
    const of = answers.filter(answer => days === '' || daysOf(answer) === days)
    const mom = of.map(({ comparisons }) => comparisons.mom).find(Boolean)
    const yoy = of.map(({ comparisons }) => comparisons.yoy).find(Boolean)
    const shown = lines.filter(line => line.days === days)
    const words = [
      shown.some(line => line.mom) && mom ? `环比：与${mom}相比` : '',
      shown.some(line => line.yoy) && yoy ? `同比：与${yoy}相比` : '',
    ].filter(Boolean)
    return words.length > 0 ? [`${days}${words.join('；')}`] : []
  })
  const basis = answers.some(answer => answer.basis === 'published')
    ? '口径：已发布数据，组织关系以期末为准'
    : '口径：可比口径，各期均按现有组织关系统计'
  const asOf = Math.min(...answers.map(answer => answer.asOf))
  const states = new StateNotes()
  for (const { total } of answers) states.note(total.cells)
  const words = states.inWords()
  return [
    ...(compared.length > 0 ? [`${compared.join('。')}。“—”表示没有可比的基数。`] : []),
    ...new Set(answers.flatMap(({ missing }) => missing.map(each => `${missingInWords(each)}。`))),
    ...new Set(answers.flatMap(({ notes }) => notes)),
    `${basis}；数据截至 ${formatInstant(asOf).slice(0, 16)}。`,
    ...(words.length > 0 ? [`${words.join('；')}。`] : []),
  ]
}
