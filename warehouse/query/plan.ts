import { ENTITIES, type EntityName } from '../catalogue/entities.ts'
import {
  type BreakdownName,
  type Figure,
  fieldsOf,
  figuresOf,
  type GroupFigure,
  isGroupFigure,
  METRICS,
  type Metric,
  type MetricId,
} from '../catalogue/metrics.ts'
import { requireTellable } from '../catalogue/privacy.ts'
import { LOWEST_LEVEL, type Org } from '../orgs/readOrgs.ts'
import { PLAIN_TREE, type TreeShape, type TreeShapes } from '../orgs/treeShape.ts'
import { TuanshuError } from '../platform/errors.ts'
import { breakdownSql, isPersonal } from './breakdowns.ts'
import { SYSTEM } from './predicateSql.ts'
import { presentOnly } from './presentOnly.ts'
import { projectionFor } from './projections.ts'
import { ALL_TOLD, optionalFields, type ToldFields } from './toldFields.ts'
import type { Ask } from './types.ts'

/** Where and when a part looks: the same for all figures in it. */
export interface Frame {
  org: Org
  rows: Ask['rows']
  by?: BreakdownName
  from: number
  to: number
  grain: Ask['grain']
  treeMonth?: number
  /** Of the tree of `treeMonth`. */
  shape: TreeShape
}

/** Figures of one log that one pass over one projection can answer. */
export interface SumPart extends Frame {
  kind: 'sum'
  entity: EntityName
  reach: 'subtree' | 'children'
  /** The column with the organisation that rows stand at. */
  place: string
  dates: Dates
  /** Transitions that count; undefined for figures that are not about movement. */
  transitions?: readonly string[]
  figures: Figure[]
  /** The projection that holds all columns the part needs; `''` when only the log itself does. */
  projection: string
}

/** Organisations counted by a figure of their own, over two logs. */
export interface GroupPart extends Frame {
  kind: 'group'
  groups: GroupFigure
  dates: { of: Dates; inner: Dates }
}

export type Part = SumPart | GroupPart

/**
 * Which days of a log count. `stock`: every effective day up to `to`, and all of them when `to` is undefined.
 * `flow`: the days of `column` from `from` to `to`.
 */
export type Dates =
  | { kind: 'stock'; to?: number }
  | { kind: 'flow'; column: string; from: number; to: number }

/** Where the sums of one metric of one question are found: part and place in it, per figure of the metric. */
export interface Source {
  metric: Metric
  sums: readonly { part: number; place: number }[]
  /**
   * Where some systems do not tell what the metric asks: how much there is to tell about, and of it what systems that do
   * hold. Nothing of the second means that the figure is not known.
   */
  told?: { all: Place; told: Place }
}

interface Place {
  part: number
  place: number
}

export interface Plan {
  parts: readonly Part[]
  /** Per question, in the order asked. */
  questions: readonly { ask: Ask; org: Org; to: number; sources: readonly Source[] }[]
}

const CITY_LEVEL = 3

/** Names the organisation of a question together with the tree it stands in. */
export function placeKey({ org, treeMonth }: Pick<Ask, 'org' | 'treeMonth'>): string {
  return treeMonth === undefined ? org : `${org} in ${treeMonth}`
}

/**
 * Splits questions into parts, each answered by one pass over one projection. Pure. `orgs` holds the organisation of
 * every question by `placeKey`, `shapes` what their trees are like. Throws `TuanshuError('input')` for a breakdown that the metric does not allow or a range that ends
 * before it begins.
 */
