import { figuresOf, isGroupFigure } from '../catalogue/metrics.ts'
import { type Org, ROOT } from '../orgs/readOrgs.ts'
import { itemsOf } from './breakdowns.ts'
import { bucketNumber, bucketsOf } from './buckets.ts'
import type { Part, Plan, Source } from './plan.ts'
import type { Answer, Ask, Cell } from './types.ts'

/** The sums of one part: by row (0 = the organisation's own, or a total), item and bucket number. */
export type PartSums = Map<string, Map<string, Map<number, readonly number[]>>>

type Question = Plan['questions'][number]

/**
 * The cells of one question from the sums of its parts. Pure. `children` are the rows that are answered even when
 * nothing was found for them. A stock of several buckets is carried on from bucket to bucket; a flow is 0 where nothing
 * was found.
 */
export function assemble(
  question: Question,
  parts: readonly Part[],
  sums: ReadonlyMap<number, PartSums>,
  children: readonly Org[],
): Answer {
  const { ask, sources } = question
  const rows = rowsOf(question, sums, children)
  const items = itemsOfQuestion(question, sums)
  const buckets = bucketsOf(ask)
  const cells: Cell[] = []
  for (const { metric, sums: places, told } of sources) {
    for (const { key: shared, id, isOwn } of rows) {
      // figures over direct children call the organisation by its id, all others 0
      const named = isOwn && places.some(({ part }) => sums.get(part)?.has(question.org.id))
      const key = named ? question.org.id : shared
      const series = items.map(item =>
        places.map(({ part, place }) =>
          seriesOf(ask.grain, buckets, parts[part], sums.get(part)?.get(key)?.get(item), place),
        ),
      )
      const amounts = ({ part, place }: { part: number; place: number }) =>
        items.map(item =>
          seriesOf(ask.grain, buckets, parts[part], sums.get(part)?.get(key)?.get(item), place),
        )
      const known = told && { all: amounts(told.all), told: amounts(told.told) }
      buckets.forEach((bucket, i) => {
        items.forEach((item, j) => {
          if (known && known.told[j]?.[i] === 0 && known.all[j]?.[i] !== 0) {
            const nothing = { value: null, numerator: 0, denominator: 0 }
            cells.push({ metric: metric.id, org: id, bucket, item, ...nothing, absence: 'unknown_source' })
            return
          }
          const numerator = series[j]?.[0]?.[i] ?? 0
          const denominator = metric.kind === 'ratio' ? (series[j]?.[1]?.[i] ?? 0) : 1
          const value = denominator === 0 ? null : numerator / denominator
          cells.push({ metric: metric.id, org: id, bucket, item, value, numerator, denominator })
        })
      })
    }
  }
  return { name: ask.name, cells, to: question.to }
}

/** The rows of a question: `key` is what the parts call it, `id` what the answer does, `isOwn` the organisation's own. */
function rowsOf(
  { ask, org, sources }: Question,
  sums: ReadonlyMap<number, PartSums>,
  children: readonly Org[],
): { key: string; id: string; isOwn: boolean }[] {
  if (ask.rows === 'total') return [{ key: '0', id: org.id, isOwn: false }]
  if (ask.rows === 'levels')
    return [...new Set(partsOf(sources).flatMap(part => [...(sums.get(part)?.keys() ?? [])]))]
      .sort()
      .map(key => ({ key, id: key === '0' ? org.id : key, isOwn: false }))
  const ids = new Set(children.map(child => child.id))
  const parts = partsOf(sources)
  const others = new Set<string>()
  for (const part of parts)
    for (const [key, byItem] of sums.get(part) ?? []) if (!ids.has(key) && hasFigure(byItem)) others.add(key)
  others.delete('0')
  others.delete(org.id)
  return [
    ...[...ids, ...[...others].sort()].map(id => ({ key: id, id, isOwn: false })),
    { key: '0', id: org.id === ROOT.id ? '' : org.id, isOwn: true },
  ]
}

function itemsOfQuestion({ ask, sources }: Question, sums: ReadonlyMap<number, PartSums>): string[] {
  if (!ask.by) return ['']
  const items = new Set<string>()
  for (const { metric } of sources)
    for (const figure of figuresOf(metric)) {
      const entity = isGroupFigure(figure) ? figure.of.entity : figure.entity
      for (const item of itemsOf(entity, ask.by) ?? []) items.add(item)
    }
  const others = new Set<string>()
  for (const part of partsOf(sources))
    for (const byItem of sums.get(part)?.values() ?? [])
      for (const [item, byBucket] of byItem) if (!items.has(item) && hasSum(byBucket)) others.add(item)
  return [...items, ...[...others].sort()]
}

/** Value of one sum per bucket of the question. */
function seriesOf(
  grain: Ask['grain'],
  buckets: readonly number[],
  part: Part | undefined,
  found: ReadonlyMap<number, readonly number[]> | undefined,
  place: number,
): number[] {
  const isCarried = part?.kind === 'sum' && part.dates.kind === 'stock'
  let balance = 0
  return buckets.map(bucket => {
    const value = found?.get(bucketNumber(bucket, grain))?.[place] ?? 0
    if (!isCarried) return value
    balance += value
    return balance
  })
}

function partsOf(sources: readonly Source[]): number[] {
  return [...new Set(sources.flatMap(source => source.sums.map(sum => sum.part)))]
}

function hasFigure(byItem: ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>): boolean {
  return [...byItem.values()].some(hasSum)
}

function hasSum(byBucket: ReadonlyMap<number, readonly number[]>): boolean {
  return [...byBucket.values()].some(sums => sums.some(sum => sum !== 0))
}
