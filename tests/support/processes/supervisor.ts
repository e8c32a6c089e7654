/** A supervisor with one stand-in room, like `npm start`; prints process ids when all runs. Meant to be killed. */
import { fileURLToPath } from 'node:url'
import { readConfig } from '../../../warehouse/platform/config.ts'
import { findRunning } from '../../../warehouse/platform/embedded/address.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { superviseAll } from '../../../warehouse/platform/supervisor/superviseAll.ts'

const config = readConfig()
const entry = fileURLToPath(new URL('./room.ts', import.meta.url))
const supervisor = await superviseAll({
  config,
  log: createLog('supervisor'),
  rooms: [{ name: 'stand-in', entry }],
})
await supervisor.ready
const running = await findRunning(config.dataDir)
process.stdout.write(`${JSON.stringify({ room: supervisor.rooms[0]?.pid(), url: running?.url })}\n`)
