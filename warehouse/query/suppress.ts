import { isScore } from '../catalogue/metrics/resolveMetric.ts'
import { type BreakdownName, METRICS, type Metric } from '../catalogue/metrics.ts'
import { countsPersons, isPersonalFigure, isShareOfPersons, privacyOf } from '../catalogue/privacy.ts'
import { type StatedFigure, stated } from '../contract/figureState.ts'
import { isPersonal, quantityOf } from './breakdowns.ts'
import { getOrSet } from './getOrSet.ts'
import { type CountTable, type Hiding, hidingOf, type TableRow } from './hiding.ts'
import type { Answer, Ask, Cell } from './types.ts'

/** Smallest count of persons by a personal attribute that a channel shows. */
export const SMALLEST_SHOWN = { wall: 5, report: 3 } as const

/** Smallest count that any channel shows of what the catalogue calls `suppressed` or `restricted`. */
export const SMALLEST_SPECIAL = 10

/** What counts of `restricted` entities are rounded to on the wall, which anybody in the room may read. */
export const ROUNDED_TO = 10

/** Who reads the answer. */
export type Channel = keyof typeof SMALLEST_SHOWN

/** A cell as a channel may show it; what is hidden has no sums either. */
export type MaskedCell = Omit<Cell, 'value' | 'absence' | 'numerator' | 'denominator'> &
  StatedFigure & { numerator: number | null; denominator: number | null }

export interface MaskedAnswer extends Omit<Answer, 'cells'> {
  cells: readonly MaskedCell[]
}

/** What a cell is counted in: a table of one metric, window and breakdown, at a row and an item. */
interface Spot {
  table: string
  row: string
  item: string
}

/** A question and its answer, with the table that they belong to. */
interface Question {
  ask: Ask
  answer: Answer
  /** The organisation whose children are the rows, or that a total stands alone for. */
  family: string
}

const TOTAL = 'total'
const REST = 'rest'

/**
 * Hides in the answers to questions of one call whatever would tell a small count of persons, before it leaves the process.
 * Pure. All that the answers show is looked at together:
 *
 * - Counts of persons by a personal attribute, and all counts of `suppressed` and `restricted` entities, from 1 to k − 1.
 * - Beside them as many cells of the same table (rows, totals, own row, what has no place) as it takes that each hidden one
 *   keeps k possible values.
 * - Ratios whose numerator, denominator or complement is hidden or small.
 *
 * What is left of `restricted` entities stands on the wall rounded to tens, a ratio as that of its rounded sums.
 *
 * A total that the answers do not hold is taken for known as an answer about it alone shows it.
 */
export function suppress(
  asks: readonly Ask[],
  answers: ReadonlyMap<string, Answer>,
  channel: Channel,
): Map<string, MaskedAnswer> {
  const questions = questionsOf(asks, answers)
  const tables = new Tables(SMALLEST_SHOWN[channel])
  for (const question of questions) for (const cell of question.answer.cells) tables.add(question, cell)
  const hiding = tables.hide()
  const masked = questions.map(({ ask, answer, family }): [string, MaskedAnswer] => [
    answer.name,
    {
      ...answer,
      cells: answer.cells.map(cell => maskedCell(cell, hiding.of({ ask, answer, family }, cell), channel)),
    },
  ])
  return new Map(masked)
}

/** Whether sums of a metric may be told by themselves, outside any table: what a published figure was revised to. */
export function isTellable(
  id: Cell['metric'],
  sums: Pick<Cell, 'numerator' | 'denominator'>,
  channel: Channel,
): boolean {
  const metric = METRICS.get(id)
  return !metric || !isCounted(metric, undefined) || !isSmallRatio(sums, kOf(metric, SMALLEST_SHOWN[channel]))
}

function maskedCell(cell: Cell, hiding: Hidden, channel: Channel): MaskedCell {
  const { value, absence, numerator, denominator, ...place } = cell
  const metric = METRICS.get(cell.metric)
  const isCount = metric && !isScore(metric)
  if (!hiding && value && isCount && channel === 'wall' && privacyOf(metric) === 'restricted')
    return { ...place, ...rounded(metric, cell) }
  const bare: StatedFigure = value === null && absence ? { state: absence, value } : stated(value)
  if (!hiding) return { ...place, numerator, denominator, ...bare }
  return { ...place, numerator: null, denominator: null, ...hiding }
}

