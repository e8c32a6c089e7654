import { randomUUID } from 'node:crypto'
import type { MeasureJob } from '../../warehouse/catalogue/metrics.ts'
import { readCountingRules } from '../../warehouse/orgs/countingRules.ts'
import { treeAt } from '../../warehouse/orgs/treeAt.ts'
import { sqlFile } from '../../warehouse/query/sqlFile.ts'
import { entityBits } from '../../warehouse/query/treeShape.ts'
import type { Window } from '../../warehouse/time/comparison.ts'
import { formatDay } from '../../warehouse/time/day.ts'
import type { Job, JobContext } from '../job.ts'
import { monthlyWindows, monthOfWindow } from '../windows.ts'
import { replaceParts } from './replaceMeasures.ts'
import { withTree } from './stageTree.ts'

/**
 * A job whose figures one query in `sql/query` computes, for every organisation and all above it by the tree of the
 * window's last day.
 */
export function rolledUpJob(given: Pick<Job, 'title' | 'version' | 'schedule'> & { name: MeasureJob }): Job {
  const { name } = given
  return {
    ...given,
    windows: monthlyWindows,
    async run(window, context) {
      const month = monthOfWindow(window)
      const { warehouse, signal, progress } = context
      progress(0, '读取组织树')
      const { orgs } = await treeAt(warehouse.app, window.to, readCountingRules(context.config))
      signal.throwIfAborted()
      return withTree(warehouse.app, orgs, signal, run => {
        progress(0.2, '汇总')
        const fill = (staging: string) => rollUp(context, staging, name, { ...window, month, run })
        const written = { job: name, month, asOf: window.to }
        return replaceParts(context, written, [{ table: 'app.ads_org_measure', fill }])
      })
    },
  }
}

async function rollUp(
  { warehouse, signal }: JobContext,
  staging: string,
  job: MeasureJob,
  { from, to, month, run }: Window & { month: number; run: string },
): Promise<void> {
  const id = `job-${job}-${randomUUID()}`
  try {
    await warehouse.app.command({
      query: `insert into ${staging} (job, month, metric, org_id, item, numerator, denominator, as_of)\n${sqlFile(job)}`,
      query_params: {
        job,
        run,
        from: formatDay(from),
        day: formatDay(to),
        month: formatDay(month),
        ...entityBits(),
      },
      query_id: id,
      abort_signal: signal,
      clickhouse_settings: {
        insert_deduplicate: 0,
        log_comment: `job ${job}`,
        // a long silence on the socket would be taken for a dead server
        send_progress_in_http_headers: 1,
        http_headers_progress_interval_ms: '20000',
        // very many bills are aggregated on disk
        max_bytes_ratio_before_external_group_by: 0.3,
      },
    })
  } catch (error) {
    // the server would go on without us, and its rows could meet those of the next run
    if (signal.aborted)
      await warehouse.app.command({
        query: 'kill query where query_id = {id: String} sync',
        query_params: { id },
      })
    throw error
  }
}
