import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { canal, envelope, maxwell } from '../../support/messages/formats.ts'
import { runScript } from '../../support/processes/runScript.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const place = temporaryDir()
afterAll(() => place.remove())

const decode = (args: string[], input?: string) => runScript('ingest/commands/decode.ts', args, {}, input)
const written = (name: string, content: string | Buffer) => {
  const file = path.join(place.dir, name)
  fs.writeFileSync(file, content)
  return file
}
const printed = (out: string) =>
  out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

const INSERT = JSON.stringify(canal('INSERT', [{ bill_id: '1' }]))
const MARK = JSON.stringify(maxwell('bootstrap-start', {}))
/** A whole row of guangdong's tb_article. */
const ARTICLE = {
  article_id: 5,
  publish_org_id: 2,
  article_type: 1,
  article_status: 1,
  publish_time: null,
  is_deleted: 0,
}

describe('npm run decode', () => {
  it('prints one line a message of a file and of standard input, and counts them at the end', async () => {
    const file = written('feed.json.gz', gzipSync(`${INSERT}\n${MARK}\n\n`))
    const [ofFile, ofInput] = await Promise.all([decode([file]), decode(['-'], `${INSERT}\n${MARK}`)])
    expect(ofFile).toMatchObject({
      code: 0,
      err: '2 messages, 1 rows, 1 without rows, 0 refused; read as: gzip, values\n',
    })
    expect(ofInput).toMatchObject({ code: 0, out: ofFile.out })
    expect(printed(ofFile.out)).toMatchObject([
      { format: 'canal', changes: [{ op: 'upsert', db: 'zhtj', table: 'tb_bill' }] },
      { format: 'maxwell', control: 'snapshot mark' },
    ])
  })

  it('fails when a message is refused, with its place and the reasons counted', async () => {
    const file = written('refused.json', `${INSERT}\n{"id":5}\n{"broken\n`)
    const { code, err, out } = await decode([file])
    expect(code).toBe(1)
    expect(printed(out)).toMatchObject([
      { format: 'canal' },
      { reason: 'unknown_format', place: `${file}:2` },
      { reason: 'malformed_json', place: `${file}:3` },
    ])
    expect(err).toBe('3 messages, 1 rows, 2 refused (unknown_format 1, malformed_json 1); read as: values\n')
  })

  it.each([
    ['a file that is not there', () => path.join(place.dir, 'nowhere.json'), 'does not exist'],
    ['a directory', () => place.dir, 'is a directory: name the files in it'],
    ['an empty file', () => written('empty.json', ''), 'holds no messages'],
    ['blank lines', () => written('blank.json', '\n \n'), 'holds no messages'],
  ])('says of %s what is wrong in one line, and fails', async (_, file, text) => {
    const named = file()
    expect(await decode([named])).toEqual({ code: 1, out: '', err: `error: ${named} ${text}\n` })
  })

  it('refuses a number that is none, and names the option that a message exceeds', async () => {
    const wrong = await decode(['--max-mb', 'abc', 'x'])
    expect(wrong.code).toBe(1)
    expect(wrong.err).toMatch(
      /--max-mb <n>' argument 'abc' is invalid. It must be a whole number from 1 to 512/,
    )
    const file = written('large.json', `{"a":"${'x'.repeat(3 << 20)}"}\n`)
    const { code, out } = await decode(['--max-mb', '1', file])
    expect(code).toBe(1)
    expect(printed(out)).toMatchObject([
      { reason: 'too_large', detail: expect.stringMatching(/; --max-mb allows 1 MB$/) },
    ])
  })

  it('says with a mapping what the ingest would make of each message, and refuse', async () => {
    const source = { db: 'zhtj', table: 'tb_article' }
    const good = envelope('c', { after: ARTICLE }, source)
    const bad = envelope('c', { after: { ...ARTICLE, article_type: 99 } }, source)
    const lines = [
      good,
      bad,
      envelope('c', { after: { a: 1 } }, { db: 'zhtj', table: 'tb_unheard' }),
      { topic: 'nobody.reads', key: null, value: good },
    ]
    const file = written('mapped.json', lines.map(line => JSON.stringify(line)).join('\n'))
    const { code, err, out } = await decode(['--mapping', 'guangdong', file])
    expect(code).toBe(1)
    expect(printed(out)).toMatchObject([
      { format: 'debezium', changes: [{ after: ARTICLE }], becomes: ['state of article 5'] },
      {
        changes: [{}],
        refused: { reason: 'bad_value', detail: expect.stringContaining('article_type') },
        place: `${file}:2`,
      },
      { refused: { reason: 'unknown_table' } },
      { refused: { reason: 'unknown_table', detail: expect.stringContaining('reads topic nobody.reads') } },
    ])
    expect(err).toContain('4 messages, 1 rows, 3 refused (bad_value 1, unknown_table 2)')
  })

  it('takes the topic that is given for that of the messages, so that rows without a table find theirs', async () => {
    const row = {
      op: 'c',
      before: null,
      after: ARTICLE,
    }
    const file = written('flink.json', `${JSON.stringify(row)}\n`)
    const without = await decode(['--mapping', 'guangdong', file])
    expect(printed(without.out)).toMatchObject([
      { refused: { reason: 'unknown_table', detail: expect.stringContaining('-t') } },
    ])
    const { code, out } = await decode(['--mapping', 'guangdong', '-t', 'gd.zhtj.tb_article', file])
    expect(printed(out)).toMatchObject([{ format: 'flink-debezium-json', becomes: ['state of article 5'] }])
    expect(code).toBe(0)
  })

  it('refuses a system that is not there, and names those that are', async () => {
    const { code, err } = await decode(['--mapping', 'atlantis', 'x'])
    expect(code).toBe(1)
    expect(err).toMatch(/^error: there is no system atlantis; there are .*guangdong/)
  })
})
