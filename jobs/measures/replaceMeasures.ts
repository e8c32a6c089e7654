import type { ClickHouseClient } from '@clickhouse/client'
import type { MeasureJob, MetricId } from '../../warehouse/catalogue/metrics.ts'
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

/** What a run writes: the job, any day of the month, and the last day that the figures cover. */
export interface Run {
  job: MeasureJob
  month: number
  asOf: number
}

const ROWS_PER_INSERT = 50_000

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
    if (isMeasures) await insertRows(context.warehouse.app, staged, [writtenMark(run)], context.signal)
    const target = { table: part.table, partition: partitionOf(run, isMeasures) }
    rows += (await swapPartition(context, target, staged)) - Number(isMeasures)
  }
  return rows
}

/** Inserts rows that were computed here; a staged table never remembers blocks, so a repeated run is no duplicate. */
export async function insertRows<R>(
  client: ClickHouseClient,
  staged: string,
  rows: Iterable<R>,
  signal: AbortSignal,
): Promise<void> {
  const insert = async (values: R[]) => {
    signal.throwIfAborted()
    await client.insert({
      table: staged,
      format: 'JSONEachRow',
      values,
      clickhouse_settings: { insert_deduplicate: 0 },
    })
  }
  let values: R[] = []
  for (const row of rows) {
    if (values.push(row) < ROWS_PER_INSERT) continue
    await insert(values)
    values = []
  }
  if (values.length > 0) await insert(values)
}

function writtenMark({ job, month, asOf }: Run) {
  return {
    job,
    month: formatDay(monthOf(month)),
    metric: '',
    org_id: '0',
    item: '',
    numerator: 0,
    denominator: 1,
    as_of: formatDay(asOf),
  }
}

/** A partition cannot be bound as a parameter; both parts of its name come from closed sets. */
function partitionOf({ job, month }: Run, isOfJob: boolean): string {
  const number = monthPartition(monthOf(month))
  return isOfJob ? `('${job}', ${number})` : number
}
