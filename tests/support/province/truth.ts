import type { Witness } from '../../../ingest/demo/journal.ts'
import type { State } from '../../../ingest/demo/table.ts'
import { ENTITIES, type EntityName } from '../../../warehouse/catalogue/entities.ts'
import {
  type BreakdownName,
  FIELD_OF_BREAKDOWN,
  type Figure,
  figuresOf,
  findMetric,
  type GroupFigure,
  isGroupFigure,
  type MetricId,
} from '../../../warehouse/catalogue/metrics.ts'
import { UNKNOWN_DAY } from '../../../warehouse/contract/calendar.ts'
import { matches } from './truthConditions.ts'
import { History } from './truthHistory.ts'
import { TruthTree } from './truthTree.ts'

/** One question to the truth. As an `Ask` of the query builder, with one metric and the source's organisation ids. */
export interface TruthAsk {
  metric: MetricId
  /** Source id of the organisation, or `root`. */
  org: string
  rows: 'total' | 'children'
  by?: BreakdownName
  /** Business days, both inclusive. */
  from: number
  to: number
  grain: 'all' | 'day' | 'month'
  /** Last day of the month whose tree counts; today's tree without. */
  treeDay?: number
}

/** One number that is not zero. `org` is a source id, `root` for a total of everything, `''` what has no place in the tree. */
export interface TruthCell {
  org: string
  bucket: number
  item: string
  numerator: number
  denominator: number
}

/** `isOfChildren`: counts for the owner alone, who is the superior of what is counted ('0' of the tops). */
export interface OwnerSum {
  owner: string
  part: 'numerator' | 'denominator'
  isOfChildren: boolean
  amount: number
}

interface Bucket {
  name: number
  first: number
  last: number
}
/** Adds to the number of an owner's row; `item` is the value of the breakdown. */
type Add = (owner: string, item: string, amount: number) => void

const DAY_MS = 86_400_000

/**
 * The independent answer: keeps the history of every row as the simulator lived it and computes each metric from that by
 * plain loops over whole histories. It knows nothing of signed rows, batches or projections.
 */
export class Truth implements Witness {
  private readonly histories = new Map<EntityName, Map<string, History>>()
  private readonly grown = new Map<number | undefined, TruthTree>()

  changed(entity: EntityName, id: string, at: number, state: State | null): void {
    let rows = this.histories.get(entity)
    if (!rows) {
      rows = new Map()
      this.histories.set(entity, rows)
    }
    let history = rows.get(id)
    if (!history) {
      history = new History(ENTITIES[entity])
      rows.set(id, history)
    }
    history.add(at, state)
    if (entity === 'org') this.grown.clear()
  }

  /**
   * The tree as the last known rows make it. A deleted organisation keeps its place: facts of its time belong to those who
   * stood above it.
   */
  get tree(): TruthTree {
    return this.treeOn(undefined)
  }

  /** The tree at the end of a day, or today's. */
  treeOn(day: number | undefined): TruthTree {
    const known = this.grown.get(day)
    if (known) return known
    const rows = [...this.of('org')].flatMap(history => {
      const row = day === undefined ? history.lastKnown : history.knownOn(day)
      return row ? [row] : []
    })
    const tree = new TruthTree(rows)
    this.grown.set(day, tree)
    return tree
  }

  /** The rows that count at the end of a day, by their id. */
  statesOn(entity: EntityName, day: number): Map<string, State> {
    const states = new Map<string, State>()
    for (const [id, history] of this.histories.get(entity) ?? []) {
      const state = history.on(day)
      if (state) states.set(id, state)
    }
    return states
  }

  /** The rows that are there now, whatever happened before. */
  lastStates(entity: EntityName): State[] {
    return [...this.of(entity)].map(history => history.last).filter(state => state !== null)
  }

  /** The same with the id of each row. */
  lastRows(entity: EntityName): (State & { id: string })[] {
    return [...(this.histories.get(entity) ?? [])].flatMap(([id, { last }]) => (last ? { ...last, id } : []))
  }

  /** With which day and row each row counted for the first time. */
  beginnings(entity: EntityName): { day: number; isKnown: boolean; row: State }[] {
    return [...this.of(entity)].flatMap(({ beginning }) =>
      beginning ? { day: beginning.day, isKnown: beginning.isKnown, row: beginning.state } : [],
    )
  }

