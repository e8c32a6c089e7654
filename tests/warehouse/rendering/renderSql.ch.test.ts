import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createLog } from '../../../warehouse/platform/log.ts'
import { migrate } from '../../../warehouse/platform/migrate/migrate.ts'
import { SQL_DIR } from '../../../warehouse/platform/migrate/readSqlFiles.ts'
import { renderSql } from '../../../warehouse/rendering/renderSql.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../../support/warehouse.ts'

const SIGNUP = 'dwd/activities/signup.sql'

let server: TestWarehouse
let place: ReturnType<typeof temporaryDir>
beforeAll(async () => {
  server = await testWarehouse()
  place = temporaryDir()
})
afterAll(async () => {
  place?.remove()
  await server?.stop()
})

// a release before the entry of the sign-ups was what it is
beforeEach(() => {
  fs.rmSync(place.dir, { recursive: true, force: true })
  fs.cpSync(SQL_DIR, place.dir, { recursive: true })
  fs.rmSync(path.join(place.dir, 'migrations'), { recursive: true })
  fs.mkdirSync(path.join(place.dir, 'migrations'))
  fs.writeFileSync(path.join(place.dir, 'migrations', '0007_earlier.sql'), 'select 1;\n')
})

const read = (file: string) => fs.readFileSync(path.join(place.dir, file), 'utf8')
function edit(file: string, from: RegExp, to: string): void {
  const text = read(file)
  expect(text).toMatch(from)
  fs.writeFileSync(path.join(place.dir, file), text.replace(from, to))
}
const withoutBirthMonth = () => {
  edit(SIGNUP, /^ {4}birth_month .*\n/m, '')
  edit(SIGNUP, /(person_key,\n {4}gender),\n {4}birth_month/, '$1')
  edit(SIGNUP, /(person_key,\n {4}gender),\n {4}birth_month/, '$1')
}

async function schema(): Promise<unknown> {
  const ask = async (query: string) => (await server.warehouse.app.query({ query, format: 'JSON' })).json()
  return [
    await ask(`select name, type from system.columns where database = 'app' and table in ('dwd_signup_log', 'dwd_signup')
      order by table, position`),
    await ask(`select name, type, query from system.projections where database = 'app' and table = 'dwd_signup_log'
      order by name`),
  ].map(answer => (typeof answer === 'object' && answer && 'data' in answer ? answer.data : answer))
}

it('a field and a projection that an entry gained come into a warehouse that has the log already', async () => {
  const wanted = await schema()
  withoutBirthMonth()
  edit(SIGNUP, /^ {4}projection by_day \([\s\S]*?\n {4}\),\n/m, '')
  edit(SIGNUP, /select ev, system, activity_id, id\n/, 'select ev, system, activity_id, id, ver\n')
  for (const table of ['dwd_signup', 'dwd_signup_log'])
    await server.warehouse.app.command({ query: `drop table app.${table} sync` })
  await server.warehouse.app.command({ query: 'truncate table ops.sys_migration' })
  const log = createLog('test')
  await migrate(server.warehouse, server.config, log, place.dir)
  expect(await schema()).not.toEqual(wanted)

  const migration = 'migrations/0008_signup_birth_month.sql'
  expect(renderSql(place.dir)).toEqual([SIGNUP, migration])
  expect(await migrate(server.warehouse, server.config, log, place.dir)).toEqual([
    SIGNUP,
    migration,
    `${SIGNUP}#views`,
  ])
  expect(await schema()).toEqual(wanted)
  expect(renderSql(place.dir)).toEqual([])
})

it('words alone need no migration, and a new entity none either', () => {
  edit(SIGNUP, /^-- One insert .*\n/m, '')
  fs.rmSync(path.join(place.dir, 'dwd/clubs/club.sql'))
  expect(renderSql(place.dir)).toEqual([SIGNUP, 'dwd/clubs/club.sql'])
})

it.each([
  ['moved', /^( {4}status .*\n)( {4}submitted_on .*\n)/m, '$2$1'],
  ['removed', /^ {4}birth_month .*\n/m, '$&    nickname String, -- 昵称\n'],
  ['given another type', /submitted_on Date32/, "submitted_on DateTime('Asia/Shanghai')"],
])('a field that was %s is refused, and nothing is written', (_, from, to) => {
  edit(SIGNUP, from, to)
  edit('dwd/clubs/club.sql', /^-- One insert .*\n/m, '')
  const [signup, club] = [read(SIGNUP), read('dwd/clubs/club.sql')]
  expect(() => renderSql(place.dir)).toThrow(
    /^sql\/dwd\/activities\/signup\.sql has the field \w+ .*only appended/,
  )
  expect([read(SIGNUP), read('dwd/clubs/club.sql')]).toEqual([signup, club])
})
