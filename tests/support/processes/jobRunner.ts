import { setTimeout as delay } from 'node:timers/promises'
import type { Job } from '../../../jobs/schedule/job.ts'
import { Scheduler } from '../../../jobs/schedule/scheduler.ts'
import { openWarehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { Connection } from '../../../warehouse/platform/clickhouse/connection.ts'
import { replacePartition } from '../../../warehouse/platform/clickhouse/replacePartition.ts'
import { readConfig } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'

/**
 * Does what is due of one job, once, at the instant argv[4], with a lease of argv[5] ms: it writes who did each month into
 * the month mart. argv[3] is who; one called `slow` says so in the middle of a run and goes on when told. Meant to be
 * killed or frozen there.
 */
const [, , connection = '{}', who = '', now = '0', leaseMs = '0'] = process.argv
const parsed: Connection = JSON.parse(connection)
const warehouse = openWarehouse(parsed, who)

const job: Job = {
  name: 'toy',
  title: 'toy',
  version: 1,
  schedule: '0 0 1 1 *',
  windows: (today, since) =>
    since !== undefined && since >= today - 1 ? [] : [{ from: today - 1, to: today - 1 }],
  async run(window, context) {
    const partition = formatDay(window.to).slice(0, 7).replace('-', '')
    return replacePartition(
      context,
      { writer: 'toy', table: 'app.ads_org_month', partition },
      async staged => {
        await warehouse.app.command({
          query: `insert into ${staged} (month, metric, org_id) select {month: Date32}, {who: String}, number from numbers(3)`,
          query_params: { month: `${formatDay(window.to).slice(0, 7)}-01`, who },
        })
        if (who !== 'slow') return
        process.stdout.write('in the middle\n')
        await delay(Number(leaseMs))
      },
    )
  },
}

const scheduler = new Scheduler({
  jobs: [job],
  config: readConfig(),
  log: createLog(who),
  warehouse,
  now: () => Number(now),
  leaseMs: Number(leaseMs),
})
await scheduler.look([job])
await scheduler.stop()
process.stdout.write('ended\n')
await warehouse.close()
