import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { openSpoolWriter } from '../../../ingest/source/spool/writer.ts'
import { readConfig } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { runScript } from '../../support/processes/runScript.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const TOPIC = 'gd.zhtj.tb_member'
const LINES = '{"key":{"member_id":1},"value":{"op":"c"}}\n\n{"op":"c"}\nnot json\n'

describe('npm run import', () => {
  const { dir, remove } = temporaryDir()
  afterAll(remove)
  let count = 0

  /** A spool of its own, the command on it, and how many messages it holds then. */
  function stage() {
    const env = { TUANSHU_DATA: path.join(dir, `data${count++}`) }
    const run = (args: string[], input?: string) => runScript('ingest/commands/import.ts', args, env, input)
    const held = async () => {
      const spool = await openSpoolWriter(readConfig(env), createLog('test'))
      const message = { key: null, value: Buffer.from('{}'), timestamp: 0, headers: {} }
      const next = await spool.append(TOPIC, [message])
      await spool.close()
      return Number(next) - 1
    }
    return { run, held }
  }
  const written = (name: string, content: string | Buffer) => {
    const file = path.join(dir, name)
    fs.writeFileSync(file, content)
    return file
  }

  it('appends every message to the spool as it was sent, also what is no JSON', async () => {
    const { run, held } = stage()
    const files = [written('a.ndjson', LINES), written('b.json.gz', gzipSync('[{"op":"c"},{"op":"d"}]'))]
    expect(await run(['-t', TOPIC, ...files])).toEqual({
      code: 0,
      out: `5 messages imported into ${TOPIC}; read as: key and value, values, text that is no JSON, gzip, JSON array\n`,
      err: '',
    })
    expect(await held()).toBe(5)
  })

  it.each([
    ['files', (good: string, bad: string) => [good, bad], undefined],
    ['standard input', () => ['-'], `${LINES}{"key":1,"value":{"a"\n`],
  ])('imports nothing of %s when a piece is no message, and names its place', async (_, args, input) => {
    const { run, held } = stage()
    const bad = written('bad.ndjson', `${LINES}{"key":1,"value":{"a"\n`)
    const { code, err, out } = await run(['-t', TOPIC, ...args(written('good.ndjson', LINES), bad)], input)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(`${input ? 'standard input' : bad}:5: the JSON breaks off\n`)
    expect(err).toMatch(/^error: 1 of \d messages cannot be read; nothing was imported$/m)
    expect(await held()).toBe(0)
  })

  it('imports standard input that is whole', async () => {
    const { run, held } = stage()
    expect(await run(['-t', TOPIC, '-'], LINES)).toMatchObject({ code: 0 })
    expect(await held()).toBe(3)
  })

  it('refuses text that is not UTF-8, instead of storing other characters', async () => {
    const { run, held } = stage()
    // 团员 in GBK
    const gbk = Buffer.concat([Buffer.from('{"name":"'), Buffer.from('cdc5d4b1', 'hex'), Buffer.from('"}\n')])
    expect(await run(['-t', TOPIC, written('gbk.ndjson', gbk)])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/gbk\.ndjson:1: .*GBK.*iconv -f GBK -t UTF-8/),
    })
    expect(await held()).toBe(0)
  })

  it('warns of messages that name another topic', async () => {
    const { run } = stage()
    const file = written('other.ndjson', '{"topic":"gd.zhtj.tb_bill","key":null,"value":{"op":"c"}}\n')
    const { code, err } = await run(['-t', TOPIC, file])
    expect(code).toBe(0)
    expect(err).toBe(`warning: 1 messages name another topic; they are taken for ones of ${TOPIC}\n`)
  })

  it('refuses a topic that no mapping reads, and a file that is not there', async () => {
    const { run } = stage()
    const file = written('a.ndjson', LINES)
    expect((await run(['-t', 'nowhere', file])).err).toContain('no mapping reads topic nowhere')
    const missing = path.join(dir, 'missing')
    expect(await run(['-t', TOPIC, file, missing])).toEqual({
      code: 1,
      out: '',
      err: `error: ${missing} does not exist; nothing was imported\n`,
    })
  })
})
