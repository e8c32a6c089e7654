import type { MeasureJob, MetricId } from '../../warehouse/catalogue/metrics.ts'
import { type InsertedRow, insertRows } from '../../warehouse/clickhouse/insertRows.ts'
import { dropLeftovers, swapPartition, withStaged } from '../../warehouse/clickhouse/replacePartition.ts'
import { partitionOf as monthPartition } from '../../warehouse/orgs/monthTree.ts'
import { formatDay, monthOf } from '../../warehouse/time/day.ts'
import type { JobContext } from '../job.ts'

/** A figure of `app.ads_org_measure`, without what all rows of a run share. */
export interface Measure {
  metric: MetricId
  org_id: string
  /** Value of a breakdown; '' is the total. */
  item: string
  numerator: number
  denominator: number
}

/** A partition that a run writes. */
export interface Part {
  table: 'app.ads_org_measure' | 'app.ads_dues_retention'
  /** Inserts all rows of the partition into `staged`. */
  fill(staged: string): Promise<void>
}

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
 * Writes the partitions of a run: each is filled in a table of its own and then replaces the live one in one step, so
 * readers see the run before or this one and nothing between. All are filled before the first is replaced. A month in
 * which nothing was found is written all the same (`org_id` 0, no metric): its figures are 0, not unknown.
 * Returns the number of figures. Throws when another process has taken the job over.
 */
export async function replaceParts(context: JobContext, run: Run, parts: readonly Part[]): Promise<number> {
  for (const { table } of parts) await dropLeftovers(context, { writer: run.job, table })
  return fillAndSwap(context, run, parts, [])
}

async function fillAndSwap(
  context: JobContext,
  run: Run,
  parts: readonly Part[],
  filled: readonly { part: Part; staged: string }[],
): Promise<number> {
  const [part, ...rest] = parts
  if (part)
    return withStaged(context, { writer: run.job, table: part.table }, async staged => {
      await part.fill(staged)
      return fillAndSwap(context, run, rest, [...filled, { part, staged }])
    })

  let rows = 0
  for (const { part, staged } of filled) {
    const isMeasures = part.table === 'app.ads_org_measure'
    if (isMeasures) await insertMeasures(context, run, staged, [WRITTEN])
    const target = { table: part.table, partition: partitionOf(run, isMeasures) }
    rows += (await swapPartition(context, target, staged)) - Number(isMeasures)
  }
  return rows
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
