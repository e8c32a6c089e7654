import { TREND_METRICS, TREND_MONTHS } from '../../warehouse/catalogue/trends.ts'
import { readTreeShapes } from '../../warehouse/orgs/treeShape.ts'
import {
  dropLeftovers,
  replacePartition,
  withStaged,
} from '../../warehouse/platform/clickhouse/replacePartition.ts'
import { endOf, type Window } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, dayOf, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { bucketNumber, bucketsOf } from '../../warehouse/query/buckets.ts'
import { levelFigures } from '../../warehouse/query/levelFigures.ts'
import type { Job, JobContext } from '../schedule/job.ts'
import { runStatement } from '../schedule/runStatement.ts'
import { hasNewDays } from '../schedule/windows.ts'
import { RATIOS } from './martMetrics.ts'

const WRITER = 'trend'
const TABLE = 'app.ads_org_trend'

/** The course of the key figures of every organisation, anew every night: late data and moves reach into all its months. */
export const trend: Job = {
  name: WRITER,
  title: '月度走势',
  version: 2,
  schedule: '10 0 * * *',

  windows(today, since, firstDay) {
    const yesterday = today - 1
    if (!hasNewDays(yesterday, since, firstDay)) return []
    // nights that were missed need not be made up for: the table holds one night only
    return [{ from: addMonths(lastMonthOf(yesterday), 1 - TREND_MONTHS), to: yesterday }]
  },

  async run(window, context) {
    await dropLeftovers(context, { writer: WRITER, table: TABLE })
    const target = { writer: WRITER, table: TABLE, partition: 'tuple()' }
    return replacePartition(context, target, staged => writeTrends(window, context, staged))
  },
}

/** First day of the last month that has ended by the end of a day. */
function lastMonthOf(day: number): number {
  return addMonths(day + 1, -1)
}

async function writeTrends({ from, to }: Window, context: JobContext, table: string): Promise<void> {
  const last = lastMonthOf(to)
  const first = monthOf(from)
  if (first > last) return
  const frame = { from: first, to: endOf('month', last), grain: 'month' as const }
  const months = bucketsOf(frame).length
  const asks = [{ ...frame, name: 'months', metrics: TREND_METRICS }]
  const shapes = await readTreeShapes(context.warehouse.app, [undefined])
  // logs are asked one after the other, so a ratio over two of them comes in two halves
  await withStaged(context, { writer: WRITER, table: TABLE }, async halves => {
    for (const { sql, values, sources } of levelFigures(asks, dayOf(context.now()), shapes)) {
      await runStatement(
        context,
        'trend',
        `insert into ${halves} (metric, org_id, last_month, numerators, denominators)
        with
            by_month as (
                select
                    targets.metric as metric,
                    targets.role as role,
                    targets.is_carried as is_carried,
                    figures.org as org_id,
                    figures.bucket - {first: Int32} as place,
                    sum(figures.amount) as amount
                from (
                    ${sql}
                ) as figures
                inner join (
                    select source, metric, role, is_carried
                    from (select 1)
                    array join
                        arrayEnumerate({metrics: Array(String)}) as source,
                        {metrics: Array(String)} as metric,
                        {roles: Array(String)} as role,
                        {carried: Array(UInt8)} as is_carried
                ) as targets on targets.source = figures.source
                group by metric, role, is_carried, org_id, place
            ),
            gains as (
                select metric, role, is_carried, org_id, groupArrayInsertAt(toInt64(0), {months: UInt32})(amount, toUInt32(place)) as amounts
                from by_month
                group by metric, role, is_carried, org_id
            ),
            series as (
                select metric, role, org_id, if(is_carried = 1, arrayCumSum(amounts), amounts) as amounts
                from gains
            )
        select
            metric,
            org_id,
            {last: Date32} as last_month,
            if(role = 'numerator', amounts, []) as numerators,
            if(role = 'denominator', amounts, []) as denominators
        from series`,
        {
          ...values,
          first: bucketNumber(first, 'month'),
          months,
          last: formatDay(last),
          metrics: sources.map(({ metric }) => metric.id),
          roles: sources.map(({ role }) => role),
          carried: sources.map(({ isCarried }) => Number(isCarried)),
        },
      )
    }
    await runStatement(
      context,
      'trend',
      `insert into ${table} (metric, org_id, last_month, numerators, denominators, as_of)
      select
          metric,
          org_id,
          last_month,
          arrayResize(sumForEach(halves.numerators), {months: UInt32}, toInt64(0)) as numerators,
          if(metric in {ratios: Array(String)}, arrayResize(sumForEach(halves.denominators), {months: UInt32}, toInt64(0)), arrayWithConstant({months: UInt32}, toInt64(1))) as denominators,
          {as_of: Date32} as as_of
      from ${halves} as halves
      group by metric, org_id, last_month
      having arrayExists(x -> x != 0, numerators) or (metric in {ratios: Array(String)} and arrayExists(x -> x != 0, denominators))`,
      { months, ratios: RATIOS, as_of: formatDay(to) },
    )
  })
}
