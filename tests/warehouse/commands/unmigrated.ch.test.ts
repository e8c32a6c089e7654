import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runScript } from '../../support/processes/runScript.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const COMMANDS = [
  ['ingest/commands/sources.ts', 'list'],
  ['ingest/commands/deadletters.ts', 'list'],
  ['ingest/commands/rebuild.ts', 'member'],
  ['jobs/commands/job.ts', 'list'],
  ['warehouse/commands/user.ts', 'list'],
  ['warehouse/commands/orgs.ts', 'alias', 'list'],
] as const

let place: ReturnType<typeof temporaryDir>
beforeEach(() => {
  place = temporaryDir()
})
afterEach(() => place.remove())

const run = (dataDir: string, [script, ...args]: readonly [string, ...string[]]) =>
  runScript(script, args, { TUANSHU_DATA: dataDir, WAREHOUSE_MEMORY_MB: '1024', LOG_LEVEL: 'info' })

describe('before Tuanshu was ever started, a command says what to do in one line', () => {
  it.each(COMMANDS.map(command => [command.join(' '), command] as const))(
    'and makes nothing: %s',
    async (_, command) => {
      const dataDir = path.join(place.dir, 'data')
      expect(await run(dataDir, command)).toEqual({
        code: 1,
        out: '',
        err: `error: there is no warehouse in ${dataDir} yet: start Tuanshu once ("npm start"), or run "npm run migrate"; or set TUANSHU_DATA to the directory that holds it\n`,
      })
      expect(fs.existsSync(dataDir)).toBe(false)
    },
  )

  it('also where a first start was cut off before it had made the tables', async () => {
    expect(await run(place.dir, ['warehouse/commands/migrate.ts', 'status'])).toMatchObject({ code: 0 })
    expect(await run(place.dir, ['jobs/commands/job.ts', 'list'])).toEqual({
      code: 1,
      out: '',
      err: 'error: the warehouse has no tables of Tuanshu yet: start Tuanshu once ("npm start"), or run "npm run migrate"\n',
    })
    expect(fs.existsSync(path.join(place.dir, 'secret.key'))).toBe(false)
  })
})
