import { FORMULAS, measuresOf } from '../../jobs/measures/measures.ts'
import type { Job, JobContext } from '../../jobs/schedule/job.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { parseDay } from '../../warehouse/platform/time/day.ts'
import type { TestWarehouse } from '../support/warehouse.ts'

export function day(text: string): number {
  const parsed = parseDay(text)
  if (parsed === undefined) throw new Error(`${text} is no day`)
  return parsed
}

/** The job for the metrics with such ids: those that a test does not look at cost as much as those that it does. */
export function measuresLike(ids: RegExp): Job {
  return measuresOf(FORMULAS.filter(({ id }) => ids.test(id)))
}

/** What a job is run with in a test; nothing is told. */
export function contextOf(
  { warehouse, config }: TestWarehouse,
  change: Partial<JobContext> = {},
): JobContext {
  return {
    config,
    warehouse,
    log: createLog('test'),
    now: () => 0,
    signal: new AbortController().signal,
    confirm: async () => undefined,
    progress: () => undefined,
    ...change,
  }
}

/** Runs windows of a job as the scheduler does: together where the job can, so that what they share is done once. */
export async function runAll(job: Job, windows: readonly Window[], context: JobContext): Promise<void> {
  if (job.runTogether) await job.runTogether(windows, context)
  else for (const window of windows) await job.run(window, context)
}

/** Runs a job for a window given by its days; resolves to the rows written. */
export function runJob(
  test: TestWarehouse,
  job: Job,
  from: string,
  to: string,
  change?: Partial<JobContext>,
) {
  return job.run({ from: day(from), to: day(to) }, contextOf(test, change))
}

/** `metric org item: numerator/denominator` of every figure of an organisation that a job wrote in a month, in order. */
export async function figuresOf({ warehouse }: TestWarehouse, job: string, month: string): Promise<string[]> {
  const result = await warehouse.reader.query({
    query: `select concat(metric, ' ', toString(org_id), ' ', item, span, ': ', toString(numerator), '/', toString(denominator)) as line
      from app.ads_org_measure
      where job = {job: String} and month = {month: Date32} and org_id not in (0, bitNot(toUInt64(0)))
      order by metric, org_id, item, span`,
    query_params: { job, month },
    format: 'JSONEachRow',
  })
  return (await result.json<{ line: string }>()).map(row => row.line)
}
