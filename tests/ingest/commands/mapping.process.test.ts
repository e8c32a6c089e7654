import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runScript } from '../../support/processes/runScript.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const run = (...args: string[]) => runScript('ingest/commands/mapping.ts', args)

describe('npm run mapping', () => {
  const { dir, remove } = temporaryDir()
  afterAll(remove)

  it('check lists every system that ships', async () => {
    const { code, out } = await run('check')
    expect(code).toBe(0)
    for (const system of ['1 guangdong', '2 shanxi', '3 jiangsu', '4 national', '5 gongqingyun'])
      expect(out).toMatch(new RegExp(`^${system} .*: \\d+ tables, \\d+ entities, \\d+ fields$`, 'm'))
  })

  it('check names every fault with its file and line, and exits with 1', async () => {
    const system = path.join(dir, 'testland')
    fs.mkdirSync(system)
    fs.writeFileSync(
      path.join(system, 'system.yaml'),
      'id: 9\nname: testland\ntitle: t\nzone: Asia/Shanghai\n',
    )
    fs.writeFileSync(
      path.join(system, 'org.yaml'),
      'table: a.org\ntopics: [t]\nentity: org\nkey: id\nfields:\n  organ_id: { column: id, as: org }\n',
    )
    const { code, err } = await run('check', '--dir', dir)
    expect(code).toBe(1)
    expect(err).toMatch(/testland.org\.yaml:6: entity org has no field organ_id/)
    expect(err).toMatch(/testland.org\.yaml:5: entity org needs org_id, org_type, status/)
  })

  it('explain shows a table, and what the messages of a file become', async () => {
    const file = path.join(dir, 'messages.ndjson')
    const source = { db: 'zhtj', table: 'tb_article', ts_ms: 1_778_342_340_000 }
    const after = {
      article_id: 5,
      publish_org_id: 2,
      article_type: 1,
      article_status: 1,
      publish_time: null,
      is_deleted: 0,
      author: '测试',
    }
    fs.writeFileSync(file, `${JSON.stringify({ key: null, value: { op: 'c', source, after } })}\n\noops\n`)
    const table = await run('explain', 'guangdong', 'tb_article')
    expect(table.out).toContain('zhtj.tb_article of guangdong (广东智慧团建) becomes article (首页文章)')
    const { code, err, out } = await run('explain', 'guangdong', 'tb_article', file)
    expect(code).toBe(1)
    expect(err).toBe(
      '2 messages, 1 rows, 1 refused (malformed_json 1); read as: key and value, text that is no JSON\n',
    )
    expect(out).toMatch(/^pseudonyms are made under a key of this run only/)
    expect(out).toMatch(/^1: state of article 5, changed at 2026-05-09 23:59:00\.000$/m)
    expect(out).toMatch(/^ {2}kind +featured +from article_type$/m)
    expect(out).toMatch(/^ {2}dropped: author$/m)
    expect(out).toMatch(/^2: refused as malformed_json: .*messages\.ndjson:3\)$/m)
  })

  it('explain says in one line what is wrong with a file, an option or a system', async () => {
    const explain = (...args: string[]) => run('explain', 'guangdong', 'tb_article', ...args)
    const missing = path.join(dir, 'missing')
    expect(await explain(missing)).toEqual({ code: 1, out: '', err: `error: ${missing} does not exist\n` })
    expect((await explain(dir)).err).toBe(`error: ${dir} is a directory: name the files in it\n`)
    expect((await explain('--max-mb', 'abc', missing)).err).toContain('whole number from 1 to 512')
    expect((await run('explain', 'atlantis', 'tb_article')).err).toBe(
      'error: there is no system atlantis; there are gongqingyun, guangdong, jiangsu, national, shanxi\n',
    )
  })

  it('explain refuses a message above the limit by the name of the option', async () => {
    const file = path.join(dir, 'large.ndjson')
    fs.writeFileSync(file, `{"a":"${'x'.repeat(1 << 20)}"}\n`)
    const { code, out } = await run('explain', '--max-mb', '1', 'guangdong', 'tb_article', file)
    expect(code).toBe(1)
    expect(out).toMatch(/^1: refused as too_large: \d+ bytes; --max-mb allows 1 MB \(.*large\.ndjson:1\)$/m)
  })
})
