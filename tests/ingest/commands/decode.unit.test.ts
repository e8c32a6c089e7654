import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { canal, maxwell } from '../../support/formats.ts'
import { runScript } from '../../support/runScript.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const place = temporaryDir()
afterAll(() => place.remove())

const decode = (args: string[], input?: string) => runScript('ingest/commands/decode.ts', args, {}, input)
const LINES = [canal('INSERT', [{ bill_id: '1' }]), maxwell('bootstrap-start', {}), { id: 5 }].map(one =>
  JSON.stringify(one),
)

it('prints one line a message of a file and of standard input, and succeeds whatever they say', async () => {
  const file = path.join(place.dir, 'feed.json')
  fs.writeFileSync(file, `${LINES.join('\n')}\n\n`)
  const [ofFile, ofInput] = await Promise.all([decode([file]), decode(['-'], LINES.join('\n'))])
  expect(ofFile).toMatchObject({ code: 0, err: '' })
  expect(ofInput.out).toBe(ofFile.out)
  const printed = ofFile.out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(printed).toMatchObject([
    { format: 'canal', changes: [{ op: 'upsert', db: 'zhtj', table: 'tb_bill' }] },
    { format: 'maxwell', control: 'snapshot mark' },
    { reason: 'unknown_format' },
  ])
})

it('fails when there is no such file', async () => {
  const { code, err, out } = await decode([path.join(place.dir, 'nowhere.json')])
  expect(code).not.toBe(0)
  expect(err + out).toContain('nowhere.json does not exist')
})
