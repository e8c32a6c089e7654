import type { ClickHouseClient } from '@clickhouse/client'
import { type DueWindow, dueWindows } from './due.ts'
import type { Job } from './job.ts'
import { readFirstDay } from './readiness.ts'
import { readWindows } from './runLog.ts'

/** What a job must do at `now`, by its run log; `isEmpty`: no log was told of anything yet. */
export async function readDue(
  client: ClickHouseClient,
  job: Job,
  now: number,
): Promise<{ due: DueWindow[]; isEmpty: boolean }> {
  const [history, firstDay] = await Promise.all([readWindows(client, job), readFirstDay(client)])
  return { due: dueWindows(job, history, firstDay, now), isEmpty: firstDay === undefined }
}
