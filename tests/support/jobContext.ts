import type { JobContext } from '../../jobs/schedule/job.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import type { TestWarehouse } from './warehouse.ts'

/** What a run of a job works with, at this instant. */
export function jobContext(
  { config, warehouse }: Pick<TestWarehouse, 'config' | 'warehouse'>,
  now: number,
): JobContext {
  return {
    config,
    warehouse,
    log: createLog('test'),
    now: () => now,
    signal: new AbortController().signal,
    confirm: async () => {},
    progress: () => {},
  }
}
