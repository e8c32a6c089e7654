import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import { tellComplete } from '../../support/province/loadSimulated.ts'
import { sign } from '../../warehouse/query/world.ts'

export const MORNING = Date.parse('2026-11-05T00:10:00+08:00')
export const DAY_MS = 86_400_000

/** Logs that begin on 1 November and are complete for a month from the morning on. */
export async function plantFirstDay(warehouse: Warehouse): Promise<void> {
  await sign(warehouse, 'org', [
    { ev: 1, org_id: 1, status: 'active', day: '2020-01-01', changed_on: '2026-11-01' },
  ])
  await tellComplete(warehouse.app, MORNING + 30 * DAY_MS)
}

/** Day, state and attempt of all that is written down of the runs of a job. */
export async function statesOf({ app }: Warehouse, job: string): Promise<[string, string, number][]> {
  const answer = await app.query({
    query: `select toString(window_to) as day, toString(state) as state, attempt from ops.sys_job_run where job = {job: String} order by at, state`,
    query_params: { job },
    format: 'JSONCompactEachRow',
  })
  return answer.json<[string, string, number]>()
}
