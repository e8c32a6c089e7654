import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Memory } from '../../../ingest/log/memory.ts'
import { LogWriter } from '../../../ingest/log/writer.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { makeChange } from '../../support/ingest/changes.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const SOURCE = 'spool:test/t/0@1'

let test: TestWarehouse
let asked: string[]

beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test?.stop())

/** The client of the warehouse, which notes the versions that are asked for. */
function noting(client: ClickHouseClient): ClickHouseClient {
  return new Proxy(client, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name)
      return (params: Parameters<ClickHouseClient['query']>[0]) => {
        const ids = /id in cast\('\[([\d,]*)\]/.exec(params.query)?.[1]
        if (ids !== undefined) asked.push(ids)
        return target.query(params)
      }
    },
  })
}

function writerWith(memory: Memory): LogWriter {
  const { app } = test.warehouse
  const hooks = { collided: async () => {} }
  return new LogWriter(noting(app), 'activity', 1, createLog('test'), hooks, {
    memory: memory.of('activity'),
  })
}

function published(id: number, offset: number) {
  return makeChange('activity', id, offset, '2026-05-01', { org_id: '5', status: 'published' })
}

function ended(id: number, offset: number) {
  return makeChange('activity', id, offset, '2026-05-02', { org_id: '5', status: 'ended' })
}

async function netOf(id: number): Promise<number> {
  const answer = await test.warehouse.app.query({
    query: 'select sum(sign) as net from app.dwd_activity_log where id = {id:UInt64}',
    query_params: { id },
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ net: string }>()
  return Number(row?.net)
}

it('asks for keys that were not written of late, and neither for those that were nor for those above the highest', async () => {
  asked = []
  const before = writerWith(new Memory(1_000))
  await before.write([published(10, 0), published(30, 1)], new Map([[SOURCE, 2n]]))
  expect(asked).toEqual([])

  const writer = writerWith(new Memory(1_000))
  await writer.write([ended(10, 2), published(20, 3), published(40, 4)], new Map([[SOURCE, 5n]]))
  expect(asked).toEqual(['10,20'])
  await writer.write([ended(20, 5), ended(40, 6), published(41, 7), ended(30, 8)], new Map([[SOURCE, 9n]]))
  expect(asked).toEqual(['10,20', '30'])
  for (const id of [10, 20, 30, 40, 41]) expect(await netOf(id)).toBe(1)
})

it('forgets everything when another writer was there', async () => {
  const [one, other] = [writerWith(new Memory(1_000)), writerWith(new Memory(1_000))]
  await one.write([published(100, 10)], new Map([[SOURCE, 11n]]))
  await other.write([ended(100, 11), published(101, 12)], new Map([[SOURCE, 13n]]))
  asked = []
  await one.write(
    [makeChange('activity', 100, 13, '2026-05-03', 'deleted'), ended(101, 14)],
    new Map([[SOURCE, 15n]]),
  )
  expect(asked).toEqual(['100,101'])
  expect(await netOf(100)).toBe(0)
  expect(await netOf(101)).toBe(1)
})

it('remembers no more versions than it may', async () => {
  const writer = writerWith(new Memory(2))
  await writer.write([published(200, 20), published(201, 21), published(202, 22)], new Map([[SOURCE, 23n]]))
  asked = []
  await writer.write([ended(200, 23), ended(202, 24)], new Map([[SOURCE, 25n]]))
  expect(asked).toEqual(['200'])
})
