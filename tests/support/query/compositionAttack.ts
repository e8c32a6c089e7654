import type { BreakdownName } from '../../../warehouse/catalogue/metrics.ts'
import type { StatedFigure } from '../../../warehouse/contract/figureState.ts'
import type { Answer, Ask, Cell } from '../../../warehouse/query/types.ts'
import { isPossible, narrow, type Range, type Sum } from './intervalAttack.ts'

/** Members by attributes: how many of each organisation, in every breakdown; the last organisation has no place in the tree. */
export interface Members {
  /** By organisation, breakdown and item; the items of a breakdown have one sum in an organisation. */
  orgs: readonly Readonly<Record<Breakdown, readonly number[]>>[]
  /** The total is of the whole instance: besides the rows it holds what has no place. */
  rest?: Readonly<Record<Breakdown, readonly number[]>>
  hasTotal: boolean
}

export const ITEMS = {
  gender: ['male', 'female', ''],
  status_class: ['student', 'working', 'other', ''],
} as const satisfies Partial<Record<BreakdownName, readonly string[]>>
type Breakdown = keyof typeof ITEMS
const BREAKDOWNS = ['gender', 'status_class'] as const

/** What a reader sees of a cell. */
export type ReadCell = Pick<Cell, 'metric' | 'org' | 'item'> & StatedFigure

const P = '10'
const rest = 'rest'
const total = 'total'

/** The questions of a report of the composition of members, and their answers. */
export function askedOf(members: Members): { asks: Ask[]; answers: Map<string, Answer> } {
  const base = { from: 0, to: 30, grain: 'all' } as const
  const orgs = members.orgs.map((counts, i) => ({ id: String(11 + i), counts }))
  const all = [...members.orgs, ...(members.rest ? [members.rest] : [])]
  const totals = {
    gender: ITEMS.gender.map((_, j) => sum(all.map(org => org.gender[j] ?? 0))),
    status_class: ITEMS.status_class.map((_, j) => sum(all.map(org => org.status_class[j] ?? 0))),
  }
  const whole = { id: members.rest ? 'root' : P, counts: totals }
  const asks: Ask[] = []
  const answers = new Map<string, Answer>()
  const add = (rows: 'children' | 'total', by: Breakdown | undefined) => {
    const name = `${rows} ${by ?? ''}`
    const org = rows === 'total' ? whole.id : P
    asks.push({
      ...base,
      name,
      org,
      rows,
      metrics: by ? ['MEM01'] : ['MEM01', 'MEM12'],
      ...(by ? { by } : {}),
    })
    const cells = (rows === 'total' ? [whole] : orgs).flatMap(({ id, counts }): Cell[] => {
      const at = { org: id, bucket: 0 }
      if (by)
        return ITEMS[by].map((item, j) => {
          const count = counts[by][j] ?? 0
          return { ...at, metric: 'MEM01', item, value: count, numerator: count, denominator: 1 }
        })
      const size = sum(counts.gender)
      const students = counts.status_class[0] ?? 0
      return [
        { ...at, metric: 'MEM01', item: '', value: size, numerator: size, denominator: 1 },
        {
          ...at,
          metric: 'MEM12',
          item: '',
          value: size === 0 ? null : students / size,
          numerator: students,
          denominator: size,
        },
      ]
    })
    answers.set(name, { name, cells, to: 30 })
  }
  for (const by of [undefined, ...BREAKDOWNS]) {
    add('children', by)
    if (members.hasTotal) add('total', by)
  }
  return { asks, answers }
}

/** What is wrong with what an answer shows: a small count that can be narrowed down, a mark that is not true. */
export function faultsIn(
  members: Members,
  shown: ReadonlyMap<string, readonly ReadCell[]>,
  k: number,
  isExact: boolean,
): string[] {
  return [false, true].flatMap(isAware => new Reader(members, shown, k, isAware).faults(isExact))
}

/**
 * Reads an answer. `isAware`: believes that nobody marks an empty cell as small (but where everybody in a row is few);
 * then a mark alone leaves k − 1 values; otherwise takes `<k` as it stands, from 0 on. What has no place is no cell of
 * the answer but what is left of its total: only the small counts in it are secrets.
 */
class Reader {
  readonly #ranges: Range[] = []
  readonly #sums: Sum[] = []
  readonly #places: { name: string; truth: number; mark: string; size: number; index: number }[] = []

