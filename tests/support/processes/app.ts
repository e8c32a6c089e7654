import { fileURLToPath } from 'node:url'
import { readConfig } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { superviseAll } from '../../../warehouse/platform/supervisor/superviseAll.ts'

/** The supervisor with the embedded warehouse and the ingest, configured by the environment. Meant to be killed. */
const supervisor = await superviseAll({
  config: readConfig(),
  log: createLog('app'),
  rooms: [{ name: 'ingest', entry: fileURLToPath(new URL('../../../ingest/main.ts', import.meta.url)) }],
})
process.once('SIGTERM', () => void supervisor.stop().then(() => process.exit(0)))
await supervisor.done
