import { LogWriter } from '../../../ingest/log/writer.ts'
import { openWarehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { Connection } from '../../../warehouse/platform/clickhouse/connection.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { makeChange } from '../ingest/changes.ts'

/**
 * Writes members 1 … 50 as one batch, and tells its parent right before the INSERT is sent, once: there the parent
 * stops it. Started with the connection as its argument.
 */
const connection: Connection = JSON.parse(process.argv[2] ?? '{}')
const warehouse = openWarehouse(connection, 'slow writer')
const tell = (message: string) =>
  new Promise<void>((resolve, reject) =>
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve())),
  )

let told = false
const writer = new LogWriter(warehouse.app, 'member', 1, createLog('slow writer'), {
  collided: async () => {},
  beforeInsert: async () => {
    if (told) return
    told = true
    await tell('before insert')
    await new Promise(resolve => process.once('message', resolve))
  },
})
await writer.open()
const changes = Array.from({ length: 50 }, (_, i) =>
  makeChange('member', i + 1, i, '2026-05-01', { org_id: '5', status: 'active' }),
)
const applied = await writer.write(changes, new Map([['spool:test/t/0@1', 50n]]))
await tell(`applied ${applied}`)
await warehouse.close()
process.disconnect()
