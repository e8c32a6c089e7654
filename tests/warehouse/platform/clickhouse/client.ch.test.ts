import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'

let server: TestWarehouse

beforeAll(async () => {
  server = await testWarehouse()
})

afterAll(() => server?.stop())

test('numbers cross as text, times are Shanghai time, and the caller is in the query log', async () => {
  const { app, reader } = server.warehouse
  for (const client of [app, reader]) {
    const answer = await client.query({
      query: `select 18446744073709551615::UInt64 as big, 1.50::Decimal64(2) as yuan, toDateTime(0) as epoch, getSetting('log_comment') as room`,
      format: 'JSONEachRow',
    })
    expect(await answer.json()).toEqual([
      { big: '18446744073709551615', yuan: '1.5', epoch: '1970-01-01 08:00:00', room: 'test' },
    ])
  }
})

test('an insert with a known token is dropped, with a new one stored', async () => {
  const { app } = server.warehouse
  await app.command({
    query: `create table app.t (x UInt8) engine = MergeTree order by x settings non_replicated_deduplication_window = 100`,
  })
  for (const token of ['a', 'a', 'b'])
    await app.insert({
      table: 'app.t',
      values: [{ x: 1 }],
      format: 'JSONEachRow',
      clickhouse_settings: { insert_deduplication_token: token },
    })
  const answer = await app.query({
    query: 'select toUInt32(count()) as rows from app.t',
    format: 'JSONEachRow',
  })
  expect(await answer.json()).toEqual([{ rows: 2 }])
})

test('a viewer who goes away ends the query', async () => {
  const { app, reader } = server.warehouse
  const leaving = new AbortController()
  const query = reader
    .query({ query: 'select count() from numbers(1e13)', query_id: 'viewer', abort_signal: leaving.signal })
    .catch(error => error)
  const running = async () => {
    const answer = await app.query({
      query: `select toUInt32(count()) as n from system.processes where query_id = 'viewer'`,
      format: 'JSONEachRow',
    })
    return answer.json()
  }
  await expect.poll(running).toEqual([{ n: 1 }])
  leaving.abort()
  await query
  await expect.poll(running, { timeout: 10_000 }).toEqual([{ n: 0 }])
})
