import type { ClickHouseClient } from '@clickhouse/client'
import { itemValues } from '../catalogue/labels.ts'
import { figuresOf, isGroupFigure, METRICS, type MetricId } from '../catalogue/metrics.ts'
import { requireTellable } from '../catalogue/privacy.ts'
import { type MonthCell, type MonthMart, readMonthMart, type Sums } from '../marts/readMonthMart.ts'
import type { Org } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { TuanshuError } from '../platform/errors.ts'
import { bucketWindow, readDataBegins, withReach } from '../query/dataBegin.ts'
import { readUntold, withoutUntold } from '../query/filledLogs.ts'
import { type Channel, isTellable, type MaskedAnswer, suppress } from '../query/suppress.ts'
import { optionalFields, readToldFields, type ToldFields } from '../query/toldFields.ts'
import type { Answer, Ask, Cell } from '../query/types.ts'
import { askUnmasked } from '../query/unmasked.ts'
import { figureKey } from './figureKey.ts'
import { askOf, type Role } from './reportAsks.ts'

/** The published figures of a month as answers to the questions of a report. */
export interface Published {
  /** As they were at the end of the month. */
  org: Org
  parent: Org
  children: readonly Org[]
  answers: Map<string, MaskedAnswer>
  /** What the logs say by now where that differs, by question and figure. */
  revisions: Map<string, number>
}

/** Which figures of a row of the mart answer a question of this role. */
const WINDOWS: Readonly<
  Record<Exclude<Role, 'trend'>, keyof MonthCell & ('period' | 'mom' | 'yoy' | 'ytd' | 'ytdBefore')>
> = {
  period: 'period',
  mom: 'mom',
  yoy: 'yoy',
  ytd: 'ytd',
  ytdYoy: 'ytdBefore',
}

/**
 * Answers the questions of a report, as the channel may show them, from the published figures of the month that begins on day `month`: what is summed from
 * logs comes from the month mart, the rest from what jobs computed, and lines of past months are asked under the tree of the
 * month's end. Undefined when the month is not published, or the mart does not hold the organisation and its children.
 */
export async function publishedAnswers(
  reader: ClickHouseClient,
  scope: Scope,
  {
    asks,
    month,
    org,
    parent,
    today,
    channel,
  }: { asks: readonly Ask[]; month: number; org: Org; parent: Org; today: number; channel: Channel },
): Promise<Published | undefined> {
  const metrics = [...new Set(asks.flatMap(each => summedOf(each)))]
  const read = (id: string) => readMonthMart(reader, scope, { month, org: id, metrics })
  const total = await read(org.id).catch(absent)
  if (!total || total.publishedOn === null) return undefined
  const below = parent.id === org.id ? total : await read(parent.id)
  // a total without the rows below it would tell nobody where it comes from, and could not be checked
  if (!below?.holdsChildren) return undefined

  for (const each of asks)
    requireTellable(each.metrics, each.rows === 'children' ? below.org.level + 1 : total.org.level)

  const told = await readToldFields(reader, metrics)
  const others = asks.flatMap((each): Ask[] => {
    const { role } = askOf(each.name)
    const rest =
      role === 'trend' ? each.metrics : each.metrics.filter(id => !isSummed(id) || hasUntold(id, told))
    return rest.length > 0 ? [{ ...each, metrics: rest, treeMonth: month }] : []
  })
  const [{ answers }, begins, without] = await Promise.all([
    askUnmasked(reader, scope, others, today, 'report of a published month'),
    readDataBegins(reader, metrics),
    readUntold(reader, metrics),
  ])
  const merged = new Map<string, Answer>()
  const revisions = new Map<string, number>()
  for (const each of asks) {
    const { scope: of, role } = askOf(each.name)
    const asked = answers.get(each.name)
    const stored =
      role === 'trend' ? [] : cellsOf(each, role, of === 'rows' ? below : total, of, revisions, channel)
    const untold = new Map(
      (role === 'trend' ? [] : (asked?.cells ?? []))
        .filter(({ metric }) => isSummed(metric))
        .map(cell => [figureKey(cell.metric, cell.org, cell.item), cell]),
    )
    const computed = (asked?.cells ?? []).filter(cell => role === 'trend' || !isSummed(cell.metric))
    // what no system told is kept as 0 of 0: only the logs know which it was
    const known = stored.map(cell => {
      const found = untold.get(figureKey(cell.metric, cell.org, cell.item))
      return found?.absence === 'unknown_source' ? found : cell
    })
    merged.set(each.name, {
      ...(asked ?? { name: each.name, to: each.to }),
      cells: [...withoutUntold(withReach(known, bucketWindow(each), begins), without), ...computed],
    })
  }
  const masked = suppress(asks, merged, channel)
  return { org: total.org, parent: below.org, children: below.children, answers: masked, revisions }
}

/** An organisation that the month does not know, or that stood elsewhere then, has no published figures here. */
function absent(error: unknown): undefined {
  if (error instanceof TuanshuError && (error.code === 'not_found' || error.code === 'forbidden'))
    return undefined
  throw error
}

/** Whether some system does not tell what a metric asks. */
function hasUntold(id: MetricId, told: ToldFields): boolean {
  const metric = METRICS.get(id)
  return (
    metric !== undefined &&
    figuresOf(metric).some(
      figure =>
        !isGroupFigure(figure) && optionalFields(figure).some(field => told.get(figure.entity)?.has(field)),
    )
  )
}

function isSummed(id: MetricId): boolean {
  return METRICS.get(id)?.kind !== 'computed'
}

function summedOf({ name, metrics }: Ask): MetricId[] {
  return askOf(name).role === 'trend' ? [] : metrics.filter(isSummed)
}

function cellsOf(
  each: Ask,
  role: Exclude<Role, 'trend'>,
  mart: MonthMart,
  of: 'rows' | 'total',
  revisions: Map<string, number>,
  channel: Channel,
): Cell[] {
  const wanted = mart.cells.filter(
    cell =>
      each.metrics.includes(cell.metric) &&
      cell.breakdown === (each.by ?? '') &&
      (of === 'total') === (cell.kind === 'total'),
  )
  const cells = wanted.map((cell): Cell => {
    const { metric, org, item } = cell
    if (role === 'period' && !each.by && cell.revised && isTellable(metric, cell.revised, channel)) {
      const value = quotient(cell.revised)
      if (value !== null) revisions.set(`${each.name}|${figureKey(metric, org, item)}`, value)
    }
    const sums = cell[WINDOWS[role]]
    return { metric, org, bucket: each.from, item, value: quotient(sums), ...sums }
  })
  return each.by ? [...cells, ...missingItems(each, cells)] : cells
}

/** Values of a breakdown that nobody had are 0, not unknown. */
function missingItems(each: Ask, cells: readonly Cell[]): Cell[] {
  const { by, from } = each
  if (!by) return []
  const places = new Set(cells.map(({ org }) => org))
  const found = new Set(cells.map(({ metric, org, item }) => figureKey(metric, org, item)))
  return each.metrics.filter(isSummed).flatMap(metric =>
    [...places].flatMap(org =>
      itemValues(by)
        .filter(item => !found.has(figureKey(metric, org, item)))
        .map((item): Cell => ({ metric, org, bucket: from, item, value: 0, numerator: 0, denominator: 1 })),
    ),
  )
}

function quotient({ numerator, denominator }: Sums): number | null {
  return denominator === 0 ? null : numerator / denominator
}
