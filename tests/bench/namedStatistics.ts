import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type Column, REPORT_NAMES, REPORTS, type Report } from '../../warehouse/catalogue/reports.ts'
import { changeWithUnit, figureWithUnit } from '../../warehouse/contract/figureText.ts'
import { parseTable } from '../../warehouse/platform/table/readTable.ts'
import { answerReport } from '../../warehouse/reports/answerReport.ts'
import { readReport } from '../../warehouse/reports/readReport.ts'

const SHOWN = ['rest', 'rank', 'ytd', 'mom', 'yoy'] as const

/** What a statistic is that is no metric but a column of a report. */
export interface NamedColumn {
  metric: string
  shown: (typeof SHOWN)[number]
}

/** A statistic that a document of the five systems names. */
export interface Statistic {
  id: string
  title: string
  seeds: string
  column: NamedColumn | undefined
}

const named = z.string().transform((text, context): NamedColumn | undefined => {
  if (text === '') return undefined
  const [metric = '', word] = text.split(' ')
  const shown = SHOWN.find(each => each === word)
  if (shown) return { metric, shown }
  context.addIssue({ code: 'custom', message: `column "${text}" is not <metric> <${SHOWN.join('|')}>` })
  return z.NEVER
})

/** The statistics of `seedMetrics.csv`. */
export function readStatistics(): Statistic[] {
  const file = path.join(import.meta.dirname, 'seedMetrics.csv')
  const { rows, faults } = parseTable(readFileSync(file, 'utf8'), file, {
    columns: ['id', 'title', 'seeds', 'column'],
    needed: 3,
    row: z.object({ id: z.string(), title: z.string(), seeds: z.string(), column: named }),
  })
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return rows.map(({ row }) => row)
}

/** The report and the place of the column in it that shows a statistic; undefined where none does. */
export function columnOf({ metric, shown }: NamedColumn): { report: Report; at: number } | undefined {
  const isIt = (column: Column) => {
    if (column.kind !== 'metric' || column.metric !== metric || column.by) return false
    if (shown === 'rest') return column.part === 'rest'
    if (shown === 'rank') return column.rank !== undefined
    if (shown === 'ytd') return column.span === 'ytd'
    return column.part === undefined && !column.rank && column.compare?.includes(shown) === true
  }
  for (const report of REPORT_NAMES.map((name): Report => REPORTS[name])) {
    const at = report.columns.findIndex(isIt)
    if (at >= 0) return { report, at }
  }
  return undefined
}

/** The cell of the whole instance in the report of a month that shows a statistic, of a rank the first row's; in words. */
export async function answerOfColumn(
  reader: ClickHouseClient,
  column: NamedColumn,
  month: number,
  now: number,
): Promise<{ title: string; words: string }> {
  const found = columnOf(column)
  if (!found) return { title: '', words: '' }
  const { report, at } = found
  const request = { report: report.id, org: 'root', grain: 'month', day: month, basis: 'current' } as const
  const answer = answerReport(await readReport(reader, { org: 'root' }, request, { now }, 'report'))
  const head = answer.columns[at]
  const row = column.shown === 'rank' ? answer.rows[0] : answer.total
  const cell = row?.cells[at]
  const title = `${report.title}：${head?.title ?? ''}`
  if (!head || !cell) return { title, words: '' }
  if (column.shown === 'mom' || column.shown === 'yoy') {
    const change = cell[column.shown] ?? null
    return { title, words: change === null ? '' : changeWithUnit(change, head.unit) }
  }
  return {
    title,
    words: cell.state === 'value' ? `${row?.name ?? ''} ${figureWithUnit(cell, head.unit)}` : '',
  }
}