  /** With which day and row each row that is still there ceased to count, as often as it did. */
  endings(entity: EntityName): { day: number; row: State }[] {
    return [...this.of(entity)].flatMap(({ endings }) => endings)
  }

  /** The numbers of one question that are not zero. */
  ask(ask: TruthAsk): TruthCell[] {
    const metric = findMetric(ask.metric)
    if (!metric) throw new Error(`unknown metric ${ask.metric}`)
    const cells = new Map<string, TruthCell>()
    for (const bucket of bucketsOf(ask)) {
      const adder =
        (part: 'numerator' | 'denominator', reach: Figure['reach']): Add =>
        (owner, item, amount) => {
          const org = this.rowOf(ask, owner, reach)
          if (org === undefined || amount === 0) return
          const key = `${org}|${bucket.name}|${item}`
          const cell = cells.get(key) ?? { org, bucket: bucket.name, item, numerator: 0, denominator: 0 }
          cell[part] += amount
          cells.set(key, cell)
        }
      const [numerator, denominator] = figuresOf(metric)
      if (!numerator) throw new Error(`${metric.id} is computed by a job, not summed`)
      this.count(numerator, ask, bucket, reach => adder('numerator', reach))
      if (denominator) this.count(denominator, ask, bucket, reach => adder('denominator', reach))
    }
    return [...cells.values()].filter(cell => cell.numerator !== 0 || cell.denominator !== 0)
  }

  /** What every owner counts of a metric in a window, before any tree adds it up. */
  owners(metric: MetricId, from: number, to: number): OwnerSum[] {
    const found = findMetric(metric)
    if (!found) throw new Error(`unknown metric ${metric}`)
    const ask: TruthAsk = { metric, org: 'root', rows: 'total', from, to, grain: 'all' }
    const sums = new Map<string, OwnerSum>()
    const adder =
      (part: OwnerSum['part'], reach: Figure['reach']): Add =>
      (owner, _, amount) => {
        const key = `${part} ${owner}`
        const known = sums.get(key)
        if (known) known.amount += amount
        else sums.set(key, { owner, part, isOfChildren: reach === 'children', amount })
      }
    for (const [i, figure] of figuresOf(found).entries())
      this.count(figure, ask, { name: from, first: from, last: to }, reach =>
        adder(i === 0 ? 'numerator' : 'denominator', reach),
      )
    return [...sums.values()]
  }

  private count(
    figure: Figure | GroupFigure,
    ask: TruthAsk,
    bucket: Bucket,
    adder: (reach: Figure['reach']) => Add,
  ): void {
    if (isGroupFigure(figure)) this.group(figure, ask, bucket, adder(figure.of.reach))
    else this.figure(figure, ask, bucket, adder(figure.reach))
  }

  private figure(figure: Figure, ask: TruthAsk, bucket: Bucket, add: Add): void {
    const { basis } = figure
    const count = (state: State | null | undefined, sign: 1 | -1) => {
      if (!state || !matches(figure, state)) return
      const owner = this.ownerOf(figure, state)
      add(
        owner,
        this.itemOf(ask, figure.entity, state),
        sign * (figure.aggregate === 'count' ? 1 : numberOf(state, figure.aggregate.sum)),
      )
    }
    for (const history of this.of(figure.entity)) {
      if (basis.kind === 'state') count(history.on(bucket.last), 1)
      if (basis.kind === 'change') {
        count(history.on(bucket.last), 1)
        count(history.on(bucket.first - 1), -1)
      }
      if (basis.kind === 'movement') {
        if (basis.transitions.join() !== 'enter')
          throw new Error(`the truth does not know the movement ${basis.transitions.join()}`)
        const beginning = history.beginning
        if (beginning?.isKnown && isWithin(bucket, beginning.day)) count(beginning.state, 1)
      }
      if (basis.kind === 'business' && history.last && isWithin(bucket, numberOf(history.last, basis.field)))
        count(history.last, 1)
    }
  }

