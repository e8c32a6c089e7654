import { STATE_WORDS } from '../contract/figureState.ts'
import type { Comparison } from '../platform/time/comparison.ts'
import type { AnswerRow, BaseFault, ReportAnswer } from './answer.ts'

const COMPARISONS: Readonly<Record<Comparison, string>> = { mom: '环比', yoy: '同比' }
const BASE_FAULTS: Readonly<Record<BaseFault, string>> = {
  before_data: '对比期不完整（数据自对比期内或之后才有）',
  not_computed: '对比期尚未计算',
  unknown_source: '对比期来源系统未提供',
}
/** Rows that a note names. */
const MOST_NAMED = 5

/**
 * What a reader must know of changes without a whole base, and of who is not ranked. Pure; the same for page, workbook and
 * mail.
 */
export function notesOf(answer: ReportAnswer): string[] {
  return [...baseNotes(answer), ...rankNotes(answer)]
}

function baseNotes({ columns, total, rows }: ReportAnswer): string[] {
  const titles = new Map<string, Set<string>>()
  columns.forEach(({ title, group }, i) => {
    for (const { cells } of [total, ...rows])
      for (const comparison of ['mom', 'yoy'] as const) {
        const fault = cells[i]?.noBase?.[comparison]
        if (!fault) continue
        const key = `${comparison} ${fault}`
        titles.set(key, (titles.get(key) ?? new Set()).add(group ? `${group}${title}` : title))
      }
  })
  return [...titles].map(([key, found]) => {
    const [comparison, fault] = key.split(' ')
    const isMom = comparison === 'mom'
    const why = fault === 'not_computed' || fault === 'unknown_source' ? fault : 'before_data'
    return `${[...found].join('、')}的${COMPARISONS[isMom ? 'mom' : 'yoy']}为“—”：${BASE_FAULTS[why]}。`
  })
}

function rankNotes({ columns, rows }: ReportAnswer): string[] {
  const place = columns.findIndex(({ unit }) => unit === '名')
  if (place < 0) return []
  const taking = rows.filter(({ peers }) => peers !== undefined)
  if (taking.some(({ cells }) => cells[place]?.state === 'not_computed'))
    return ['有指标尚未计算，暂不排名。']
  // who is alone among its peers is not ranked either, for another reason
  const without = taking.filter(
    row =>
      row.cells[place]?.state !== 'value' &&
      row.cells.some((cell, i) => isIndicator(i) && cell.state !== 'value'),
  )
  if (without.length === 0) return []
  const named = without.slice(0, MOST_NAMED).map(row => `${row.name}（${missingIndicator(row)}）`)
  const rest = without.length > MOST_NAMED ? `等 ${without.length} 个组织` : ''
  return [`缺少指标而不排名：${named.join('、')}${rest}。`]

  function isIndicator(i: number): boolean {
    return columns[i]?.metric !== ''
  }
  function missingIndicator({ cells }: AnswerRow): string {
    const i = cells.findIndex((cell, at) => isIndicator(at) && cell.state !== 'value')
    const cell = cells[i]
    const why =
      !cell || cell.state === 'value' || cell.state === 'suppressed' ? '不显示' : STATE_WORDS[cell.state]
    return `${columns[i]?.title ?? ''}：${why}`
  }
}
