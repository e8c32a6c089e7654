import {
  type BreakdownName,
  METRICS,
  type MeasureJob,
  type MetricId,
} from '../../warehouse/catalogue/metrics.ts'
import { partitionOf as monthPartition } from '../../warehouse/orgs/monthTree.ts'
import { type InsertedRow, insertRows } from '../../warehouse/platform/clickhouse/insertRows.ts'
import {
  dropLeftovers,
  swapPartitions,
  withStaged,
} from '../../warehouse/platform/clickhouse/replacePartition.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { spansOf } from '../../warehouse/query/measures.ts'
import type { JobContext } from '../schedule/job.ts'
import { runStatement } from '../schedule/runStatement.ts'

/** A figure of `app.ads_org_measure`, without what all rows of a run share. */
export interface Measure {
  metric: MetricId
  org_id: string
  /** Which breakdown `item` is a value of; '' with the total. */
  breakdown: BreakdownName | ''
  item: string
  numerator: number
  denominator: number
}

/** Tables whose partitions a run replaces. */
export type MeasureTable = 'app.ads_org_measure' | 'app.ads_dues_retention'

/** What a run writes: the job, any day of the month, and the last day that the figures cover. */
export interface Run {
  job: MeasureJob
  month: number
  asOf: number
}

/** What a statement inserts into a table like `app.ads_org_measure`, in this order. */
export const COLUMNS = [
  'job',
  'month',
  'metric',
  'org_id',
  'breakdown',
  'item',
  'span',
  'numerator',
  'denominator',
  'as_of',
] as const

/**
 * Writes the months of some runs of one job: `fill` inserts all their rows into staged tables like `tables`, in that order,
 * whose partitions then replace the live ones, each in one step, so readers see a month before or after and nothing
 * between. All are filled before the first is replaced. A metric of which nothing was found is written all the same, for the
 * whole instance: it is 0, not unknown. Returns the number of figures of each run. Throws when another
 * process has taken the job over.
 */
export async function replaceMonths(
  context: JobContext,
  runs: readonly Run[],
  tables: readonly MeasureTable[],
  fill: (staged: readonly string[]) => Promise<void>,
): Promise<number[]> {
  const [first] = runs
  if (!first) return []
  const writer = first.job
  for (const table of tables) await dropLeftovers(context, { writer, table })
  return withAllStaged(context, writer, tables, async staged => {
    await fill(staged)
    const counts = runs.map(() => 0)
    for (const [i, table] of tables.entries()) {
      const filled = staged[i] ?? ''
      const isMeasures = table === 'app.ads_org_measure'
      if (isMeasures) await insertWholes(context, runs, filled)
      const partitions = runs.map(run => partitionOf(run, isMeasures))
      const rows = await swapPartitions(context, { table, partitions }, filled)
      rows.forEach((n, of) => {
        counts[of] = (counts[of] ?? 0) + n
      })
    }
    return counts
  })
}

async function withAllStaged<T>(
  context: JobContext,
  writer: MeasureJob,
  [table, ...more]: readonly MeasureTable[],
  work: (staged: readonly string[]) => Promise<T>,
): Promise<T> {
  if (!table) return work([])
  return withStaged(context, { writer, table }, staged =>
    withAllStaged(context, writer, more, others => work([staged, ...others])),
  )
}

/**
 * Writes the whole instance of every metric of the job of which nothing was found, for every span: it has the row by which
 * the month is known to be written.
 */
export async function insertWholes(
  context: Pick<JobContext, 'warehouse' | 'signal'>,
  runs: readonly Run[],
  staged: string,
): Promise<void> {
  for (const { job, month, asOf } of runs) {
    const wholes = [...METRICS.values()].flatMap(metric =>
      metric.kind === 'computed' && metric.job === job
        ? spansOf(metric).map(span => ({ metric: metric.id, span, isRatio: metric.isRatio }))
        : [],
    )
    await runStatement(
      context,
      job,
      `insert into ${staged} (${COLUMNS.join(', ')}) ${sqlFile('missing_wholes').replace('app.ads_org_measure', staged)}`,
      {
        job,
        month: formatDay(monthOf(month)),
        as_of: formatDay(asOf),
        metrics: wholes.map(({ metric }) => metric),
        spans: wholes.map(({ span }) => span),
        denominators: wholes.map(({ isRatio }) => Number(!isRatio)),
      },
    )
  }
}

/** Inserts figures that were computed here into a staged table like `app.ads_org_measure`. */
export async function insertMeasures(
  { warehouse, signal }: Pick<JobContext, 'warehouse' | 'signal'>,
  run: Run,
  staged: string,
  measures: Iterable<Measure>,
): Promise<void> {
  await insertRows(warehouse.app, { table: staged, columns: COLUMNS }, rowsOf(run, measures), signal)
}

function* rowsOf({ job, month, asOf }: Run, measures: Iterable<Measure>): Iterable<InsertedRow> {
  const [of, at] = [formatDay(monthOf(month)), formatDay(asOf)]
  for (const { metric, org_id, breakdown, item, numerator, denominator } of measures)
    yield [job, of, metric, org_id, breakdown, item, '', numerator, denominator, at]
}

/** A partition cannot be bound as a parameter; both parts of its name come from closed sets. */
function partitionOf({ job, month }: Run, isOfJob: boolean): string {
  const number = monthPartition(monthOf(month))
  return isOfJob ? `('${job}', ${number})` : number
}
