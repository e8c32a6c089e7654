import { connectWarehouse } from '../warehouse/clickhouse/attach.ts'
import { runRoom } from '../warehouse/room.ts'
import { JOBS } from './registry.ts'
import { Scheduler } from './scheduler.ts'

await runRoom('jobs', async ({ config, log }) => {
  const { warehouse } = await connectWarehouse(config, 'jobs')
  const scheduler = new Scheduler({ jobs: JOBS, config, log, warehouse })
  scheduler.start()
  return {
    stop: async () => {
      await scheduler.stop()
      await warehouse.close()
    },
  }
})