  private group({ of, inner, least, most }: GroupFigure, ask: TruthAsk, bucket: Bucket, add: Add): void {
    const sums = new Map<string, number>()
    for (const history of this.of(inner.entity)) {
      const state = history.on(bucket.last)
      if (!state || !matches(inner, state)) continue
      const owner = this.ownerOf(inner, state)
      sums.set(owner, (sums.get(owner) ?? 0) + 1)
    }
    for (const history of this.of(of.entity)) {
      const state = history.on(bucket.last)
      if (!state || !matches(of, state)) continue
      const owner = this.ownerOf(of, state)
      const held = sums.get(owner) ?? 0
      if (held >= least && held <= most) add(owner, this.itemOf(ask, of.entity, state), 1)
    }
  }

  /** Whether the province ever had a row of it. */
  knows(entity: EntityName): boolean {
    return (this.histories.get(entity)?.size ?? 0) > 0
  }

  private *of(entity: EntityName): Iterable<History> {
    yield* this.histories.get(entity)?.values() ?? []
  }

  private ownerOf(figure: Figure, state: State): string {
    const { reach, place = ENTITIES[figure.entity].org } = figure
    return String(reach === 'children' ? state.parent_org_id : state[place])
  }

  /** The row of the answer that an owner counts in; undefined when it is not asked about. */
  private rowOf(ask: TruthAsk, owner: string, reach: Figure['reach']): string | undefined {
    const tree = this.treeOn(ask.treeDay)
    if (reach === 'children') {
      if (ask.rows === 'total') return owner === (ask.org === 'root' ? '0' : ask.org) ? ask.org : undefined
      if (ask.org === 'root') return tree.pathOf(owner).length === 1 ? owner : undefined
      return owner === ask.org || tree.parentOf(owner) === ask.org ? owner : undefined
    }
    const path = tree.pathOf(owner)
    if (ask.org === 'root') return ask.rows === 'total' ? 'root' : (path[0] ?? '')
    const at = path.indexOf(ask.org)
    if (at < 0) return undefined
    return ask.rows === 'total' ? ask.org : (path[at + 1] ?? ask.org)
  }

  private itemOf(ask: TruthAsk, entity: EntityName, state: State): string {
    const { by } = ask
    if (!by) return ''
    if (by === 'age_band') return ageBand(numberOf(state, 'birth_month'), ask.to)
    if (by === 'status_class') {
      const payer = String(state.payer_class)
      if (payer === 'student') return 'student'
      return payer === 'wage' || payer === 'farmer' || payer === 'self_employed' ? 'working' : 'other'
    }
    const owner = String(state[ENTITIES[entity].org])
    if (by === 'level') {
      const depth = this.treeOn(ask.treeDay).pathOf(owner).length
      // the province committee, the first of every path, stands on level 2
      return depth === 0 ? '' : String(depth + 1)
    }
    return String(
      state[FIELD_OF_BREAKDOWN[by] ?? by] ?? this.treeOn(ask.treeDay).attributesOf(owner)?.[by] ?? '',
    )
  }
}

function isWithin(bucket: Bucket, day: number): boolean {
  return day >= bucket.first && day <= bucket.last
}

/** What a system does not tell of a row is 0. */
function numberOf(state: State, field: string): number {
  const value = state[field] ?? 0
  if (typeof value !== 'number') throw new Error(`${field} is no number`)
  return value
}

function bucketsOf({ from, to, grain }: TruthAsk): Bucket[] {
  if (grain === 'all') return [{ name: from, first: from, last: to }]
  const buckets: Bucket[] = []
  for (let day = from; day <= to; ) {
    const date = new Date(day * DAY_MS)
    const first = grain === 'day' ? day : Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY_MS
    const next =
      grain === 'day' ? day + 1 : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS
    buckets.push({ name: first, first: day, last: Math.min(next - 1, to) })
    day = next
  }
  return buckets
}

function ageBand(birthMonth: number, day: number): string {
  if (birthMonth === UNKNOWN_DAY) return ''
  const birth = new Date(birthMonth * DAY_MS)
  const today = new Date(day * DAY_MS)
  let age = today.getUTCFullYear() - birth.getUTCFullYear()
  if (today.getUTCMonth() < birth.getUTCMonth()) age--
  if (age < 14) return '<14'
  if (age < 18) return '14-17'
  if (age < 23) return '18-22'
  return age < 28 ? '23-27' : '≥28'
}
