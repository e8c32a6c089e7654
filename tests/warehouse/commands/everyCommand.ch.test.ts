import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runScript } from '../../support/processes/runScript.ts'
import { temporaryDir } from '../../support/warehouse.ts'

/** How to run each of our commands so that it wants its data directory; `null` where it never does. */
const WITH_DATA: Readonly<Record<string, readonly string[] | null>> = {
  demo: ['--members', '100', '--years', '0.1'],
  start: [],
  migrate: [],
  import: ['-t', 'gd.zhtj.tb_member', 'messages.json'],
  decode: null,
  rebuild: ['member'],
  mapping: null,
  sources: ['list'],
  orgs: ['alias', 'list'],
  user: ['list'],
  job: ['list'],
  deadletters: ['list'],
  bench: null,
  feed: null,
  chaos: null,
  clocks: null,
  looks: null,
  settings: null,
  sql: null,
}
const OURS = /^node --import tsx (\S+)$/
const MESSAGE =
  '{"before":null,"after":{"id":1},"op":"c","source":{"db":"zhtj","table":"tb_member","ts_ms":1}}\n'

const packageJson = z.object({ scripts: z.record(z.string(), z.string()) })
const { scripts } = packageJson.parse(
  JSON.parse(fs.readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')),
)
const commands = Object.entries(scripts).flatMap(([name, text]) => {
  const [, script] = OURS.exec(text) ?? []
  return script === undefined ? [] : [[name, script] as const]
})

const place = temporaryDir()
const file = path.join(place.dir, 'file')
const messages = path.join(place.dir, 'messages.json')
beforeAll(() => {
  fs.writeFileSync(file, '')
  fs.writeFileSync(messages, MESSAGE)
})
afterAll(() => place.remove())

const run = (script: string, args: readonly string[], dataDir = path.join(place.dir, 'none')) =>
  runScript(
    script,
    args.map(arg => (arg === 'messages.json' ? messages : arg)),
    { TUANSHU_DATA: dataDir, WAREHOUSE_MEMORY_MB: '1024', LOG_LEVEL: 'info', HTTP_PORT: '0' },
  )
const STACK = /^\s+at .*:\d+:\d+\)?$/m

it('every command of ours is known to this test', () => {
  expect(commands.map(([name]) => name).sort()).toEqual(Object.keys(WITH_DATA).sort())
})

describe.each(commands.map((command, i) => [...command, i] as const))('npm run %s', (name, script, i) => {
  it('tells how it is used, and refuses what it does not know', async () => {
    const [help, unknown] = await Promise.all([run(script, ['--help']), run(script, ['--no-such-thing'])])
    expect([help.code, help.err, help.out]).toEqual([0, '', expect.stringContaining('Usage: ')])
    expect([unknown.code, unknown.out, unknown.err]).toEqual([
      1,
      '',
      expect.stringMatching(/^error: (unknown option|required option) .*\n(.*\n)*Usage: /),
    ])
    expect(unknown.err).not.toMatch(STACK)
  })

  const args = WITH_DATA[name]
  if (args)
    it('says in a sentence that its data directory cannot be one, and fails', async () => {
      // root may write everywhere, but nobody makes a directory of a file, or below one
      // one of both for each command: all of them open it in one way
      const dataDir = i % 2 ? file : path.join(file, 'data')
      const { code, out, err } = await run(script, args, dataDir)
      const said = `${out}${err}`
      expect([code === 0 || code === null, said]).toEqual([false, expect.stringContaining(dataDir)])
      expect(said).not.toMatch(STACK)
      expect(said).not.toContain('unexpected error')
    })
})
