import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import type { StatedFigure } from '../../../warehouse/contract/figureState.ts'
import type { Answer, Ask, Cell } from '../../../warehouse/query/types.ts'
import { isPossible, narrow, type Range, type Sum } from './intervalAttack.ts'

/** Cases by organisation and item; unlike members, nobody knows how many an organisation has. */
export interface Cases {
  counts: readonly (readonly number[])[]
  hasTotal: boolean
  isBrokenDown: boolean
}

const P = '10'
const ITEMS = ['male', 'female', 'other', '']
/** Nobody believes that a city has more cases than this. */
const MOST = 100_000

/** The questions of a report about cases and their answers: by organisation and in total, each also by item. */
export function askedOfSpecial(
  metric: MetricId,
  { counts, hasTotal, isBrokenDown }: Cases,
): { asks: Ask[]; answers: Map<string, Answer> } {
  const base = { metrics: [metric], org: P, from: 0, to: 30, grain: 'all' } as const
  const asks: Ask[] = []
  const answers = new Map<string, Answer>()
  const orgs = counts.map((items, i) => ({ org: String(11 + i), items }))
  const whole = [{ org: P, items: ITEMS.map((_, j) => sum(counts.map(items => items[j] ?? 0))) }]
  const add = (rows: 'children' | 'total', isByItem: boolean) => {
    const name = nameOf(rows, isByItem)
    asks.push({ ...base, name, rows, ...(isByItem ? { by: 'gender' } : {}) })
    const cells = (rows === 'total' ? whole : orgs).flatMap(({ org, items }) => {
      const cell = (item: string, value: number): Cell => ({
        metric,
        org,
        bucket: 0,
        item,
        value,
        numerator: value,
        denominator: 1,
      })
      const width = counts[0]?.length ?? 0
      return isByItem
        ? ITEMS.slice(0, width).map((item, j) => cell(item, items[j] ?? 0))
        : [cell('', sum(items))]
    })
    answers.set(name, { name, cells, to: 30 })
  }
  for (const isByItem of isBrokenDown ? [false, true] : [false]) {
    add('children', isByItem)
    if (hasTotal) add('total', isByItem)
  }
  return { asks, answers }
}

/** What is wrong with what the answers show together; a reader who believes that no mark stands for nobody loses one value. */
export function specialFaults(
  cases: Cases,
  shown: ReadonlyMap<string, readonly (Pick<Cell, 'org' | 'item'> & StatedFigure)[]>,
  k: number,
  isExact: boolean,
): string[] {
  const ranges: Range[] = []
  const sums: Sum[] = []
  const places: { name: string; state: StatedFigure['state']; truth: number; index: number; of: number }[] =
    []
  const place = (rows: 'children' | 'total', isByItem: boolean, org: string, item: string, truth: number) => {
    const cell = shown
      .get(nameOf(rows, isByItem))
      ?.find(each => each.item === item && (rows === 'total' || each.org === org))
    const range = !cell
      ? { low: 0, high: MOST }
      : cell.state === 'value'
        ? cell.isRounded
          ? { low: cell.value - 5, high: cell.value + 4 }
          : { low: cell.value, high: cell.value }
        : { low: 0, high: cell.state === 'suppressed' ? k - 1 : MOST }
    const index = ranges.push(range) - 1
    const sumShown = shown.get(nameOf(rows, false))?.find(each => rows === 'total' || each.org === org)
    const of = item !== '' || isByItem ? (sumShown?.value ?? MOST) : MOST
    if (cell) places.push({ name: `${rows} ${org} ${item}`, state: cell.state, truth, index, of })
    return index
  }
  const width = cases.counts[0]?.length ?? 0
  const items = cases.isBrokenDown ? ITEMS.slice(0, width) : []
  const columns: number[][] = items.map(() => [])
  const bodies = cases.counts.map((counts, i) => {
    const org = String(11 + i)
    const whole = place('children', false, org, '', sum(counts))
    const parts = items.map((item, j) => {
      const index = place('children', true, org, item, counts[j] ?? 0)
      columns[j]?.push(index)
      return index
    })
    if (parts.length > 0) sums.push({ whole, parts })
    return whole
  })
  const all = sum(cases.counts.flat())
  const whole = place('total', false, P, '', all)
  sums.push({ whole, parts: bodies })
  const totals = items.map((item, j) => {
    const index = place('total', true, P, item, sum(cases.counts.map(counts => counts[j] ?? 0)))
    sums.push({ whole: index, parts: columns[j] ?? [] })
    return index
  })
  if (totals.length > 0) sums.push({ whole, parts: totals })

  const known = narrow(ranges, sums)
  if (!known) return ['the answer contradicts itself']
  return places.flatMap(({ name, state, truth, index, of }) => {
    if (state === 'value')
      return truth > 0 && truth < k ? [`${name} shows ${truth}, which is below ${k}`] : []
    if (state === 'suppressed' && truth >= k) return [`${name} is marked <${k} and is ${truth}`]
    const { low, high } = known[index] ?? { low: 0, high: 0 }
    // where the organisation is seen to have nobody, none of its items is a secret
    const need = Math.min(k, of + 1)
    let values = high - low + 1
    if (isExact) {
      values = 0
      for (let value = Math.max(low, truth - k); value <= Math.min(high, truth + k) && values < k; value++)
        if (isPossible(known, sums, index, value)) values++
    }
    return values >= need ? [] : [`${name} (${truth}, ${state}) can only be ${low}–${high}: ${values} values`]
  })
}

function nameOf(rows: 'children' | 'total', isByItem: boolean): string {
  return `${rows}${isByItem ? ' by item' : ''}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0)
}
