import type { Random } from '../../ingest/demo/random.ts'
import { METRICS, type MetricId } from '../../warehouse/catalogue/metrics.ts'
import { type MetricColumn, REPORTS, type Report, type ReportId } from '../../warehouse/catalogue/reports.ts'
import { endOf, type Grain } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, monthOf } from '../../warehouse/platform/time/day.ts'

/** One figure: of what, of whom, when. */
export interface Triple {
  metric: MetricId
  /** `dim_org` ids; `parent` is `''` for the province. */
  org: string
  parent: string
  period: { grain: Grain; from: number; to: number }
}

export interface ReportColumn {
  report: ReportId
  /** Its place in the report shown by children. */
  index: number
  title: string
  group: string
}

/** Where reports show the value of a metric itself: not a part of it, nor its rank, nor one value of a breakdown, nor of the year to date. */
export function columnsOf(metric: MetricId, grain: Grain): ReportColumn[] {
  return Object.values(REPORTS)
    .filter(({ grains }) => grains.includes(grain))
    .flatMap(({ id, columns }) =>
      columns.flatMap((column, index): ReportColumn[] =>
        isValueOf(column, metric)
          ? [
              {
                report: id,
                index,
                title: column.title ?? METRICS.get(metric)?.title ?? '',
                group: column.group ?? '',
              },
            ]
          : [],
      ),
    )
}

/** The metrics that some report of this grain shows. */
export function shownMetrics(grain: Grain): MetricId[] {
  return [...METRICS.keys()].filter(id => columnsOf(id, grain).length > 0)
}

function isValueOf(column: Report['columns'][number], metric: MetricId): column is MetricColumn {
  return (
    column.kind === 'metric' &&
    column.metric === metric &&
    !column.by &&
    !column.rank &&
    (column.span ?? 'period') === 'period' &&
    (column.part ?? 'value') === 'value'
  )
}

/** An organisation that gets the mails of a month and of a week. */
export interface Recipient {
  org: string
  month: number
  week: number
  /** Some of its direct children, rows of its workbooks. */
  children: readonly string[]
}

/** What the triples are drawn from. Days since 1970-01-01. */
export interface DrawnFrom {
  recipients: readonly Recipient[]
  /** First day of the oldest month that the wall shows. */
  oldest: number
  today: number
  /** `''` for the province. */
  parentOf(org: string): string
  /** Whether every channel shows this figure, and means the same by it. */
  isFit(triple: Triple): Promise<boolean>
}

/** How many triples are drawn of each kind, for each recipient. */
const KINDS = { month: 4, line: 2, week: 1, running: 1 } as const
/** The metrics of the wall's lines. */
export const LINES: readonly MetricId[] = ['MEM07', 'MEM01', 'DUE02', 'DUE01', 'DUE04']

/**
 * Draws random triples around the recipients: of the organisation or a direct child, the month or the week of its mail with
 * any metric that a report shows, an earlier month with a metric of the wall's lines, and the running month.
 */
export async function drawTriples(random: Random, from: DrawnFrom, count: number): Promise<Triple[]> {
  const kinds = Object.entries(KINDS).flatMap(([kind, times]) => Array<string>(times).fill(kind))
  const triples = new Map<string, Triple>()
  for (let turn = 0; triples.size < count; turn++) {
    const recipient = from.recipients[turn % from.recipients.length]
    const kind = kinds[Math.floor(turn / from.recipients.length) % kinds.length]
    if (!recipient || turn > count * 40) throw new Error(`only ${triples.size} triples fit`)
    const triple = drawTriple(random, from, recipient, kind)
    const key = JSON.stringify(triple)
    if (!triples.has(key) && (await from.isFit(triple))) triples.set(key, triple)
  }
  return [...triples.values()]
}

function drawTriple(
  random: Random,
  from: DrawnFrom,
  { org: top, month, week, children }: Recipient,
  kind?: string,
): Triple {
  const child = kind !== 'line' && random.chance(0.5) ? random.pick(children) : undefined
  const [org, parent] = child === undefined ? [top, from.parentOf(top)] : [child, top]
  if (kind === 'week') {
    const metric = pick(random, shownMetrics('week'))
    return { metric, org, parent, period: { grain: 'week', from: week, to: endOf('week', week) } }
  }
  const metric = pick(random, kind === 'line' || random.chance(0.4) ? LINES : shownMetrics('month'))
  const running = monthOf(from.today)
  if (kind === 'running')
    return { metric, org, parent, period: { grain: 'month', from: running, to: from.today } }
  const between = random.between(0, Math.max(0, monthsFrom(from.oldest, month) - 1))
  const first = kind === 'line' ? addMonths(from.oldest, between) : month
  return { metric, org, parent, period: { grain: 'month', from: first, to: endOf('month', first) } }
}

function monthsFrom(first: number, last: number): number {
  let months = 0
  while (addMonths(first, months) < last) months++
  return months
}

function pick<T>(random: Random, list: readonly T[]): T {
  const picked = random.pick(list)
  if (picked === undefined) throw new Error('nothing to draw from')
  return picked
}