function rounded(
  metric: Metric,
  { numerator, denominator }: Cell,
): Pick<Cell, 'numerator' | 'denominator'> & StatedFigure {
  const round = (count: number) => Math.round(count / ROUNDED_TO) * ROUNDED_TO
  if (!isRatio(metric))
    return {
      state: 'value',
      value: round(numerator),
      isRounded: true,
      numerator: round(numerator),
      denominator,
    }
  const [above, below] = [round(numerator), round(denominator)]
  return { state: 'value', value: above / below, isRounded: true, numerator: above, denominator: below }
}

type Hidden = Exclude<StatedFigure, { state: 'value' }> | undefined

function questionsOf(asks: readonly Ask[], answers: ReadonlyMap<string, Answer>): Question[] {
  const parents = [...new Set(asks.filter(ask => ask.rows === 'children').map(({ org }) => org))]
  return asks.flatMap((ask): Question[] => {
    const answer = answers.get(ask.name)
    if (!answer) return []
    const [only] = parents.length === 1 ? parents : []
    // the whole instance holds its province and what has no place
    const family = ask.rows === 'total' && ask.org === 'root' && only ? only : ask.org
    return [{ ask, answer, family }]
  })
}

class Tables {
  readonly #k: number
  readonly #counts = new Map<string, Map<string, Map<string, number>>>()
  readonly #about = new Map<string, { metric: Metric; by: string; sums: string }>()
  /** Where a quantity stands as an item of a breakdown. */
  readonly #quantities = new Map<string, { table: string; item: string }>()

  constructor(k: number) {
    this.#k = k
  }

