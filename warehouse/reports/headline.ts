import { REPORTS } from '../catalogue/reports.ts'
import { endOf, parseDay } from '../contract/calendar.ts'
import { isHidden } from '../contract/figureState.ts'
import { changeWithUnit, figureWithUnit } from '../contract/figureText.ts'
import { dayLabel, wholeLabel } from '../contract/periodLabel.ts'
import type { HeadlineRun, ReportAnswer } from './answer.ts'
import { missingInWords } from './outlook.ts'

/** Equal ones that a sentence names. */
const MOST_NAMED = 3

// `{MEM01}`, `{MEM07 本期}`, `{同比 MEM01}`
const PLACE = /\{(?:(环比|同比) )?([A-Z]+\d\w*)(?: ([^}]+))?\}/g

/** The first line of a report: its question answered in words, of what the channel may show. */
export function headlineOf(answer: ReportAnswer): string {
  return headlineRunsOf(answer)
    .map(({ text }) => text)
    .join('')
}

/** The first line in pieces: each figure by itself, with its column. */
export function headlineRunsOf(answer: ReportAnswer): HeadlineRun[] {
  const until = timeOf(answer)
  const isEmpty = answer.total.cells.every(({ state }) => state !== 'value' && !isHidden(state))
  const sentences = isEmpty ? [] : clausesOf(answer)
  if (sentences.length === 0) return [{ text: `${until}，${answer.org.name}${emptinessOf(answer)}。` }]
  return [
    { text: `${until}，${answer.org.name}` },
    ...sentences.flatMap((runs, i) => [...(i > 0 ? [{ text: '；' }] : []), ...runs]),
    { text: '。' },
  ]
}

/** `2026年10月`, `2026年11月（截至11月21日）`; of a report that tells only how things stand `截至2026年11月22日`. */
function timeOf({ report, period }: ReportAnswer): string {
  const [from, to] = [parseDay(period.from), parseDay(period.to)]
  if (from === undefined || to === undefined) return period.label
  const day = dayLabel(to)
  if (report === 'org_entry' || period.grain === 'day') return `截至${day}`
  if (!period.isRunning) return period.label
  return `${wholeLabel(period.grain, { from, to: endOf(period.grain, from) })}（截至${day.slice('2026年'.length)}）`
}

/** Why an answer has nothing to say. */
function emptinessOf({ missing, total, rows }: ReportAnswer): string {
  if (missing.length > 0) return missing.map(missingInWords).join('；')
  const states = new Set([total, ...rows].flatMap(({ cells }) => cells.map(({ state }) => state)))
  if (!states.has('value') && states.has('not_computed')) return '尚未计算'
  if (!states.has('value') && states.has('before_data')) return '没有记录：早于数据起始时间'
  if (!states.has('value') && states.has('unknown_source')) return '没有数字：来源系统未提供'
  return total.cells.some(({ state }) => state === 'value') ? '没有可排名的组织' : '本期无数据'
}

function clausesOf(answer: ReportAnswer): HeadlineRun[][] {
  const { headline } = REPORTS[answer.report]
  return headline === 'first_of_peers'
    ? firstOfPeers(answer).map(text => [{ text }])
    : headline.map(clause => clauseOf(clause, answer)).filter(runs => runs !== undefined)
}

/** A clause of `Report.headline` with the figures of the answer; undefined when it tells a column that is not shown. */
function clauseOf(clause: string, answer: ReportAnswer): HeadlineRun[] | undefined {
  const runs: HeadlineRun[] = []
  let end = 0
  for (const { 0: place, 1: change, 2: metric, 3: title, index } of clause.matchAll(PLACE)) {
    runs.push({ text: clause.slice(end, index) })
    end = index + place.length
    const i = answer.columns.findIndex(
      column => column.metric === metric && (!title || column.title === title),
    )
    const [column, cell] = [answer.columns[i], answer.total.cells[i]]
    if (!column || !cell) {
      if (change === undefined) return undefined
      continue
    }
    if (change === undefined) runs.push({ text: figureWithUnit(cell, column.unit), column: i })
    const against = change === '环比' ? cell.mom : cell.yoy
    if (change !== undefined && against !== undefined)
      runs.push({ text: `，${change} ${changeWithUnit(against, column.unit)}` })
  }
  return [...runs, { text: clause.slice(end) }].filter(({ text }) => text !== '')
}

/** `地级市综合得分第一：…`, for each kind of organisation that is ranked. */
function firstOfPeers({ columns, rows }: ReportAnswer): string[] {
  const place = columns.findIndex(({ unit }) => unit === '名')
  const score = columns.findIndex(({ unit }) => unit === '分')
  const firsts = rows.filter(row => row.cells[place]?.value === 1)
  return [...new Set(firsts.map(({ peers }) => peers))].flatMap(peers => {
    const first = firsts.filter(row => row.peers === peers)
    const points = columns[score] && first[0]?.cells[score]
    if (!points) return []
    // among many that are equal nobody is first
    const names =
      first.length > MOST_NAMED ? `${first.length} 个组织并列` : first.map(({ name }) => name).join('、')
    return [`${peers}综合得分第一：${names}，${figureWithUnit(points, '分')}`]
  })
}