  constructor(
    members: Members,
    shown: ReadonlyMap<string, readonly ReadCell[]>,
    private readonly k: number,
    private readonly isAware: boolean,
  ) {
    const rows = [
      ...members.orgs.map((counts, i) => ({ id: String(11 + i), counts })),
      ...(members.rest ? [{ id: rest, counts: members.rest }] : []),
    ]
    for (const by of BREAKDOWNS) {
      const columns: number[][] = ITEMS[by].map(() => [])
      const hidden = ITEMS[by].map(() => false)
      const find = (row: string, item: string) =>
        row === rest
          ? undefined
          : shown
              .get(row === total ? `total ${by}` : `children ${by}`)
              ?.find(cell => cell.item === item && (row === total || cell.org === row))
      for (const [j, item] of ITEMS[by].entries())
        hidden[j] = [...rows.map(({ id }) => id), total].some(row => find(row, item)?.value === null)
      for (const { id, counts } of rows) {
        const size = sum(counts[by])
        const parts = ITEMS[by].map((item, j) => {
          const truth = counts[by][j] ?? 0
          const cell: StatedFigure | undefined =
            id === rest
              ? hidden[j]
                ? { state: 'suppressed_with', value: null }
                : { state: 'value', value: truth }
              : find(id, item)
          const index = this.#place(`${id} ${by} ${item}`, cell, truth, size)
          columns[j]?.push(index)
          if (item === 'student') this.#readRatio(shown.get('children '), id, size, index)
          return index
        })
        this.#sums.push({ whole: this.#known(size), parts })
      }
      const totals = ITEMS[by].map((item, j) => {
        const truth = sum(rows.map(({ counts }) => counts[by][j] ?? 0))
        const size = sum(rows.map(({ counts }) => sum(counts[by])))
        if (!members.hasTotal) return undefined
        const cell = find(total, item)
        const index = this.#place(`${total} ${by} ${item}`, cell, truth, size)
        this.#sums.push({ whole: index, parts: columns[j] ?? [] })
        if (item === 'student') this.#readRatio(shown.get('total '), undefined, size, index)
        return index
      })
      const size = sum(rows.map(({ counts }) => sum(counts[by])))
      if (members.hasTotal)
        this.#sums.push({
          whole: this.#known(size),
          parts: totals.flatMap(index => (index === undefined ? [] : [index])),
        })
    }
  }

  faults(isExact: boolean): string[] {
    const known = narrow(this.#ranges, this.#sums)
    if (!known) return ['the answer contradicts itself']
    return this.#places.flatMap(({ name, truth, mark, size, index }) => {
      const { low, high } = known[index] ?? { low: 0, high: 0 }
      if (mark === 'value')
        return truth > 0 && truth < this.k ? [`${name} shows ${truth}, which is below ${this.k}`] : []
      if (mark === 'suppressed' && truth >= this.k) return [`${name} is marked <${this.k} and is ${truth}`]
      if (name.startsWith(`${rest} `) && (truth === 0 || truth >= this.k)) return []
      const need = Math.min(this.isAware ? this.k - 1 : this.k, size + 1)
      const values = isExact ? this.#count(known, index, truth, need) : high - low + 1
      return values >= need
        ? []
        : [`${name} (${truth}, ${mark}) can only be ${low}–${high}: ${values} values`]
    })
  }

  /** How many values can stand in a place, up to `enough`: those around the true one, which is one of them. */
  #count(known: readonly Range[], index: number, truth: number, enough: number): number {
    const { low, high } = known[index] ?? { low: 0, high: -1 }
    let found = 0
    for (let distance = 0; found < enough && distance <= 2 * enough; distance++)
      for (const value of distance === 0 ? [truth] : [truth - distance, truth + distance])
        if (value >= low && value <= high && isPossible(known, this.#sums, index, value)) found++
    return found
  }

  #place(name: string, cell: StatedFigure | undefined, truth: number, size: number): number {
    if (!cell) throw new Error(`${name} is not in the answer`)
    const index = this.#ranges.push(this.#rangeOf(cell, size)) - 1
    this.#places.push({ name, truth, mark: cell.state, size, index })
    return index
  }

  #rangeOf(cell: StatedFigure, size: number): Range {
    if (cell.state === 'value') return { low: cell.value, high: cell.value }
    if (cell.state === 'suppressed') return { low: this.isAware && size >= this.k ? 1 : 0, high: this.k - 1 }
    return { low: 0, high: size }
  }

  #known(value: number): number {
    return this.#ranges.push({ low: value, high: value }) - 1
  }

  /** A ratio that is shown tells how many students there are. */
  #readRatio(
    cells: readonly ReadCell[] | undefined,
    org: string | undefined,
    size: number,
    index: number,
  ): void {
    const cell = cells?.find(({ metric, org: of }) => metric === 'MEM12' && (!org || of === org))
    if (cell?.state !== 'value') return
    this.#sums.push({ whole: this.#known(Math.round(cell.value * size)), parts: [index] })
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0)
}
