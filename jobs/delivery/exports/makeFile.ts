import fs from 'node:fs'
import { MAILINGS } from '../../../warehouse/catalogue/mailings.ts'
import { findReport } from '../../../warehouse/catalogue/reports.ts'
import { parseDay } from '../../../warehouse/platform/time/day.ts'
import { readMailingAnswers } from '../mail/mailingAnswers.ts'
import { writeAnswersWorkbook } from '../workbook/answersWorkbook.ts'
import { writeAssessmentWorkbook } from '../workbook/assessmentWorkbook.ts'
import { writeListWorkbook } from '../workbook/listWorkbook.ts'
import { buildMonthlyWorkbook } from '../workbook/monthlyWorkbook.ts'
import { writeReportWorkbook } from '../workbook/reportWorkbook.ts'
import type { ReportSources } from '../workbook/sources.ts'
import { writeTicketWorkbook } from '../workbook/ticketWorkbook.ts'
import { exportRequest, firstDayOf, weekOf } from './exportRequest.ts'
import type { ExportRecord } from './exportStore.ts'
import { listRequestOf } from './listRequest.ts'

export interface Making {
  signal: AbortSignal
  now: number
  /** How far it is: 0 … 1, and rows written. */
  progress(share: number, rows: number): void
}

export interface Made {
  rows: number
  /** The title with the period that the file covers. */
  title: string
}

// the file belongs to whoever runs the server, and is handed out by it only
const MODE = 0o600
/** Organisations of a list that one file holds; it says when there are more. */
const MOST_LISTED = 200_000

/** Writes the file of an export, under the scope that its account had. The file must not be there yet. */
export async function makeFile(
  sources: ReportSources,
  record: ExportRecord,
  file: string,
  { signal, now, progress }: Making,
): Promise<Made> {
  const request = exportRequest.parse(JSON.parse(record.parameters))
  const scope = { org: record.scopeOrg }
  const stamp = { account: record.login, now }
  if (request.kind === 'monthly') {
    const month = firstDayOf(request.month)
    const book = await buildMonthlyWorkbook(sources, scope, { org: request.org, month }, stamp, {
      signal,
      onProgress: share => progress(share, 0),
    })
    await fs.promises.writeFile(file, book, { flag: 'wx', mode: MODE, signal })
    return { rows: 0, title: record.title }
  }
  if (request.kind === 'weekly') {
    const { org, week } = request
    const question = { mailing: MAILINGS.weekly, org, period: weekOf(week), signal }
    const answers = await readMailingAnswers((asked, ask) => sources.report(asked, ask), scope, question)
    const book = await writeAnswersWorkbook(answers, stamp)
    await fs.promises.writeFile(file, book, { flag: 'wx', mode: MODE, signal })
    return { rows: 0, title: record.title }
  }
  if (request.kind === 'tickets') {
    const { org, filter, month, item } = request
    const listed = await sources.tickets(scope, {
      org,
      ...(filter ? { filter } : {}),
      ...(month ? { month: firstDayOf(month) } : {}),
      ...(item ? { kind: item } : {}),
    })
    const book = await writeTicketWorkbook(record.title, listed, stamp)
    await fs.promises.writeFile(file, book, { flag: 'wx', mode: MODE, signal })
    return { rows: listed.tickets.length, title: record.title }
  }
  if (request.kind === 'list') {
    const list = await sources.list(scope, listRequestOf(request, { skip: 0, most: MOST_LISTED }))
    signal.throwIfAborted()
    progress(0.1, 0)
    await writeListWorkbook(list, stamp, fs.createWriteStream(file, { flags: 'wx', mode: MODE }), {
      signal,
      onRows: done => progress(0.1 + (0.9 * done) / (list.rows.length + 1), done),
    })
    return { rows: list.rows.length, title: `${list.title}名单（${list.org.name}，${list.period.label}）` }
  }
  if (request.kind === 'assessment') {
    const shown = await sources.assessment(scope, request.assessment)
    const book = await writeAssessmentWorkbook(shown, stamp)
    await fs.promises.writeFile(file, book, { flag: 'wx', mode: MODE, signal })
    const sheets = shown.assessment.groups.reduce((sum, group) => sum + group.sheets.length, 0)
    return { rows: sheets, title: record.title }
  }
  const rows = findReport(request.report)?.rows.find(kind => kind === request.rows)
  const answer = await sources.report(scope, {
    report: request.report,
    org: request.org,
    grain: request.grain,
    day: parseDay(request.day) ?? 0,
    ...(rows ? { rows } : {}),
    ...(request.basis ? { basis: request.basis } : {}),
  })
  signal.throwIfAborted()
  progress(0.1, 0)
  await writeReportWorkbook(answer, stamp, fs.createWriteStream(file, { flags: 'wx', mode: MODE }), {
    signal,
    onRows: done => progress(0.1 + (0.9 * done) / (answer.rows.length + 1), done),
  })
  const basis = request.basis === 'current' ? '，可比口径' : ''
  return {
    rows: answer.rows.length,
    title: `${answer.title}（${answer.org.name}，${answer.period.label}${basis}）`,
  }
}
