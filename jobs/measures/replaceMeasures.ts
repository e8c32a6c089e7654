import type { MeasureJob, MetricId } from '../../warehouse/catalogue/metrics.ts'
import { partitionOf as monthPartition } from '../../warehouse/orgs/monthTree.ts'
import { type InsertedRow, insertRows } from '../../warehouse/platform/clickhouse/insertRows.ts'
import {
  dropLeftovers,
  swapPartitions,
  withStaged,
} from '../../warehouse/platform/clickhouse/replacePartition.ts'
import { formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import type { JobContext } from '../schedule/job.ts'

/** A figure of `app.ads_org_measure`, without what all rows of a run share. */
export interface Measure {
  metric: MetricId
  org_id: string
  /** Value of a breakdown; '' is the total. */
  item: string
  numerator: number
  denominator: number
}

/** Tables whose partitions a run replaces. */
export type MeasureTable = 'app.ads_org_measure' | 'app.ads_dues_retention'

type Written = Measure | typeof WRITTEN

/** Tells that the job has written the month. */
export const WRITTEN = { metric: '', org_id: '0', item: '', numerator: 0, denominator: 1 } as const

/** What a run writes: the job, any day of the month, and the last day that the figures cover. */
export interface Run {
  job: MeasureJob
  month: number
  asOf: number
}

const COLUMNS = ['job', 'month', 'metric', 'org_id', 'item', 'numerator', 'denominator', 'as_of'] as const

/**
 * Writes the months of some runs of one job: `fill` inserts all their rows into staged tables like `tables`, in that order,
 * whose partitions then replace the live ones, each in one step, so readers see a month before or after and nothing
 * between. All are filled before the first is replaced. A month in which nothing was found is written all the same
 * (`org_id` 0, no metric): its figures are 0, not unknown. Returns the number of figures of each run. Throws when another
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
      if (isMeasures) await insertWritten(context, runs, filled)
      const partitions = runs.map(run => partitionOf(run, isMeasures))
      const rows = await swapPartitions(context, { table, partitions }, filled)
      rows.forEach((n, of) => {
        counts[of] = (counts[of] ?? 0) + n - Number(isMeasures)
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

async function insertWritten(
  { warehouse, signal }: JobContext,
  runs: readonly Run[],
  staged: string,
): Promise<void> {
  const rows = runs.flatMap(run => [...rowsOf(run, [WRITTEN])])
  await insertRows(warehouse.app, { table: staged, columns: COLUMNS }, rows, signal)
}

/** Inserts figures that were computed here into a staged table like `app.ads_org_measure`. */
export async function insertMeasures(
  { warehouse, signal }: Pick<JobContext, 'warehouse' | 'signal'>,
  run: Run,
  staged: string,
  measures: Iterable<Written>,
): Promise<void> {
  await insertRows(warehouse.app, { table: staged, columns: COLUMNS }, rowsOf(run, measures), signal)
}

function* rowsOf({ job, month, asOf }: Run, measures: Iterable<Written>): Iterable<InsertedRow> {
  const [of, at] = [formatDay(monthOf(month)), formatDay(asOf)]
  for (const { metric, org_id, item, numerator, denominator } of measures)
    yield [job, of, metric, org_id, item, numerator, denominator, at]
}

/** A partition cannot be bound as a parameter; both parts of its name come from closed sets. */
function partitionOf({ job, month }: Run, isOfJob: boolean): string {
  const number = monthPartition(monthOf(month))
  return isOfJob ? `('${job}', ${number})` : number
}
