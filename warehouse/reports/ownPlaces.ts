import type { ClickHouseClient } from '@clickhouse/client'
import { labelOf } from '../catalogue/labels.ts'
import { METRICS, type Metric, type MetricId } from '../catalogue/metrics.ts'
import { isToldAt, privacyOf } from '../catalogue/privacy.ts'
import type { Report } from '../catalogue/reports.ts'
import { isHidden, type StatedFigure, stated, statedIn } from '../contract/figureState.ts'
import type { OwnPlace } from '../contract/ownPlace.ts'
import { readMonthChildren, readMonthOrg } from '../orgs/monthTree.ts'
import { childrenOf, type Org, ROOT, readOrg } from '../orgs/readOrgs.ts'
import type { Window } from '../platform/time/comparison.ts'
import { ask } from '../query/ask.ts'
import type { Channel } from '../query/suppress.ts'
import { peersOf } from './peers.ts'

/** Figures of a report by which an organisation is told its place. */
const MOST_PLACES = 3
/** Among fewer equals a distance would tell whose figure it is. */
const FEWEST_FOR_DISTANCES = 5

interface Wanted {
  metric: Metric
  better: 'more' | 'less'
}

interface Asked {
  org: Org
  window: Window
  treeMonth?: number
  today: number
  channel: Channel
}

/**
 * The places of an organisation, which the caller may see, among the siblings of its type: by the comparable metrics of a report,
 * and by those that it ranks its rows by. The figures of the siblings are read outside of the caller's scope, as the channel may
 * show them, and do not leave this function.
 */
export async function readOwnPlaces(
  reader: ClickHouseClient,
  report: Report,
  { org, window, treeMonth, today, channel }: Asked,
): Promise<OwnPlace[]> {
  const wanted = placed(report).filter(({ metric }) => !privacyOf(metric) && isToldAt(metric.id, org.level))
  const above = org.path.at(-2)
  if (above === undefined || wanted.length === 0) return []
  const whole = { org: ROOT.id }
  const parent =
    treeMonth === undefined
      ? await readOrg(reader, whole, above)
      : await readMonthOrg(reader, whole, treeMonth, above)
  const siblings =
    treeMonth === undefined
      ? await childrenOf(reader, whole, parent)
      : await readMonthChildren(reader, whole, treeMonth, parent)
  const equals = siblings.filter(({ type }) => type === org.type)
  if (equals.length < 2 || !equals.some(({ id }) => id === org.id)) return []
  const { answers } = await ask(
    reader,
    whole,
    [
      {
        name: 'equals',
        metrics: wanted.map(({ metric }) => metric.id),
        org: parent.id,
        rows: 'children',
        ...window,
        grain: 'all',
        ...(treeMonth === undefined ? {} : { treeMonth }),
      },
    ],
    today,
    channel,
    'own place',
  )
  const cells = answers.get('equals')?.cells ?? []
  const figureOf = (id: string, metric: MetricId): StatedFigure => {
    const cell = cells.find(each => each.org === id && each.metric === metric)
    return cell ? statedIn(cell) : stated(null)
  }
  const peers = peersOf(org) ?? labelOf('org_type', org.type)
  return wanted.map(({ metric, better }) => ({
    metric: metric.id,
    title: metric.title,
    unit: metric.unit,
    peers,
    ...placeAmong(
      figureOf(org.id, metric.id),
      equals.map(({ id }) => figureOf(id, metric.id)),
      better,
      metric.comparable !== undefined,
    ),
  }))
}

/** The metrics of a report that give a place, each once, in its order. */
function placed({ columns }: Report): Wanted[] {
  const found = new Map<MetricId, Wanted>()
  for (const column of columns) {
    if (column.kind !== 'metric' || column.by || column.part || column.span === 'ytd') continue
    const metric = METRICS.get(column.metric)
    const better = metric?.comparable ?? column.rank
    if (metric && better && !found.has(metric.id)) found.set(metric.id, { metric, better })
  }
  return [...found.values()].slice(0, MOST_PLACES)
}

/**
 * The place of a figure among those of all equals, its own included. Pure. Whoever has none is left out of the comparison; while
 * the figure of any is hidden or not computed there is no place, for a ranking without one of its parts is none.
 */
export function placeAmong(
  own: StatedFigure,
  equals: readonly StatedFigure[],
  better: 'more' | 'less',
  isComparable: boolean,
): Pick<OwnPlace, 'of' | 'rank' | 'toMedian' | 'toFirst'> {
  const values = equals
    .flatMap(({ value }) => value ?? [])
    .sort((a, b) => (better === 'more' ? b - a : a - b))
  const none = (rank: StatedFigure) => ({ of: equals.length, rank, toMedian: null, toFirst: null })
  if (equals.some(({ state }) => state === 'not_computed'))
    return none({ state: 'not_computed', value: null })
  if (equals.some(({ state }) => isHidden(state))) return none({ state: 'suppressed_with', value: null })
  const { value } = own
  if (value === null) return none(own)
  const [first] = values
  if (first === undefined || values.length < 2) return none(stated(null))
  const rank = 1 + values.filter(other => (better === 'more' ? other > value : other < value)).length
  const tellsDistances = isComparable && values.length >= FEWEST_FOR_DISTANCES
  return {
    of: values.length,
    rank: stated(rank),
    toMedian: tellsDistances ? value - medianOf(values) : null,
    toFirst: tellsDistances ? value - first : null,
  }
}

/** Of values in order. */
function medianOf(values: readonly number[]): number {
  const middle = Math.floor(values.length / 2)
  const upper = values[middle] ?? 0
  return values.length % 2 === 1 ? upper : ((values[middle - 1] ?? 0) + upper) / 2
}
