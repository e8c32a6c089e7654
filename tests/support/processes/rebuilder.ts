import { setTimeout as delay } from 'node:timers/promises'
import { rebuildLog } from '../../../ingest/log/rebuild.ts'
import { openWarehouse } from '../../../warehouse/clickhouse/client.ts'
import type { Connection } from '../../../warehouse/clickhouse/connection.ts'
import { readConfig } from '../../../warehouse/config.ts'
import { createLog } from '../../../warehouse/log.ts'

/** Rebuilds the log of the activities and stops for ever at the step argv[3], after saying so. Meant to be killed there. */
const connection: Connection = JSON.parse(process.argv[2] ?? '{}')
const warehouse = openWarehouse(connection, 'rebuilder')
await rebuildLog('activity', {
  client: warehouse.app,
  config: readConfig(),
  keyId: 1,
  log: createLog('rebuilder'),
  leaseMs: 600,
  onProgress: async ({ step }) => {
    if (step !== process.argv[3]) return
    process.stdout.write(`${step}\n`)
    await delay(2 ** 30)
  },
})
