import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { createDdl } from '../../../../warehouse/platform/migrate/ddl.ts'
import { migrate, migrationStatus } from '../../../../warehouse/platform/migrate/migrate.ts'
import { readSqlFiles } from '../../../../warehouse/platform/migrate/readSqlFiles.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../../../support/warehouse.ts'

const log = createLog('test')
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

beforeEach(async () => {
  fs.rmSync(place.dir, { recursive: true, force: true })
  await server.warehouse.app.command({ query: 'truncate table ops.sys_migration' })
  for (const table of ['u', 't'])
    await server.warehouse.app.command({ query: `drop table if exists app.${table} sync` })
})

function write(file: string, text: string): void {
  const full = path.join(place.dir, file)
  fs.mkdirSync(path.dirname(full), { recursive: true })
  fs.writeFileSync(full, text)
}

const run = () => migrate(server.warehouse, server.config, log, place.dir)

async function tables(): Promise<string[]> {
  const answer = await server.warehouse.app.query({
    query: `select name from system.tables where database = 'app' and name in ('t', 'u') order by name`,
    format: 'JSONEachRow',
  })
  return (await answer.json<{ name: string }>()).map(({ name }) => name)
}

test('the product: a second run applies nothing', async () => {
  expect(await migrate(server.warehouse, server.config, log)).toContain('ods/ods_change.sql')
  expect(await migrate(server.warehouse, server.config, log)).toEqual([])
})

test('layers in order, then migrations; a changed view is applied again', async () => {
  write('ads/t.sql', 'create or replace view app.t as select * from app.u;')
  write('dwd/u.sql', 'create table if not exists app.u (x UInt8) engine = {{engine.merge}} order by x;')
  write('migrations/0001_add_y.sql', 'alter table app.u add column if not exists y UInt8;')
  expect(await run()).toEqual(['dwd/u.sql', 'ads/t.sql', 'migrations/0001_add_y.sql'])
  expect(await run()).toEqual([])

  write('ads/t.sql', 'create or replace view app.t as select y from app.u;')
  expect(
    await migrationStatus(server.warehouse, readSqlFiles(place.dir, createDdl(server.config))),
  ).toContainEqual({
    file: 'ads/t.sql',
    state: 'changed',
  })
  expect(await run()).toEqual(['ads/t.sql'])
})

test('of a file that makes a table and its view, the view is applied again when it changes, and the table is pointed out', async () => {
  const table = (columns: string) =>
    `-- t\ncreate table if not exists app.t (${columns}) engine = {{engine.merge}} order by x;\n`
  const view = (columns: string) => `create or replace view app.u as select ${columns} from app.t;`
  write('dwd/group/t.sql', table('x UInt8') + view('x'))
  expect(await run()).toEqual(['dwd/group/t.sql', 'dwd/group/t.sql#views'])
  write('dwd/group/t.sql', table('x UInt8') + view('x, x + 1 as y'))
  expect(await run()).toEqual(['dwd/group/t.sql#views'])

  // a field is added: the table stays, the migration comes before the view that reads what it adds
  write('dwd/group/t.sql', table('x UInt8, z UInt8') + view('x, z'))
  write('migrations/0001_add_z.sql', 'alter table app.t add column if not exists z UInt8;')
  expect(await run()).toEqual(['dwd/group/t.sql', 'migrations/0001_add_z.sql', 'dwd/group/t.sql#views'])
  expect(await run()).toEqual([])
})

test('a table that moved to another file keeps its rows, and nothing is left to apply', async () => {
  const table = 'create table if not exists app.t (x UInt8) engine = {{engine.merge}} order by x;\n'
  const view = 'create or replace view app.u as select x from app.t;'
  write('dwd/t_log.sql', table)
  write('dwd/t_view.sql', view)
  await run()
  await server.warehouse.app.command({ query: 'insert into app.t values (7)' })
  fs.rmSync(path.join(place.dir, 'dwd'), { recursive: true })
  write('dwd/group/t.sql', table + view)
  await run()
  const answer = await server.warehouse.app.query({ query: 'select x from app.u', format: 'JSONEachRow' })
  expect(await answer.json()).toEqual([{ x: 7 }])
  const files = readSqlFiles(place.dir, createDdl(server.config))
  expect((await migrationStatus(server.warehouse, files)).filter(({ state }) => state !== 'applied')).toEqual(
    [],
  )
})

test('a failing statement is named, what came before it stays recorded, and the next run goes on there', async () => {
  write('dwd/t.sql', 'create table if not exists app.t (x UInt8) engine = {{engine.merge}} order by x;')
  write(
    'dwd/u.sql',
    'select 1;\n-- then\ncreate table app.u (x Wrong)\nengine = {{engine.merge}} order by x;',
  )
  await expect(run()).rejects.toMatchObject({
    name: 'TuanshuError',
    code: 'refused',
    message: expect.stringMatching(
      /^sql\/dwd\/u\.sql, statement 2 of 2 \(create table app\.u \(x Wrong\)\) failed: .*UNKNOWN_TYPE/s,
    ),
  })
  expect(await tables()).toEqual(['t'])

  write('dwd/u.sql', 'create table if not exists app.u (x UInt8) engine = {{engine.merge}} order by x;')
  expect(await run()).toEqual(['dwd/u.sql'])
})

test('a migration that changed after it was applied is refused', async () => {
  write('migrations/0001_x.sql', 'select 1;')
  await run()
  write('migrations/0001_x.sql', 'select 2;')
  await expect(run()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('migrations/0001_x.sql'),
  })
})

test('two runners at once: each file is applied by one of them', async () => {
  // without `if not exists`: a second application would fail
  write('dwd/t.sql', 'create table app.t (x UInt8) engine = {{engine.merge}} order by x;')
  write('dwd/u.sql', 'create table app.u (x UInt8) engine = {{engine.merge}} order by x;')
  const applied = await Promise.all([run(), run(), run()])
  expect(applied.flat().sort()).toEqual(['dwd/t.sql', 'dwd/u.sql'])
})

test('an unknown placeholder stops before anything is applied', async () => {
  write('dwd/t.sql', 'create table app.t (x UInt8) engine = {{engine.merge}} order by x;')
  write('dwd/u.sql', 'create table app.u (x UInt8) engine = {{engine.wrong}} order by x;')
  await expect(run()).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('sql/dwd/u.sql:1'),
  })
  expect(await tables()).toEqual([])
})
