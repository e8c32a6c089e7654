/** A room that does nothing but write down when it starts and stops. */
import fs from 'node:fs'
import path from 'node:path'
import { runRoom } from '../../../warehouse/platform/room.ts'

await runRoom('stand-in', async ({ config }) => {
  const journal = path.join(config.dataDir, 'journal')
  fs.mkdirSync(config.dataDir, { recursive: true })
  fs.appendFileSync(journal, `start ${process.pid}\n`)
  return {
    stop: async () => fs.appendFileSync(journal, `stop ${process.pid}\n`),
  }
})
