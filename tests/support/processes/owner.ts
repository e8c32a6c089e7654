/** Owns an embedded ClickHouse in the directory argv[2]; prints its process id when it runs. Meant to be killed. */
import { startEmbedded } from '../../../warehouse/platform/embedded/startEmbedded.ts'
import { createLog } from '../../../warehouse/platform/log.ts'

const server = await startEmbedded({
  dir: process.argv[2] ?? '',
  port: 0,
  memoryMb: 1024,
  log: createLog('owner'),
})
process.stdout.write(`${JSON.stringify({ pid: server.pid, connection: server.connection })}\n`)
