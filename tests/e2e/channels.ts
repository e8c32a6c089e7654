import type ExcelJS from 'exceljs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { MailPeriod } from '../../jobs/delivery/mail/periods.ts'
import { MONTHLY_TOPICS } from '../../jobs/delivery/workbook/monthlyBook.ts'
import { MAILINGS, type PeriodMailingId } from '../../warehouse/catalogue/mailings.ts'
import { METRICS, type MetricId } from '../../warehouse/catalogue/metrics.ts'
import { sourcesOf } from '../../warehouse/catalogue/panelSources.ts'
import { REPORTS, type ReportId } from '../../warehouse/catalogue/reports.ts'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import { TREND_METRICS } from '../../warehouse/catalogue/trends.ts'
import { figuresIn, type Picture } from '../../warehouse/contract/picture.ts'
import type { FigureSpan } from '../../warehouse/contract/scene.ts'
import { formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import type { ReportAnswer } from '../../warehouse/reports/answer.ts'
import { readWorkbook } from '../support/delivery/readWorkbook.ts'
import { exported, type GotMail, type Province } from '../support/province/province.ts'
import { readText, type Shown } from './figureText.ts'
import { coverFigure, reportFigure, sheetOf, trendFigure } from './sheetFigures.ts'
import { columnsOf, type Triple } from './triples.ts'

/** A figure where a channel shows it, or `missing`: the row is not there, as rows are that hold nothing. */
export interface Sighting {
  where: string
  shown: Shown | 'missing'
}

export interface MailedBook {
  mailing: PeriodMailingId
  org: string
  period: MailPeriod
  mail: GotMail
}

/**
 * Every place where a channel shows a figure; nothing where the catalogue says that it cannot:
 *
 * - `wall`: the metrics of the scene's lines over twelve months, for any month of them; those of the running month besides
 * - `metrics`: every metric, as total and as a row of the superior
 * - `report`, `page`: what is the column of a report of this grain, as total and as a row of the superior
 * - `workbook`: the same, in the export of the report
 * - `mail`: what stands in a workbook that was mailed for this period to the organisation or its superior: topics of the
 *   monthly one and their totals on its cover, sheets of the weekly one; the key figures also of the months before, in the
 *   organisation's own monthly one; and the figures in the text of the mail itself
 */
export interface Channels {
  wall(triple: Triple): Promise<Sighting[]>
  metrics(triple: Triple): Promise<Sighting[]>
  report(triple: Triple): Promise<Sighting[]>
  page(triple: Triple): Promise<Sighting[]>
  workbook(triple: Triple): Promise<Sighting[]>
  mail(triple: Triple): Promise<Sighting[]>
}

export interface ChannelOptions {
  province: Province
  /** Of a reader of the whole province. */
  headers: { cookie: string }
  browser: Browser
  mails: readonly MailedBook[]
}

type PageCells = ReadonlyMap<string, string>

/** How the channels are read: what answers to several triples is asked for once. */
export async function openChannels({
  province,
  headers,
  browser,
  mails,
}: ChannelOptions): Promise<Channels & { close(): Promise<void> }> {
  const { url } = province.server
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addCookies(cookiesOf(headers.cookie, url))
  const page = await context.newPage()
  const answers = new Map<string, Promise<string>>()
  const read = (path: string): Promise<string> =>
    kept(answers, path, async () => {
      const answer = await fetch(`${url}${path}`, { headers })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`)
      return text
    })
  const books = new Map<string, Promise<ExcelJS.Workbook>>()
  const exportOf = (report: ReportId, org: string, { grain, from }: Triple['period']) =>
    kept(books, `${report} ${org} ${grain} ${from}`, async () => {
      const day = formatDay(from)
      const { file, status } = await exported(province, headers, {
        kind: 'report',
        report,
        org,
        grain,
        day,
        rows: 'children',
      })
      if (status !== 200) throw new Error(`the export of ${report} is refused: ${status}`)
      return readWorkbook(file)
    })
  const bookOf = (mail: MailedBook) =>
    kept(books, `mail ${mails.indexOf(mail)}`, () =>
      readWorkbook(mail.mail.files[0]?.bytes ?? Buffer.alloc(0)),
    )
  const pages = new Map<string, Promise<PageCells>>()

  return {
    close: () => context.close(),
    wall: async triple => {
      const sightings: Sighting[] = []
      for (const scene of SCENES.keys()) {
        const spans = wallSpans(scene, triple, province.today)
        if (spans.length === 0) continue
        const picture: Picture = JSON.parse(await read(`/api/scenes/${scene}?org=${triple.org}`))
        sightings.push(...wallSightings(picture, triple, spans))
      }
      return sightings
    },
    metrics: async ({ metric, org, parent, period: { from, to } }) => {
      const at = `/api/metrics/${metric}?from=${formatDay(from)}&to=${formatDay(to)}`
      const cellOf = async (path: string): Promise<Sighting> => {
        const { cells } = JSON.parse(await read(path))
        const cell = cells.find((each: { org: string }) => each.org === org)
        return { where: path, shown: cell ? exact(cell.value) : 'missing' }
      }
      return Promise.all([
        cellOf(`${at}&org=${org}`),
        ...(parent ? [cellOf(`${at}&org=${parent}&rows=children`)] : []),
      ])
    },
    report: async triple => {
      const sightings: Sighting[] = []
      for (const { report, index } of columnsOf(triple.metric, triple.period.grain))
        for (const row of rowsOf(triple)) {
          const path = reportPath(report, row.of, triple.period)
          const answer: ReportAnswer = JSON.parse(await read(`/api/reports/${path}`))
          const found = row.isTotal ? answer.total : answer.rows.find(({ id }) => id === triple.org)
          const cell = found?.cells[index]
          sightings.push({ where: path, shown: cell ? exact(cell.value) : 'missing' })
        }
      return sightings
    },
    page: async triple => {
      const [column] = columnsOf(triple.metric, triple.period.grain)
      if (!column) return []
      const row = lastOf(rowsOf(triple))
      const path = reportPath(column.report, row.of, triple.period)
      const cells = await kept(pages, path, async () => {
        await openReport(page, `${url}/reports/r/${path}`, row.of)
        return drawnCells(page)
      })
      const text = cells.get(`${row.isTotal ? 'total' : triple.org}|${column.index}`)
      const unit = METRICS.get(triple.metric)?.unit ?? '个'
      return [{ where: path, shown: text === undefined ? 'missing' : readText(text, unit) }]
    },
    workbook: async triple => {
      const [column] = columnsOf(triple.metric, triple.period.grain)
      if (!column) return []
      const row = lastOf(rowsOf(triple))
      const book = await exportOf(column.report, row.of, triple.period)
      const sheet = sheetOf(book, REPORTS[column.report].title)
      const shown = reportFigure(
        sheet,
        triple.metric,
        column.title,
        row.isTotal ? 'total' : { org: triple.org },
      )
      return [{ where: `export of ${column.report} of ${row.of}`, shown: shown ?? 'missing' }]
    },
    mail: async triple => {
      const sightings: Sighting[] = []
      for (const mailed of mails) sightings.push(...mailSightings(mailed, await bookOf(mailed), triple))
      return sightings
    },
  }
}

/** The reports that show an organisation: its own, as total, and its superior's, as a row. */
function rowsOf({ org, parent }: Triple): { of: string; isTotal: boolean }[] {
  return [{ of: org, isTotal: true }, ...(parent ? [{ of: parent, isTotal: false }] : [])]
}

function wallSpans(scene: string, { metric, period }: Triple, today: number): FigureSpan[] {
  if (period.grain !== 'month') return []
  const sources = Object.values(SCENES.get(scene)?.panels ?? {}).flatMap(sourcesOf)
  const spans = sources.filter(source => source.metric === metric).map(({ span }) => span)
  const isRunning = period.from === monthOf(today)
  return [...new Set(spans)].filter(span => span === 'months' || (span === 'month' && isRunning))
}

function wallSightings(picture: Picture, { metric, period }: Triple, spans: readonly string[]): Sighting[] {
  const bucket = formatDay(period.from).slice(0, 7)
  return Object.entries(picture.panels).flatMap(([panel, { content, failure }]) => {
    if (failure) throw new Error(`${panel} of the wall: ${failure.message}`)
    return figuresIn(content)
      .filter(figure => figure.metric === metric && spans.includes(figure.span))
      .map((figure): Sighting => {
        const point = figure.points.find(each => each.bucket === bucket)
        const shown = figure.span === 'month' ? exact(figure.value) : point && exact(point.value)
        return { where: `${panel} of ${picture.scene}, ${picture.org.name}`, shown: shown ?? 'missing' }
      })
  })
}

function mailSightings(
  { mailing, org, period, mail }: MailedBook,
  book: ExcelJS.Workbook,
  triple: Triple,
): Sighting[] {
  const isOwn = org === triple.org
  const where = `${mail.subject} (${mail.files[0]?.name})`
  if (period.grain !== triple.period.grain) return []
  if (period.from !== triple.period.from) {
    const isShown = isOwn && mailing === 'monthly' && triple.period.from < period.from
    if (!isShown || !TREND_METRICS.includes(triple.metric)) return []
    const shown = trendFigure(book, triple.metric, formatDay(triple.period.from).slice(0, 7))
    return [{ where: `trends of ${where}`, shown: shown ?? 'missing' }]
  }
  if (!isOwn && org !== triple.parent) return []
  const sightings: Sighting[] = []
  for (const { report, title } of columnsOf(triple.metric, period.grain)) {
    const sheet = book.getWorksheet(REPORTS[report].title)
    if (!sheet && (mailing === 'weekly' || !MONTHLY_TOPICS.includes(report))) continue
    // these two stand there by level and by identity, not by organisation
    const isByChildren = !(report === 'data_quality' || (report === 'org_entry' && mailing === 'weekly'))
    if (!isOwn && !isByChildren) continue
    const shown = sheet && reportFigure(sheet, triple.metric, title, isOwn ? 'total' : { org: triple.org })
    sightings.push({ where: `${report} of ${where}`, shown: shown ?? 'missing' })
  }
  if (!isOwn) return sightings
  if (mailing === 'monthly') {
    const shown = coverFigure(book, triple.metric)
    if (shown) sightings.push({ where: `cover of ${where}`, shown })
    if (TREND_METRICS.includes(triple.metric)) {
      const trend = trendFigure(book, triple.metric, formatDay(period.from).slice(0, 7))
      sightings.push({ where: `trends of ${where}`, shown: trend ?? 'missing' })
    }
  }
  return [...sightings, ...textSightings(mail, mailing, triple.metric)]
}

/** What the text of a mail says of a metric: `新发展团员数：12 人，环比 …`. */
function textSightings({ text, subject }: GotMail, mailing: PeriodMailingId, metric: MetricId): Sighting[] {
  const { title, unit } = METRICS.get(metric) ?? { title: metric, unit: '个' }
  return MAILINGS[mailing].figures
    .filter(figure => figure.metric === metric)
    .map((): Sighting => {
      const line = text.split('\n').find(each => each.startsWith(`${title}：`))
      const figure = line?.slice(`${title}：`.length).trim().split('，环比')[0]?.split('，同比')[0]
      return { where: `text of ${subject}`, shown: figure === undefined ? 'missing' : readText(figure, unit) }
    })
}

function reportPath(report: ReportId, org: string, { grain, from }: Triple['period']): string {
  return `${report}?org=${org}&grain=${grain}&day=${formatDay(from)}&rows=children`
}

/** Opens a report and waits until its table, or the notice that there is none, is drawn. */
export async function openReport(page: Page, address: string, org: string): Promise<void> {
  await page.goto(address)
  await page.locator(`main.page[data-org="${org}"] :is(tfoot [data-row=total], .notice)`).first().waitFor()
}

/** What a page's elements are asked for; the tests are compiled without the types of a browser. */
interface Node {
  querySelectorAll(selector: string): Iterable<Node>
  getAttribute(name: string): string | null
  textContent: string
}

/** The figures of the drawn table, by row (`total`, or an id) and column: `total|3` → `1,234.50`. */
async function drawnCells(page: Page): Promise<PageCells> {
  const cells = await page
    .locator('main.page')
    .evaluate((main: Node) =>
      [...main.querySelectorAll('tr.child[data-row], tfoot tr[data-row]')].flatMap(row =>
        [...row.querySelectorAll('td[data-part=value]')].map((cell): [string, string] => [
          `${row.getAttribute('data-row')}|${cell.getAttribute('data-column')}`,
          cell.textContent.trim(),
        ]),
      ),
    )
  return new Map(cells)
}

/** The cookies of a request as a browser takes them. */
export function cookiesOf(header: string, url: string): Parameters<BrowserContext['addCookies']>[0] {
  return header.split('; ').map(pair => {
    const [name = '', value = ''] = pair.split('=')
    return { name, value, url }
  })
}

function exact(value: number | null): Shown {
  return { value, tolerance: 0 }
}

function lastOf<T>(list: readonly [T, ...T[]] | readonly T[]): T {
  const last = list[list.length - 1]
  if (last === undefined) throw new Error('the list is empty')
  return last
}

function kept<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const before = known.get(key)
  if (before) return before
  const made = make()
  known.set(key, made)
  return made
}
