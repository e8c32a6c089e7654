/** Runs the jobs named in argv[4] over the days argv[5] to argv[6], at the instant argv[3]. */
import { JOBS } from '../../../jobs/registry.ts'
import { openWarehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { Connection } from '../../../warehouse/platform/clickhouse/connection.ts'
import { readConfig } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'

const [, , connection = '{}', now = '0', names = '', from = '', to = ''] = process.argv
const parsed: Connection = JSON.parse(connection)
const warehouse = openWarehouse(parsed, 'window')
const window = { from: Number(from), to: Number(to) }

for (const job of JOBS.filter(({ name }) => names.split(',').includes(name)))
  await job.run(window, {
    config: readConfig(),
    log: createLog('window').child({}, { level: 'silent' }),
    warehouse,
    now: () => Number(now),
    signal: new AbortController().signal,
    confirm: async () => {},
    progress: () => {},
  })
await warehouse.close()
