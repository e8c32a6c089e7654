import { connectWarehouse } from '../warehouse/platform/clickhouse/attach.ts'
import { runRoom } from '../warehouse/platform/room.ts'
import { createApp } from './app.ts'
import { announceFirstAdmin } from './auth/announceFirstAdmin.ts'
import { listen } from './http/listen.ts'

await runRoom('api', async ({ config, log }) => {
  const { warehouse } = await connectWarehouse(config, 'api')
  const app = await createApp({ config, warehouse, log })
  await announceFirstAdmin(warehouse, config, log)
  const address = await listen(app, config)
  log.info({ address }, 'the wall is open')
  return {
    stop: async () => {
      await app.close()
      await warehouse.close()
    },
  }
})