export function plan(
  asks: readonly Ask[],
  orgs: ReadonlyMap<string, Org>,
  today: number,
  shapes: TreeShapes,
  told: ToldFields = ALL_TOLD,
): Plan {
  const parts: Part[] = []
  const byKey = new Map<string, number>()
  const add = (key: string, make: () => Part): number => {
    const known = byKey.get(key)
    if (known !== undefined) return known
    byKey.set(key, parts.length)
    return parts.push(make()) - 1
  }

  const questions = asks.map(ask => {
    const org = orgs.get(placeKey(ask))
    if (!org) throw new Error(`organisation ${ask.org} was not read`)
    if (ask.from > ask.to)
      throw new TuanshuError('input', `question ${ask.name}: the range ends before it begins`)
    // what jobs write down of all levels is masked when it is read
    if (ask.rows !== 'levels')
      requireTellable(ask.metrics, ask.rows === 'children' ? org.level + 1 : org.level)
    const frame = frameOf(ask, org, today, shapes.get(ask.treeMonth) ?? PLAIN_TREE)
    const sources = ask.metrics.flatMap((id): Source[] => {
      const metric = metricOf(id, ask)
      // no sum tells it: `measures.ts` reads what a job has written
      if (metric.kind === 'computed') return []
      const telling = tellingOf(metric, told)
      const place = (figure: Figure) => placeSum(figure, frame, today, parts, add)
      const sums = figuresOf(metric).map(figure =>
        isGroupFigure(figure)
          ? { part: add(keyOf('group', frame, figure), () => groupPart(figure, frame, today)), place: 0 }
          : place(telling ? onlyOf(figure, telling.systems) : figure),
      )
      if (!telling) return [{ metric, sums }]
      const { base, systems } = telling
      return [{ metric, sums, told: { all: place(base), told: place(onlyOf(base, systems)) } }]
    })
    return { ask, org, to: frame.to, sources }
  })
  return { parts, questions }
}

/**
 * The systems that tell all that a metric asks, and the figure without what not all of them tell; undefined when all do.
 */
export function tellingOf(metric: Metric, told: ToldFields): { base: Figure; systems: number[] } | undefined {
  if (told.size === 0) return undefined
  let found: { base: Figure; systems: number[] } | undefined
  for (const figure of figuresOf(metric)) {
    if (isGroupFigure(figure)) continue
    const lists = optionalFields(figure).flatMap(name => {
      const systems = told.get(figure.entity)?.get(name)
      return systems ? [{ name, systems }] : []
    })
    const [first, ...others] = lists
    if (!first) continue
    const systems = first.systems.filter(system => others.every(list => list.systems.includes(system)))
    const where = figure.where.filter(
      predicate => !fieldsOf(predicate).some(field => lists.some(({ name }) => name === field)),
    )
    found ??= { base: { ...figure, where, aggregate: 'count' }, systems }
  }
  return found
}

function onlyOf(figure: Figure, systems: readonly number[]): Figure {
  return { ...figure, where: [...figure.where, { field: SYSTEM, in: systems.map(String) }] }
}

function metricOf(id: MetricId, ask: Ask): Metric {
  const metric = METRICS.get(id)
  if (!metric) throw new TuanshuError('not_found', `metric ${id} is not in the catalogue`)
  if (ask.by && !metric.breakdowns.includes(ask.by))
    throw new TuanshuError(
      'input',
      `${id} cannot be broken down by ${ask.by}; allowed: ${metric.breakdowns.join(', ') || 'none'}`,
    )
  return metric
}

/** Personal attributes below the city are answered as of yesterday's end, whoever asks (P5). */
function frameOf(ask: Ask, org: Org, today: number, shape: TreeShape): Frame {
  const level = ask.rows === 'levels' ? LOWEST_LEVEL : ask.rows === 'children' ? org.level + 1 : org.level
  const live = level <= CITY_LEVEL || !isPersonal(ask.by)
  const to = live ? ask.to : Math.min(ask.to, today - 1)
  const frame: Frame = { org, rows: ask.rows, from: Math.min(ask.from, to), to, grain: ask.grain, shape }
  if (ask.by) frame.by = ask.by
  if (ask.treeMonth !== undefined) frame.treeMonth = ask.treeMonth
  return frame
}

