import type { Measure, MetricEntry } from '../../../../warehouse/catalogue/metrics/metric.ts'
import { resolveMetric } from '../../../../warehouse/catalogue/metrics/resolveMetric.ts'
import { type Computed, METRICS, type MetricId } from '../../../../warehouse/catalogue/metrics.ts'
import type { Warehouse } from '../../../../warehouse/platform/clickhouse/client.ts'
import { formulaQueries, WHOLE } from '../../../../warehouse/query/rows/formulaSql.ts'
import type { ReferenceRow } from '../../../../warehouse/reference/referenceValues.ts'
import { at, type LogRow, member, plantTree, sign } from '../world.ts'

export const NOVEMBER = { from: at('2026-11-01'), to: at('2026-11-21') }

let ids = 0

const checkin = (org: number, who: number, on: string, minutes = 0, change: LogRow = {}): LogRow => ({
  id: ++ids,
  org_id: org,
  member_org_id: org,
  member_id: who,
  checked_on: on,
  day: on,
  activity_minutes: minutes,
  ...change,
})
const item = (opened: string, due: string, decided: string, change: LogRow = {}): LogRow => ({
  id: ++ids,
  org_id: 111,
  item_type: 'other',
  status: decided ? 'decided' : 'open',
  decided_by: decided ? 'person' : 'none',
  day: opened.slice(0, 10),
  opened_at: opened,
  ...(due ? { due_at: due, due_on: due.slice(0, 10) } : {}),
  ...(decided ? { decided_at: decided, decided_on: decided.slice(0, 10) } : {}),
  ...change,
})
const transfer = (to: number, started: string, ended: string, change: LogRow = {}): LogRow => ({
  id: ++ids,
  org_id: 21,
  to_org_id: to,
  day: started,
  started_on: started,
  ended_on: ended,
  status: 'done_manual',
  ...change,
})

/** The small province with some rows in the logs that formulas are made of. */
export async function plantRows(warehouse: Warehouse): Promise<void> {
  await plantTree(warehouse)
  await sign(warehouse, 'member', [
    member(111, '2026-01-01', { id: 1, birth_month: '1998-12-01' }),
    member(111, '2026-01-01', { id: 2, birth_month: '1999-03-01' }),
    // 28 already, a cadre, of unknown age
    member(112, '2026-01-01', { id: 3, birth_month: '1998-11-01' }),
    member(121, '2026-01-01', { id: 4, birth_month: '1999-01-01', is_cadre: 1 }),
    member(21, '2026-01-01', { id: 5, birth_month: '1900-01-01' }),
    member(999, '2026-01-01', { id: 6, birth_month: '1999-01-01' }),
    // not yet 14
    member(112, '2026-01-01', { id: 7, birth_month: '2012-12-01' }),
  ])
  const taken = checkin(121, 4, '2026-11-03', 900)
  await sign(warehouse, 'checkin', [
    checkin(111, 1, '2026-02-01', 400),
    checkin(112, 1, '2026-11-02', 200),
    checkin(111, 2, '2026-11-02', 599),
    // of the year before
    checkin(111, 2, '2025-12-31', 600),
    taken,
    { ...taken, sign: -1, transition: 'leave', day: '2026-11-04' },
    checkin(999, 6, '2026-11-05', 700),
  ])
  await sign(warehouse, 'work_item', [
    item('2026-11-01 08:00:00', '2026-11-04 08:00:00', '2026-11-02 09:30:00'),
    // by the system, just in time
    item('2026-11-01 08:00:00', '2026-11-04 08:00:00', '2026-11-04 08:00:00', { decided_by: 'system' }),
    // too late: it counts on the day that it was due
    item('2026-10-01 08:00:00', '2026-11-01 00:00:00', '2026-12-01 08:00:00'),
    item('2026-11-01 08:00:00', '2026-11-10 08:00:00', ''),
    // due later
    item('2026-11-01 08:00:00', '2026-12-10 08:00:00', ''),
    // without a limit
    item('2026-11-01 08:00:00', '', '2026-11-01 09:00:00'),
    item('2026-11-01 08:00:00', '2026-11-05 08:00:00', '', { status: 'withdrawn' }),
  ])
  await sign(warehouse, 'transfer', [
    transfer(111, '2026-11-01', '2026-11-03'),
    transfer(111, '2026-10-01', '2026-11-05'),
    transfer(112, '2026-11-01', '2026-11-10', { status: 'done_auto' }),
    transfer(112, '2026-11-01', '2026-11-02', { status: 'returned' }),
    // nobody knows since when
    transfer(121, '1900-01-01', '2026-11-02'),
  ])
  await sign(warehouse, 'im_day', [
    { id: 1, org_id: 11, cadre_id: 71, sent_on: '2026-11-02', day: '2026-11-02', message_count: 3 },
    { id: 2, org_id: 11, cadre_id: 71, sent_on: '2026-11-03', day: '2026-11-03', message_count: 1 },
    { id: 3, org_id: 11, cadre_id: 72, sent_on: '2026-11-03', day: '2026-11-03', message_count: 0 },
    { id: 4, org_id: 12, cadre_id: 73, sent_on: '2026-11-03', day: '2026-11-03', message_count: 9 },
  ])
  await sign(warehouse, 'org', [
    { id: 111, org_id: 111, day: '2020-01-01', org_type: 'branch', status: 'active', is_logged_in: 1 },
    { id: 112, org_id: 112, day: '2020-01-01', org_type: 'branch', status: 'active' },
    { id: 11, org_id: 11, day: '2020-01-01', org_type: 'committee', status: 'active' },
    { id: 121, org_id: 121, day: '2020-01-01', org_type: 'branch', status: 'merged' },
  ])
  await sign(warehouse, 'activity', [
    { id: 1, org_id: 111, day: '2026-11-03', published_on: '2026-11-03', status: 'ended' },
    { id: 2, org_id: 111, day: '2026-11-04', published_on: '2026-11-04', status: 'cancelled' },
    { id: 3, org_id: 112, day: '2026-10-04', published_on: '2026-10-04', status: 'ended' },
    { id: 4, org_id: 121, day: '2026-11-04', published_on: '2026-11-04', status: 'ended' },
  ])
  await sign(warehouse, 'dues_payment', [
    { id: 1, org_id: 111, day: '2026-10-05', paid_on: '2026-10-05', amount_fen: 100 },
    { id: 2, org_id: 111, day: '2026-11-05', paid_on: '2026-11-05', amount_fen: 250 },
    { id: 3, org_id: 112, day: '2026-09-05', paid_on: '2026-09-05', amount_fen: 30 },
  ])
}

