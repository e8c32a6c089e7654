import { makeFirstAdmin } from '../../../warehouse/control/accounts/firstAdmin.ts'
import { openWarehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { Connection } from '../../../warehouse/platform/clickhouse/connection.ts'
import { createLog } from '../../../warehouse/platform/log.ts'

/** Makes the first administrator as a starting server does; prints the password, or "none". */
const connection: Connection = JSON.parse(process.argv[2] ?? '{}')
const warehouse = openWarehouse(connection, 'first admin')
const password = await makeFirstAdmin(warehouse.app, createLog('first admin'), Date.now())
process.stdout.write(`${password ?? 'none'}\n`)
await warehouse.close()
