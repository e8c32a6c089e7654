import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logsToRebuild } from '../../../ingest/log/logsToRebuild.ts'
import { LogWriter } from '../../../ingest/log/writer.ts'
import { ENTITY_NAMES, rulesNumber } from '../../../warehouse/catalogue/entities.ts'
import { removeAddress, writeAddress } from '../../../warehouse/platform/embedded/address.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { readSecrets } from '../../../warehouse/platform/secrets.ts'
import { makeChange } from '../../support/ingest/changes.ts'
import { runScript, startScript } from '../../support/processes/runScript.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const SCRIPT = 'ingest/commands/rebuild.ts'
const COUNT = 'select toUInt32(count()), toInt32(sum(sign)) from app.dwd_activity_log where ev = 1'

describe('npm run rebuild', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await testWarehouse()
    writeAddress(test.config.dataDir, test.connection)
    const { keyId } = readSecrets(test.config.dataDir)
    const hooks = { collided: async () => {} }
    const writer = new LogWriter(test.warehouse.app, 'activity', keyId, createLog('test'), hooks)
    const changes = Array.from({ length: 500 }, (_, i) =>
      makeChange('activity', i + 1, i, '2026-05-01', { org_id: '5', status: 'draft' }),
    )
    await writer.write(changes, new Map())
  })
  afterAll(async () => {
    removeAddress(test.config.dataDir)
    await test.stop()
  })

  const env = () => ({ TUANSHU_DATA: test.config.dataDir, LOG_LEVEL: 'error' })
  const ask = async (query: string) => {
    const result = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
    return result.json<unknown[]>()
  }

  it('rebuilds the logs that are named, and tells its progress apart from its result', async () => {
    const { code, out, err } = await runScript(SCRIPT, ['activity', 'org'], env())
    expect(err).toMatch(/^activity: filling, 500 of 500 versions, \d+\/s\n/)
    expect(out).toBe('activity: 500 versions rebuilt\norg: 0 versions rebuilt\n')
    expect(code).toBe(0)
    expect(await ask(COUNT)).toEqual([[500, 500]])
  })

  it('takes all logs but those with nothing to do, maps anew what is kept, and warns of what is not', async () => {
    await test.warehouse.app.command({
      query: `alter table app.dwd_org_log modify comment 'rules=${rulesNumber('org') - 1}'`,
    })
    const { code, out, err } = await runScript(SCRIPT, ['--remap'], env())
    const mapped = '0 mapped anew from ods_change, 0 of them say something else now'
    expect(out.split('\n')).toEqual([
      `org: 0 versions rebuilt, ${mapped}`,
      `activity: 500 versions rebuilt, ${mapped}`,
      `${ENTITY_NAMES.length - 2} empty logs have nothing to rebuild`,
      '',
    ])
    expect(err).toContain('activity: warning: 500 versions are not in ods_change and stay as they were\n')
    expect(code).toBe(0)
    expect(await ask(COUNT)).toEqual([[500, 500]])
    // under today's rules now
    expect(await logsToRebuild(test.warehouse.app)).toEqual(['activity'])
  })

  it('refuses a log that there is none of, and explains itself', async () => {
    expect(await runScript(SCRIPT, ['nothing'], env())).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('there is no log of nothing; there are org, member,'),
    })
    const help = await runScript(SCRIPT, ['--help'], env())
    expect(help).toMatchObject({ code: 0, err: '' })
    expect(help.out).toContain('npm run rebuild -- [options] [entity...]')
  })

  it('ends cleanly on Ctrl+C, with the logs whole and nothing left over', async () => {
    const child = startScript(SCRIPT, [], env())
    const ended = new Promise<number | null>(resolve => child.once('close', resolve))
    child.stderr?.once('data', () => child.kill('SIGINT'))
    expect(await ended).toBe(130)
    expect(await ask(COUNT)).toEqual([[500, 500]])
    expect(await ask("select name from system.tables where name like '%_rebuild_%'")).toEqual([])
    expect(await runScript(SCRIPT, ['activity'], env())).toMatchObject({ code: 0 })
  })
})
