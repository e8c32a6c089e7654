import type { ClickHouseClient } from '@clickhouse/client'
import { CHANGE_LEVELS, CHANGE_METRICS } from '../catalogue/changeRule.ts'
import { statedIn } from '../contract/figureState.ts'
import { TICKET_KINDS, type TicketKind } from '../contract/ticketState.ts'
import { readFamilies } from '../orgs/readFamilies.ts'
import { type Org, ROOT } from '../orgs/readOrgs.ts'
import { PLAIN_TREE, readTreeShapes } from '../orgs/treeShape.ts'
import { addMonths, monthOf } from '../platform/time/day.ts'
import { askSettled } from '../query/ask.ts'
import { readFirstDay } from '../query/firstDay.ts'
import { getOrSet } from '../query/getOrSet.ts'
import type { Ask } from '../query/types.ts'
import type { Stocks } from './changeOf.ts'

/** Organisations whose children are asked about together. */
const PARENTS_TOGETHER = 50
const LOWEST = Math.max(...CHANGE_LEVELS)
const A_YEAR = 12

interface Asked {
  /** First day of the month that is judged. */
  month: number
  /** How many months before it the figures begin. */
  back: number
  /** The business day of the clock. */
  today: number
  signal?: AbortSignal
}

/** The stocks of an organisation, by kind and the first day of each month. */
export type OrgStocks = ReadonlyMap<TicketKind, Stocks>

/**
 * What every active organisation of the levels that explain had at the ends of the months that a change is measured by, as of
 * today, under today's tree: an organisation that moved takes its past along, so no change is made by moving it.
 */
export async function readStocks(reader: ClickHouseClient, asked: Asked): Promise<Map<string, OrgStocks>> {
  const shape = (await readTreeShapes(reader, [undefined])).get(undefined) ?? PLAIN_TREE
  const found = new Map<string, OrgStocks>()
  for (let parents: Org[] = [ROOT]; parents.length > 0; ) {
    const below: Org[] = []
    for (let i = 0; i < parents.length; i += PARENTS_TOGETHER) {
      asked.signal?.throwIfAborted()
      const batch = parents.slice(i, i + PARENTS_TOGETHER)
      const children = await readFamilies(reader, batch)
      const orgs = [...children.values()].flat()
      const explaining = orgs.filter(({ level }) => CHANGE_LEVELS.includes(level))
      const tree = { orgs: new Map(batch.map(org => [org.id, org])), children, shape }
      const parentsOfThem = batch.filter(({ id }) =>
        children.get(id)?.some(child => explaining.includes(child)),
      )
      if (parentsOfThem.length > 0) {
        const stocks = await ask(
          reader,
          parentsOfThem.map(({ id }) => id),
          'children',
          asked,
          tree,
        )
        for (const { id } of explaining) found.set(id, stocks.get(id) ?? new Map())
      }
      below.push(...orgs.filter(({ level }) => level < LOWEST))
    }
    parents = below
  }
  return found
}

/** The same of one organisation. */
export async function readStocksOf(reader: ClickHouseClient, org: Org, asked: Asked): Promise<OrgStocks> {
  return (await ask(reader, [org.id], 'total', asked)).get(org.id) ?? new Map()
}

async function ask(
  reader: ClickHouseClient,
  orgs: readonly string[],
  rows: 'children' | 'total',
  { month, back, today }: Asked,
  tree?: Parameters<typeof askSettled>[6],
): Promise<Map<string, Map<TicketKind, Map<number, ReturnType<typeof statedIn>>>>> {
  // of the time before the first message only those are known who are still there: that is no figure to compare with
  const firstDay = (await readFirstDay(reader)) ?? today
  const spans = [
    { from: addMonths(month, -back), to: addMonths(month, 1) - 1 },
    { from: addMonths(month, -A_YEAR), to: addMonths(month, 1 - A_YEAR) - 1 },
  ]
  const metrics = TICKET_KINDS.map(kind => CHANGE_METRICS[kind])
  const asks = orgs.flatMap(org =>
    spans.map((span, i): Ask => ({ name: `${org}|${i}`, metrics, org, rows, ...span, grain: 'month' })),
  )
  const { answers, failures } = await askSettled(
    reader,
    { org: ROOT.id },
    asks,
    today,
    'report',
    'changes of the month',
    tree,
  )
  for (const error of failures.values()) throw error
  const found = new Map<string, Map<TicketKind, Map<number, ReturnType<typeof statedIn>>>>()
  for (const { cells } of answers.values())
    for (const cell of cells) {
      const kind = TICKET_KINDS.find(each => CHANGE_METRICS[each] === cell.metric)
      if (!kind) continue
      const own = getOrSet(found, cell.org, () => new Map())
      const isBefore = cell.isPartial || cell.bucket < monthOf(firstDay)
      const figure = isBefore ? ({ state: 'before_data', value: null } as const) : statedIn(cell)
      getOrSet(own, kind, () => new Map()).set(cell.bucket, figure)
    }
  return found
}