function placeSum(
  given: Figure,
  frame: Frame,
  today: number,
  parts: Part[],
  add: (key: string, make: () => Part) => number,
): { part: number; place: number } {
  const figure = { ...given, where: presentOnly(given) }
  const dates = datesOf(figure, frame, today)
  const transitions = figure.basis.kind === 'movement' ? figure.basis.transitions : undefined
  const reach = figure.reach ?? 'subtree'
  const projection = projectionOf(figure, columnsOf(figure, frame, dates, reach))
  const place = figure.place ?? ENTITIES[figure.entity].org
  const shape = { entity: figure.entity, place, dates, transitions, reach, projection }
  const index = add(keyOf('sum', frame, shape), () => {
    const part: SumPart = {
      kind: 'sum',
      entity: figure.entity,
      reach,
      place,
      dates,
      figures: [],
      projection,
      ...frame,
    }
    return transitions ? { ...part, transitions } : part
  })
  const part = parts[index]
  if (part?.kind !== 'sum') throw new Error('a part changed its kind')
  const known = part.figures.findIndex(other => sameSum(other, figure))
  return { part: index, place: known >= 0 ? known : part.figures.push(figure) - 1 }
}

function groupPart(groups: GroupFigure, frame: Frame, today: number): GroupPart {
  const of = { ...groups.of, where: presentOnly(groups.of) }
  const inner = { ...groups.inner, where: presentOnly(groups.inner) }
  const dates = { of: datesOf(of, frame, today), inner: datesOf(inner, frame, today) }
  return { kind: 'group', groups: { ...groups, of, inner }, dates, ...frame }
}

/** The logs that an organisation's own figures are read from, and the projection that answers each. */
export function groupReads({ groups, dates }: GroupPart): { entity: EntityName; projection: string }[] {
  const sides = [
    { figure: groups.of, on: dates.of },
    { figure: groups.inner, on: dates.inner },
  ]
  return sides.map(({ figure, on }) => {
    const columns = new Set([ENTITIES[figure.entity].org, ...figure.where.flatMap(fieldsOf)])
    if (on.kind === 'flow') columns.add(on.column)
    else if (on.to !== undefined) columns.add('day')
    return { entity: figure.entity, projection: projectionOf(figure, columns) }
  })
}

function datesOf(figure: Figure, { from, to, grain }: Frame, today: number): Dates {
  const { basis } = figure
  if (basis.kind === 'business') return { kind: 'flow', column: basis.field, from, to }
  if (basis.kind !== 'state') return { kind: 'flow', column: 'day', from, to }
  // no row lies in the future, and without a condition on the day the smallest projection answers
  return grain === 'all' && to >= today ? { kind: 'stock' } : { kind: 'stock', to }
}

function projectionOf({ entity, aggregate }: Figure, columns: Iterable<string>): string {
  return projectionFor(entity, columns, aggregate === 'count' ? undefined : aggregate.sum)
}

function columnsOf(figure: Figure, frame: Frame, dates: Dates, reach: SumPart['reach']): Set<string> {
  const columns = new Set(figure.where.flatMap(fieldsOf))
  if (figure.basis.kind === 'movement') columns.add('transition')
  if (dates.kind === 'flow') columns.add(dates.column)
  if (dates.kind === 'stock' && dates.to !== undefined) columns.add('day')
  if (reach === 'children') columns.add('parent_org_id')
  else if (frame.org.level > 1 || frame.rows !== 'total' || frame.shape.filtered.has(figure.entity))
    columns.add(figure.place ?? ENTITIES[figure.entity].org)
  if (frame.by)
    for (const column of breakdownSql(figure.entity, frame.by, figure.place).columns) columns.add(column)
  return columns
}

function sameSum(a: Figure, b: Figure): boolean {
  return (
    JSON.stringify(a.aggregate) === JSON.stringify(b.aggregate) &&
    JSON.stringify(a.where) === JSON.stringify(b.where)
  )
}

function keyOf(kind: string, frame: Frame, rest: object): string {
  const { org, rows, by, from, to, grain, treeMonth } = frame
  return JSON.stringify([kind, org.id, treeMonth, rows, by, from, to, grain, rest])
}
