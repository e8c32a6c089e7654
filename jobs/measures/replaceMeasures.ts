import type { ClickHouseClient } from '@clickhouse/client'
import type { MeasureJob, MetricId } from '../../warehouse/catalogue/metrics.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
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

/** A partition that a run writes: its table (staged in `<table>_next`) and what is one row in it. */
export interface Part {
  table: 'ads_org_measure' | 'ads_dues_retention'
  /** The job whose rows they are, where the table holds those of several. */
  job?: MeasureJob
  /** Any day of the month. */
  month: number
  /** Inserts all rows of the partition into `staging`. */
  fill(staging: string): Promise<void>
}

const KEYS: Readonly<Record<Part['table'], string>> = {
  ads_org_measure: 'metric, org_id, item',
  ads_dues_retention: 'org_id',
}
const ROWS_PER_INSERT = 50_000

/**
 * Writes partitions: each is filled in its staging table and then replaces the live one in one step, so readers see the
 * run before or this one and nothing between. All are filled before the first is replaced. Returns the rows written.
 *
 * Processes take turns by their lease; should another one write the same staging nevertheless (a lease that ran out),
 * either `signal` tells, or rows are there twice: then nothing is replaced and `TuanshuError('conflict')` is thrown.
 */
export async function replaceParts(
  { warehouse, signal }: Pick<JobContext, 'warehouse' | 'signal'>,
  parts: readonly Part[],
): Promise<number> {
  const { app } = warehouse
  for (const part of parts) {
    signal.throwIfAborted()
    await dropStaging(app, part)
    await part.fill(`app.${part.table}_next`)
  }
  const counts: number[] = []
  for (const part of parts) {
    const { rows, keys } = await countStaging(app, part)
    if (rows !== keys)
      throw new TuanshuError(
        'conflict',
        `app.${part.table}_next holds rows of two runs: another process writes ${formatDay(monthOf(part.month)).slice(0, 7)} at the same time; the figures stay as they were, run the job again`,
      )
    counts.push(rows)
  }
  for (const [i, part] of parts.entries()) {
    signal.throwIfAborted()
    const partition = partitionOf(part)
    // the server refuses to replace a partition by nothing
    const change =
      counts[i] === 0
        ? `drop partition ${partition}`
        : `replace partition ${partition} from app.${part.table}_next`
    await app.command({ query: `alter table app.${part.table} ${change}` })
  }
  for (const part of parts) await dropStaging(app, part)
  return counts.reduce((sum, rows) => sum + rows, 0)
}

/** Inserts rows that were computed here; a staging table never remembers blocks, so a repeated run is no duplicate. */
export async function insertRows<R>(
  client: ClickHouseClient,
  staging: string,
  rows: Iterable<R>,
  signal: AbortSignal,
): Promise<void> {
  let values: R[] = []
  const flush = async () => {
    signal.throwIfAborted()
    if (values.length === 0) return
    await client.insert({
      table: staging,
      format: 'JSONEachRow',
      values,
      clickhouse_settings: { insert_deduplicate: 0 },
    })
    values = []
  }
  for (const row of rows) {
    values.push(row)
    if (values.length >= ROWS_PER_INSERT) await flush()
  }
  await flush()
}

async function dropStaging(client: ClickHouseClient, part: Part): Promise<void> {
  await client.command({ query: `alter table app.${part.table}_next drop partition ${partitionOf(part)}` })
}

async function countStaging(client: ClickHouseClient, { table, job, month }: Part) {
  const result = await client.query({
    query: `select toUInt32(count()) as rows, toUInt32(uniqExact(${KEYS[table]})) as keys
      from app.${table}_next
      where month = {month: Date32}${job ? ' and job = {job: String}' : ''}`,
    query_params: { month: formatDay(monthOf(month)), ...(job ? { job } : {}) },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ rows: number; keys: number }>()
  return row ?? { rows: 0, keys: 0 }
}

/** A partition cannot be bound as a parameter; both parts of its name come from closed sets. */
function partitionOf({ job, month }: Part): string {
  const number = Number(formatDay(monthOf(month)).slice(0, 7).replace('-', ''))
  return job ? `('${job}', ${number})` : String(number)
}
