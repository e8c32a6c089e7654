import { randomUUID } from 'node:crypto'
import type { MeasureJob } from '../../warehouse/catalogue/metrics.ts'
import { readCountingRules } from '../../warehouse/orgs/countingRules.ts'
import { treesAt } from '../../warehouse/orgs/treeAt.ts'
import { entityBits } from '../../warehouse/orgs/treeShape.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { Job, JobContext } from '../schedule/job.ts'
import { monthlyWindows, monthOfWindow } from '../schedule/windows.ts'
import { replaceMonths } from './replaceMeasures.ts'
import { withTrees } from './stageTree.ts'

/**
 * A job whose figures one query in `sql/query` computes, for every organisation and all above it by the tree of the
 * window's last day.
 */
export function rolledUpJob(given: Pick<Job, 'title' | 'version' | 'schedule'> & { name: MeasureJob }): Job {
  const { name } = given
  const runTogether = async (windows: readonly Window[], context: JobContext): Promise<number[]> => {
    const { warehouse, signal, progress, config } = context
    const runs = windows.map(window => ({ job: name, month: monthOfWindow(window), asOf: window.to }))
    progress(0, '读取组织树')
    const days = windows.map(({ to }) => to)
    return replaceMonths(context, runs, ['app.ads_org_measure'], async ([staged = '']) => {
      let done = 0
      await withTrees(warehouse.app, signal, async keep => {
        for await (const { orgs } of treesAt(warehouse.app, days, readCountingRules(config))) {
          signal.throwIfAborted()
          const window = windows[done]
          if (!window) break
          const run = await keep(orgs)
          progress((done + 0.2) / windows.length, `汇总 ${formatDay(window.from).slice(0, 7)}`)
          await rollUp(context, staged, name, { ...window, month: monthOfWindow(window), run })
          done++
        }
      })
    })
  }
  return {
    ...given,
    windows: monthlyWindows,
    runTogether,
    async run(window, context) {
      const [rows = 0] = await runTogether([window], context)
      return rows
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
