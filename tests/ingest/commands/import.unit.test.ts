import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openSpoolWriter } from '../../../ingest/source/spool/writer.ts'
import { readConfig } from '../../../warehouse/config.ts'
import { createLog } from '../../../warehouse/log.ts'
import { runScript } from '../../support/runScript.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const TOPIC = 'gd.zhtj.tb_member'

describe('npm run import', () => {
  const { dir, remove } = temporaryDir()
  afterAll(remove)
  const file = path.join(dir, 'messages.ndjson')
  fs.writeFileSync(file, '{"key":{"member_id":1},"value":{"op":"c"}}\n\n{"op":"c"}\nnot json\n')
  const env = { TUANSHU_DATA: path.join(dir, 'data') }
  const run = (...args: string[]) => runScript('ingest/commands/import.ts', args, env)

  it('appends every line to the spool, also what is no JSON', async () => {
    expect(await run('-t', TOPIC, file)).toMatchObject({
      code: 0,
      out: `3 messages imported into ${TOPIC}\n`,
    })
    const spool = await openSpoolWriter(readConfig(env), createLog('test'))
    const message = { key: null, value: Buffer.from('{}'), timestamp: 0, headers: {} }
    expect(await spool.append(TOPIC, [message])).toBe(4n)
    await spool.close()
  })

  it('refuses a topic that no mapping reads, and a file that is not there', async () => {
    expect((await run('-t', 'nowhere', file)).err).toContain('no mapping reads topic nowhere')
    expect((await run('-t', TOPIC, path.join(dir, 'missing'))).err).toContain(
      'does not exist; nothing was imported',
    )
  })
})
