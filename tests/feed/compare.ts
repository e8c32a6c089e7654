import { METRICS, type MetricId } from '../../warehouse/catalogue/metrics.ts'
import { orgKey } from '../../warehouse/orgs/orgKey.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { addMonths, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import type { Ask, Cell } from '../../warehouse/query/types.ts'
import { askUnmasked } from '../../warehouse/query/unmasked.ts'
import { PAST_MONTHS } from './population.ts'

/** One metric: how many figures were compared, and the lines of those that differ. */
export interface Comparison {
  metric: MetricId
  cells: number
  differing: string[]
}

/** The province, which has no superior; `everything` of the recount is the root of the product. */
const PROVINCE = '1000'
const EVERYTHING = '0'

/**
 * Asks the product for every metric of the recount, for the whole instance, the province and every organisation down to the
 * children of counties, flows by month, and compares each figure. `recount` holds metric, month, place, numerator and
 * denominator.
 */
export async function compare(
  { reader }: Warehouse,
  systemId: number,
  recount: readonly (readonly string[])[],
  today: number,
): Promise<Comparison[]> {
  const expected = expectedOf(recount, today)
  const keys = new Map<string, string>()
  for (const [, , place = ''] of recount) keys.set(orgKey(systemId, place), place)
  const metrics = [...METRICS.values()].filter(({ id }) => expected.has(id))
  const found = new Map<MetricId, Map<string, string>>()
  for (const { id, kind } of metrics) {
    const cells = new Map<string, string>()
    // what counts direct children says something else of the whole instance
    const orgs = id === 'ORG04' ? [PROVINCE] : ['root', PROVINCE]
    const asks = orgs.map(org => askOf(id, kind, org, systemId, today))
    const { answers } = await askUnmasked(reader, { org: 'root' }, asks, today, 'feed')
    for (const answer of answers.values())
      for (const cell of answer.cells) cells.set(placeOf(cell, kind, keys), figureOf(cell, kind))
    found.set(id, cells)
  }
  const shown = new Set(
    [...found.values()].flatMap(cells => [...cells.keys()].map(key => key.split(' ')[0] ?? '')),
  )
  return metrics.map(({ id, kind }) =>
    differences(id, found.get(id), expected.get(id), shown, kind === 'ratio'),
  )
}

function askOf(id: MetricId, kind: string, org: string, systemId: number, today: number): Ask {
  const isFlow = kind === 'flow' || FLOW_RATIOS.has(id)
  return {
    name: org,
    metrics: [id],
    org: org === 'root' ? org : orgKey(systemId, org),
    rows: org === 'root' ? 'total' : 'levels',
    from: isFlow ? addMonths(monthOf(today), -PAST_MONTHS) : today,
    to: today,
    grain: isFlow ? 'month' : 'all',
  }
}

/** Ratios of flows: a figure a month. */
const FLOW_RATIOS: ReadonlySet<MetricId> = new Set(['DUE04', 'DUE11'])

/** The figures of a recount by metric, then by place and month; those of months before the first are left out. */
export function expectedOf(
  recount: readonly (readonly string[])[],
  today: number,
): Map<MetricId, Map<string, { numerator: string; denominator: string }>> {
  const first = formatDay(addMonths(monthOf(today), -PAST_MONTHS))
  const expected = new Map<MetricId, Map<string, { numerator: string; denominator: string }>>()
  for (const [name = '', month = '', place = '', numerator = '0', denominator = '0'] of recount) {
    const metric = [...METRICS.keys()].find(id => id === name)
    if (metric === undefined) throw new Error(`the recount has an unknown metric ${name}`)
    const cells = expected.get(metric) ?? new Map()
    expected.set(metric, cells)
    if (month === '' || month >= first)
      cells.set(`${place} ${month}`, {
        numerator: String(Number(numerator)),
        denominator: String(Number(denominator)),
      })
  }
  return expected
}

function placeOf({ metric, org, bucket }: Cell, kind: string, keys: ReadonlyMap<string, string>): string {
  const place = org === 'root' ? EVERYTHING : (keys.get(org) ?? org)
  return `${place} ${kind === 'flow' || FLOW_RATIOS.has(metric) ? formatDay(bucket) : ''}`
}

const figureOf = ({ numerator, denominator }: Cell, kind: string) =>
  kind === 'ratio' ? `${numerator}/${denominator}` : String(numerator)

/** Compares what was found with what was expected; a figure that one of them does not have is 0. */
export function differences(
  metric: MetricId,
  found: ReadonlyMap<string, string> = new Map(),
  expected: ReadonlyMap<string, { numerator: string; denominator: string }> = new Map(),
  shown: ReadonlySet<string>,
  isRatio: boolean,
): Comparison {
  const zero = isRatio ? '0/0' : '0'
  const wantedAt = (key: string) => {
    const cell = expected.get(key)
    if (!cell) return zero
    return isRatio ? `${cell.numerator}/${cell.denominator}` : cell.numerator
  }
  // the recount goes down to single branches; the product shows places down to its lowest level
  const keys = new Set([
    ...found.keys(),
    ...[...expected.keys()].filter(key => shown.has(key.split(' ')[0] ?? '')),
  ])
  const differing: string[] = []
  for (const key of keys) {
    const have = found.get(key) ?? zero
    const want = wantedAt(key)
    if (have !== want) differing.push(`${metric} ${key}: ${have}, the source has ${want}`)
  }
  return { metric, cells: keys.size, differing }
}
