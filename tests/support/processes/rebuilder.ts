import { setTimeout as delay } from 'node:timers/promises'
import { rebuildLog } from '../../../ingest/log/rebuild.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { remapLog } from '../../../ingest/mapping/remapLog.ts'
import { openWarehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { Connection } from '../../../warehouse/platform/clickhouse/connection.ts'
import { readConfig } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'

/**
 * Rebuilds the log of the activities and stops for ever at the step argv[3], after saying so. Meant to be killed there.
 * With a folder of mappings in argv[4], the changes that are kept are mapped anew by those of guangdong.
 */
const connection: Connection = JSON.parse(process.argv[2] ?? '{}')
const { app: client } = openWarehouse(connection, 'rebuilder')
const root = process.argv[4]
const revise = root
  ? remapLog({
      client,
      entity: 'activity',
      keyId: 1,
      mappings: loadMappings(['guangdong'], [root]).all,
      pseudonyms: createPseudonyms(Buffer.alloc(32, 1)),
    }).revise
  : undefined
await rebuildLog('activity', {
  client,
  config: readConfig(),
  keyId: 1,
  log: createLog('rebuilder'),
  leaseMs: 600,
  ...(revise ? { revise } : {}),
  onProgress: async ({ step }) => {
    if (step !== process.argv[3]) return
    process.stdout.write(`${step}\n`)
    await delay(2 ** 30)
  },
})