/** What `figuresOf` is asked. */
export type FiguresAsked = [
  metric: Computed,
  days?: { from: number; to: number },
  orgs?: readonly string[],
  references?: readonly ReferenceRow[],
]

/** `org breakdown=item: numerator/denominator` of every figure, for the organisations of the tree that are named. */
export async function figuresOf(
  { app }: Warehouse,
  ...[metric, days = NOVEMBER, orgs = [WHOLE, '10', '111', '112'], references = []]: FiguresAsked
): Promise<string[]> {
  const lines: string[] = []
  const tree = () => ({
    sql: 'select org_id as tree_org, path as tree_path, toUInt64(0) as tree_uncounted from app.dim_org',
    hasAliases: false,
  })
  for (const { sql, values } of formulaQueries([metric], days, tree, references)) {
    const answer = await app.query({ query: sql, query_params: values, format: 'JSONEachRow' })
    for (const row of await answer.json<Record<string, string>>())
      if (orgs.includes(row.org_id ?? ''))
        lines.push(
          `${row.org_id}${row.breakdown ? ` ${row.breakdown}=${row.item}` : ''}: ${row.numerator}/${row.denominator}`,
        )
  }
  return lines.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

export function computed(metric: ReturnType<typeof resolveMetric>): Computed {
  if (metric.kind !== 'computed') throw new Error('the metric is a sum of signed rows')
  return { ...metric, id: 'ACT07' }
}

export function ofCatalogue(id: MetricId): Computed {
  const metric = METRICS.get(id)
  if (metric?.kind !== 'computed') throw new Error(`${id} is not computed`)
  return metric
}

type Formula = Extract<MetricEntry, { formula: object }>['formula']

export const entry = (what: { measure: Measure } | { formula: Formula }) =>
  computed(resolveMetric({ title: '', unit: '个', definition: '', breakdowns: [], ...what }))
export const of = (measure: Measure) => entry({ measure })