  /** Takes a cell up, when it counts persons that need care. */
  add(question: Question, cell: Cell): void {
    const metric = METRICS.get(cell.metric)
    if (!metric || !isCounted(metric, question.ask.by)) return
    const spot = spotOf(question, cell)
    this.#about.set(spot.table, {
      metric,
      by: isRatio(metric) ? REST : (question.ask.by ?? ''),
      sums: frameOf(question, cell),
    })
    if (isRatio(metric)) {
      this.#set({ ...spot, item: '' }, cell.numerator)
      this.#set({ ...spot, item: REST }, cell.denominator - cell.numerator)
      return
    }
    this.#set(spot, cell.numerator)
    const quantity = quantityOf(metric, question.ask.by, cell.item)
    if (quantity) this.#quantities.set(`${frameOf(question, cell)}|${quantity}`, spot)
  }

  /** Decides what is hidden, sums before what they are made of. */
  hide(): { of(question: Question, cell: Cell): Hidden } {
    const hidden = new Map<string, Hiding>()
    const hiddenRows = new Map<string, Set<string>>()
    const order = [...this.#about].sort(([, a], [, b]) => Number(a.by !== '') - Number(b.by !== ''))
    for (const [name, { metric, by, sums }] of order) {
      const key = `${sums}|${metric.id}`
      for (const [row, items] of this.#hideIn(name, metric, by, hiddenRows.get(key) ?? new Set()))
        for (const [item, hiding] of items) {
          if (!hiding) continue
          hidden.set(spotKey({ table: name, row, item }), hiding)
          if (by === '') hiddenRows.set(key, (hiddenRows.get(key) ?? new Set()).add(row))
        }
    }
    return { of: (question, cell) => this.#stateOf(question, cell, hidden) }
  }

  #set({ table, row, item }: Spot, count: number): void {
    const rows = getOrSet(this.#counts, table, () => new Map())
    getOrSet(rows, row, () => new Map<string, number>()).set(item, count)
  }

  #hideIn(
    name: string,
    metric: Metric,
    by: string,
    hiddenRows: ReadonlySet<string>,
  ): [string, [string, Hiding][]][] {
    const found = this.#counts.get(name) ?? new Map<string, Map<string, number>>()
    const items = [...new Set([...found.values()].flatMap(row => [...row.keys()]))]
    const bodies = [...found.keys()].filter(row => row !== TOTAL)
    const total = found.get(TOTAL)
    const counts = (row: string) => items.map(item => found.get(row)?.get(item) ?? 0)
    const summed = items.map((_, j) => bodies.reduce((sum, row) => sum + (counts(row)[j] ?? 0), 0))
    const isSpecial = privacyOf(metric) !== undefined
    // sums of persons are plain counts, which everybody may see
    const rowOf = (row: string, of: readonly number[]): TableRow => {
      const sum = of.reduce((all, count) => all + count, 0)
      const isSumSmall = isSpecial && by !== '' && sum !== 0 && Math.abs(sum) < kOf(metric, this.#k)
      const isHidden = hiddenRows.has(row) || isSumSmall
      return { counts: of, isSumShown: by !== '' && !isHidden, isHidden }
    }
    const rows = bodies.map(row => rowOf(row, counts(row)))
    const table: CountTable = { rows, hasTotal: true, k: kOf(metric, this.#k) }
    const names = [...bodies]
    if (total && bodies.length > 0) {
      const rest = counts(TOTAL).map((count, j) => count - (summed[j] ?? 0))
      if (rest.some(count => count !== 0)) {
        rows.push(rowOf(REST, rest))
        names.push(REST)
      }
      rows.push(rowOf(TOTAL, counts(TOTAL)))
    } else if (total) rows.push(rowOf(TOTAL, counts(TOTAL)))
    else if (bodies.length > 1) {
      // the total that the answers do not hold, as one about it alone shows it
      const alone = rowOf(TOTAL, summed)
      rows.push({ ...alone, elsewhere: hidingOf({ rows: [alone], hasTotal: false, k: table.k })[0] ?? [] })
    }
    const hasTotal = rows.length > names.length && names.length > 0
    const hiding = hidingOf({ ...table, hasTotal })
    return [...names, TOTAL].map((row, i) => [
      row,
      items.map((item, j): [string, Hiding] => [item, hiding[i]?.[j]]),
    ])
  }

  #stateOf(question: Question, cell: Cell, hidden: ReadonlyMap<string, Hiding>): Hidden {
    const metric = METRICS.get(cell.metric)
    if (!metric || isScore(metric) || cell.value === null) return undefined
    const k = kOf(metric, this.#k)
    const beside = { state: 'suppressed_with', value: null } as const
    if (isRatio(metric)) {
      if (!isShareOfPersons(metric) && !privacyOf(metric)) return undefined
      if (cell.denominator > 0 && cell.denominator < k) return beside
      if (!isCounted(metric, question.ask.by)) return undefined
      const { table, row } = spotOf(question, cell)
      const quantity = quantityOf(metric, question.ask.by, '')
      const same = quantity && this.#quantities.get(`${frameOf(question, cell)}|${quantity}`)
      const spots = [
        { table, row, item: '' },
        { table, row, item: REST },
        ...(same ? [{ ...same, row }] : []),
      ]
      return spots.some(spot => hidden.has(spotKey(spot))) ? beside : undefined
    }
    if (!isCounted(metric, question.ask.by)) return undefined
    const hiding = hidden.get(spotKey(spotOf(question, cell)))
    if (!hiding) return undefined
    return hiding === 'small' ? { state: 'suppressed', value: null, k } : beside
  }
}

function isRatio(metric: Metric): boolean {
  return metric.kind === 'ratio' || (metric.kind === 'computed' && metric.isRatio)
}

/** Whether any figure of a metric, by a breakdown or as a whole, may have to be hidden. */
export function mayBeHidden(metric: Metric, by: BreakdownName | undefined): boolean {
  return isCounted(metric, by) || (isRatio(metric) && isShareOfPersons(metric))
}

/** Whether figures of a metric count persons by what may tell who they are. */
function isCounted(metric: Metric, by: BreakdownName | undefined): boolean {
  if (isScore(metric)) return false
  if (privacyOf(metric)) return true
  return countsPersons(metric) && (isPersonal(by) || isPersonalFigure(metric))
}

function isSmallRatio(
  { numerator, denominator }: Pick<Cell, 'numerator' | 'denominator'>,
  k: number,
): boolean {
  return [numerator, denominator, denominator - numerator].some(count => count > 0 && count < k)
}

function kOf(metric: Metric, k: number): number {
  return privacyOf(metric) ? SMALLEST_SPECIAL : k
}

function frameOf({ ask, family }: Question, { bucket }: Pick<Cell, 'bucket'>): string {
  return `${family}|${ask.from}|${ask.to}|${ask.grain}|${ask.treeMonth ?? ''}|${bucket}`
}

function spotOf(question: Question, cell: Cell): Spot {
  const { ask } = question
  return {
    table: `${frameOf(question, cell)}|${cell.metric}|${ask.by ?? ''}`,
    row: ask.rows === 'total' ? TOTAL : cell.org,
    item: cell.item,
  }
}

function spotKey({ table, row, item }: Spot): string {
  return `${table}|${row}|${item}`
}
