import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runScript } from '../../support/processes/runScript.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const GUIDE = fs.readFileSync('ingest/mapping/GUIDE.md', 'utf8')
const { dir, remove } = temporaryDir()

/** Files that stand in the guide with their names, and the commands of its shell blocks. */
const files = [...GUIDE.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)]
const commands = [...GUIDE.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, lines = '']) =>
  lines.trim().split('\n'),
)
const outputs = new Map<string, string>()

beforeAll(() => {
  for (const [, name = '', text = ''] of files) {
    const file = path.join(dir, name)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, text)
  }
})
afterAll(remove)

it.each(commands)('%s succeeds on the files that the guide shows', async command => {
  const [, script = '', words = ''] = /^npm run (\w+) -- (.*)$/.exec(command) ?? []
  const args = words.split(' ').map(word => (/\.(?:sql|json)$/.test(word) ? path.join(dir, word) : word))
  const { code, out, err } = await runScript(`ingest/commands/${script}.ts`, args, { MAPPING_DIR: dir })
  expect(`${err}${code}`).toMatch(/(?:^|0 refused.*\n)0$/)
  outputs.set(command, out)
})

it('the draft is the finished file but for the question that the guide answers', () => {
  const draft = outputs.get('npm run mapping -- draft t_member.sql') ?? ''
  const finished = fs.readFileSync(path.join(dir, 'zhejiang', 't_member.yaml'), 'utf8')
  expect(draft).toContain('"8": "?" # 挂靠')
  const plain = (text: string) =>
    [...text.replaceAll(/#.*$/gm, '').matchAll(/[^\s{},]+/g)].map(String).join(' ')
  expect(plain(draft.replace('"8": "?"', '"8": active'))).toBe(plain(finished))
})

it('the check lists the sixth system with the file of each of its tables', () => {
  const check = outputs.get('npm run mapping -- check') ?? ''
  expect(check).toMatch(
    /^6 zhejiang 浙江智慧团建 \(MySQL 8\.0, Debezium\): 2 tables, 2 entities, 11 fields$/m,
  )
  expect(check).toMatch(/^ {2}zjtj\.t_member .*t_member\.yaml$/m)
})

it('a message becomes a state of the member, under a key of the sixth system', () => {
  const explained = outputs.get('npm run mapping -- explain zhejiang t_member messages.json') ?? ''
  expect(explained).toMatch(/^1: state of member 17/m)
  expect(explained).toMatch(/status +active +from member_status/)
  expect(explained).toContain('dropped: real_name')
})
