import type { ClickHouseClient } from '@clickhouse/client'
import { ENTITY_NAMES, type EntityName, logTable } from '../../warehouse/catalogue/entities.ts'
import { figuresOf, isGroupFigure, METRICS, type MetricId } from '../../warehouse/catalogue/metrics.ts'
import { LOWEST_LEVEL } from '../../warehouse/orgs/readOrgs.ts'
import type { TreeShapes } from '../../warehouse/orgs/treeShape.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { bucketNumber } from '../../warehouse/query/buckets.ts'
import { levelFigures } from '../../warehouse/query/levelFigures.ts'

/**
 * A query with the columns `note`, `org_id` (0 is the whole instance), `left_value`, `right_value`; rows are added up. Of
 * several windows in one query a column `place` numbers them, from 1; otherwise the rows are of the window `of`.
 */
export interface Sides {
  sql: string
  values: Record<string, unknown>
  of?: Window
}

/** Two ways to the same number. */
export interface Identity {
  name: 'member_flow' | 'children' | 'org_parent' | 'member_org' | 'key_order' | 'retention'
  /** `stop`: figures of the month that break it must not be used. `warn`: somebody should look. */
  grade: 'stop' | 'warn'
  /** Lowest level of the organisations it is checked for; 1 is the whole instance only. */
  lowest: number
  /** Undefined when it can be checked, otherwise why not. */
  whyNot(client: ClickHouseClient, window: Window): Promise<string | undefined>
  /** Rows of `sql` are of owners, and still to be added up along the tree. */
  isByOwner: boolean
  sides(windows: readonly Window[], today: number, known: Known): Sides[]
}

/** What is read once for all identities: the shape of the tree, and the logs that have a row. */
export interface Known {
  shapes: TreeShapes
  filled: ReadonlySet<EntityName>
}

const always = async () => undefined

export const IDENTITIES: readonly Identity[] = [
  {
    name: 'member_flow',
    grade: 'stop',
    lowest: LOWEST_LEVEL,
    whyNot: always,
    isByOwner: true,
    sides: windows => windows.map(of => ({ sql: sqlFile('quality_member_flow'), values: daysOf(of), of })),
  },
  {
    name: 'children',
    grade: 'stop',
    // the lowest have children of whom there is no figure
    lowest: LOWEST_LEVEL - 1,
    whyNot: always,
    isByOwner: false,
    sides: childrenSides,
  },
  {
    name: 'org_parent',
    grade: 'warn',
    lowest: 1,
    whyNot: always,
    isByOwner: false,
    sides: windows => [{ sql: sqlFile('quality_org_parent'), values: { windows: windows.length } }],
  },
  {
    name: 'member_org',
    grade: 'warn',
    lowest: 1,
    whyNot: always,
    isByOwner: false,
    sides: windows =>
      windows.map(of => ({ sql: sqlFile('quality_member_org'), values: { to: formatDay(of.to) }, of })),
  },
  {
    name: 'key_order',
    grade: 'warn',
    lowest: 1,
    whyNot: always,
    isByOwner: false,
    sides: keyOrderSides,
  },
  {
    name: 'retention',
    grade: 'stop',
    lowest: 1,
    whyNot: whyNoRetention,
    isByOwner: false,
    sides: windows =>
      windows.map(of => ({
        sql: sqlFile('quality_retention'),
        values: { ...daysOf(of), month: formatDay(monthOf(of.from)) },
        of,
      })),
  },
]

/**
 * All logs and windows in one question: there are many logs, most of them small, each statement costs a part of its own,
 * and one pass over a log finds the changes of every window.
 */
function keyOrderSides(windows: readonly Window[]): Sides[] {
  const sql = sqlFile('quality_key_order')
  const logs = ENTITY_NAMES.map((entity, i) =>
    sql.replace('app.dwd_member_log', logTable(entity)).replace('{entity: String}', `{entity_${i}: String}`),
  )
  const names = Object.fromEntries(ENTITY_NAMES.map((entity, i) => [`entity_${i}`, entity]))
  return [
    {
      sql: `
      select
          place,
          arrayStringConcat(arraySort(groupArrayIf(log, keys > 0)), ', ') as note,
          toUInt64(0) as org_id,
          toInt64(sum(keys)) as left_value,
          toInt64(0) as right_value
      from (
          ${logs.join('\nunion all\n')}
          union all
          -- a window in which nothing was found holds
          select '' as log, toUInt16(number + 1) as place, toUInt64(0) as keys from numbers({windows: UInt16})
      )
      group by place`,
      values: {
        froms: windows.map(({ from }) => formatDay(from)),
        tos: windows.map(({ to }) => formatDay(to)),
        windows: windows.length,
        ...names,
      },
    },
  ]
}

