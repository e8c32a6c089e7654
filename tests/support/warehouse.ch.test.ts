import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestWarehouse, testWarehouse } from './warehouse.ts'

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test?.stop())

/** Every table whose rows expire, with the column that says from when. */
async function expiringTables(): Promise<{ name: string; since: string }[]> {
  const answer = await test.warehouse.app.query({
    query: `select
          concat(database, '.', name) as name,
          extract(engine_full, 'TTL (?:toDateTime\\\\()?(\\\\w+)') as since
      from system.tables
      where database in ('app', 'ops') and engine_full like '% TTL %'
      order by name`,
    format: 'JSONEachRow',
  })
  return answer.json()
}

async function count(table: string): Promise<string> {
  const answer = await test.warehouse.app.query({
    query: `select count() from ${table}`,
    format: 'TabSeparated',
  })
  return (await answer.text()).trim()
}

it('keeps a row of any date in the tables whose rows expire, so that the days of a test may be fixed ones', async () => {
  const tables = await expiringTables()
  expect(tables.map(table => table.name)).toContain('ops.sys_session')
  for (const { name, since } of tables) {
    await test.warehouse.app.command({
      query: `insert into ${name} (${since}) values ('2001-02-03 04:05:06')`,
    })
    await test.warehouse.app.command({ query: `optimize table ${name} final` })
    expect(await count(name), name).toBe('1')
  }
})