/** Figures that are the sum over direct children and of what the organisation holds itself. */
const ADDITIVE: readonly MetricId[] = [...METRICS.values()]
  .filter(
    metric =>
      (metric.kind === 'stock' || metric.kind === 'flow') &&
      figuresOf(metric).every(figure => !isGroupFigure(figure) && figure.reach !== 'children'),
  )
  .map(({ id }) => id)

/**
 * Levels of the dictionary on one side, superiors of the table on the other. All windows in one question, of which each but
 * the last ends with its month.
 */
function childrenSides(windows: readonly Window[], today: number, { shapes, filled }: Known): Sides[] {
  const [first, last] = [windows[0], windows.at(-1)]
  if (!first || !last) return []
  const ask = { name: 'children', metrics: ADDITIVE, from: first.from, to: last.to, grain: 'month' as const }
  const levels = Array.from(
    { length: LOWEST_LEVEL - 1 },
    (_, i) => `dictGet('app.org_tree', 'at_level_${i + 2}', org)`,
  )
  const queries = levelFigures([ask], today, shapes, 'owner').filter(({ logs }) =>
    logs.some(log => filled.has(log)),
  )
  return queries.map(({ sql, values, sources }) => ({
    sql: `
      with
      -- what a stock gained counts from its month on
      owners as (
          select
              source,
              org,
              amount,
              arrayJoin(arrayFilter(
                  i -> {buckets: Array(Int32)}[i] = bucket or ({carried: Array(UInt8)}[source] = 1 and {buckets: Array(Int32)}[i] > bucket),
                  arrayEnumerate({buckets: Array(Int32)})
              )) as place
          from (
              ${sql}
          )
      ),
      totals as (
          select source, place, arrayJoin(arrayConcat([toUInt64(0)], arrayFilter(id -> id != 0, [${levels.join(', ')}]))) as org_id, sum(amount) as total
          from owners
          group by source, place, org_id
      ),
      tree as (
          select org_id, level, if(length(path) > 1, path[length(path) - 1], 0) as superior
          from app.dim_org
      ),
      sides as (
          select source, place, totals.org_id as org_id, total as left_value, toInt64(0) as right_value
          from totals
          left join tree on tree.org_id = totals.org_id
          where tree.level < ${LOWEST_LEVEL}
          union all
          select source, place, tree.superior as org_id, toInt64(0) as left_value, total as right_value
          from totals
          inner join tree on tree.org_id = totals.org_id
          union all
          select source, place, owners.org as org_id, toInt64(0) as left_value, amount as right_value
          from owners
          left join tree on tree.org_id = owners.org
          where tree.level < ${LOWEST_LEVEL} and tree.level > 0
          union all
          select source, place, toUInt64(0) as org_id, toInt64(0) as left_value, amount as right_value
          from owners
          left join tree on tree.org_id = owners.org
          where tree.level = 0
      )
      select toUInt16(place) as place, {metrics: Array(String)}[source] as note, org_id, left_value, right_value
      from sides`,
    values: {
      ...values,
      metrics: sources.map(({ metric }) => metric.id),
      carried: sources.map(({ isCarried }) => Number(isCarried)),
      buckets: windows.map(({ from }) => bucketNumber(from, 'month')),
    },
  }))
}

async function whyNoRetention(client: ClickHouseClient, { from }: Window): Promise<string | undefined> {
  const tables = await client.query({
    query: `select toUInt8(count()) as n from system.tables where database = 'app' and name = 'ads_dues_retention'`,
    format: 'JSONEachRow',
  })
  const [table] = await tables.json<{ n: number }>()
  const rows = await client.query({
    query: `select toString(count()) as n from app.ads_org_measure where job = 'retention' and month = {month: Date32}`,
    query_params: { month: formatDay(monthOf(from)) },
    format: 'JSONEachRow',
  })
  const [written] = await rows.json<{ n: string }>()
  return table?.n === 1 && written?.n !== '0'
    ? undefined
    : 'the split of the dues of this month is not computed'
}

function daysOf({ from, to }: Window): Record<string, string> {
  return { from: formatDay(from), to: formatDay(to) }
}
