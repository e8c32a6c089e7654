import type net from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { IDLE_CONNECTION_MS } from '../../../../warehouse/platform/clickhouse/agent.ts'
import { openWarehouse, type Warehouse } from '../../../../warehouse/platform/clickhouse/client.ts'
import { insertRows } from '../../../../warehouse/platform/clickhouse/insertRows.ts'
import { LineBuffer } from '../../../../warehouse/platform/clickhouse/lineBuffer.ts'
import { classify } from '../../../../warehouse/platform/clickhouse/retry.ts'
import { sendRows } from '../../../../warehouse/platform/clickhouse/sendRows.ts'
import { BreakingProxy, type Carry, carryAll, diesIdle } from '../../../support/servers/breakingProxy.ts'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'

let server: TestWarehouse
let proxy: BreakingProxy
let warehouse: Warehouse
const FIRST = '["first"]\n'
/** What would have ended the process. */
const uncaught: Error[] = []
const note = (error: Error) => uncaught.push(error)

beforeAll(async () => {
  server = await testWarehouse()
  await server.warehouse.app.command({
    query: 'create table app.lines (x String) engine = MergeTree order by x',
  })
  process.on('uncaughtExceptionMonitor', note)
})

afterAll(async () => {
  process.off('uncaughtExceptionMonitor', note)
  await server?.stop()
})

beforeEach(async () => {
  proxy = await BreakingProxy.before(server.connection)
  warehouse = openWarehouse(proxy.connection, 'test')
  uncaught.length = 0
  await server.warehouse.app.command({ query: 'truncate table app.lines' })
})

afterEach(async () => {
  await warehouse.close()
  await proxy.stop()
  // an error that nobody listens to is raised after what caused it
  await setImmediate()
  expect(uncaught).toEqual([])
})

const one = async (client: Warehouse['app']) =>
  (await client.query({ query: 'select 1 as x', format: 'JSONEachRow' })).json()
const lines = async () => {
  const answer = await server.warehouse.app.query({
    query: 'select count() as n from app.lines',
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ n: string }>()
  return Number(row?.n)
}
const insert = () => warehouse.app.insert({ table: 'app.lines', values: [{ x: 'x' }], format: 'JSONEachRow' })

/** Fills the pool of a client with connections that are dead. */
async function deadPool(client: Warehouse['app']): Promise<void> {
  proxy.carry = diesIdle
  await Promise.all(Array.from({ length: 8 }, () => one(client)))
  expect(proxy.open.size).toBe(8)
  proxy.carry = carryAll
}

test.each(['app', 'reader'] as const)(
  'a read of %s over a connection that died while it was idle is answered nevertheless',
  async name => {
    await deadPool(warehouse[name])
    const answers = await Promise.all(Array.from({ length: 8 }, () => one(warehouse[name])))
    expect(answers).toEqual(Array.from({ length: 8 }, () => [{ x: 1 }]))
  },
)

test('a read is not asked a third time, and says that the warehouse is not reachable', async () => {
  proxy.carry = client => client.once('data', () => client.resetAndDestroy())
  const error = await one(warehouse.reader).catch(error => error)
  expect([classify(error), proxy.made]).toEqual(['unreachable', 2])
})

test('a write whose answer was lost is not repeated: it may have been stored', async () => {
  // the engine gets the request and stores it; its answer reaches nobody
  proxy.carry = (client, engine) => {
    client.pipe(engine)
    engine.once('data', () => client.resetAndDestroy())
  }
  expect(classify(await insert().catch(error => error))).toBe('unreachable')
  expect([await lines(), proxy.made]).toEqual([1, 1])
})

test('an answer that comes before the request is sent, over a connection that then ends, ends no process', async () => {
  // the engine is told that the first piece was all, and answers; what is still being sent meets a closed connection
  proxy.carry = (client, engine) => {
    let head = ''
    client.on('data', part => {
      head += part.toString('latin1')
      const end = head.indexOf(`${FIRST}\r\n`)
      if (end < 0) return
      client.pause()
      engine.write(`${head.slice(0, end)}${FIRST}\r\n0\r\n\r\n`, 'latin1')
    })
    engine.once('data', answer => {
      client.end(answer)
      setTimeout(() => client.resetAndDestroy(), 5)
    })
  }
  const query = 'insert into app.lines (x) format JSONCompactEachRow'
  const values = () => Readable.from([FIRST, 'x'.repeat(8_000_000)], { objectMode: false })
  for (let i = 1; i <= 5; i++) {
    // a busy machine reads the end of the connection before the answer
    const failure = await sendRows(warehouse.app, { query }, values()).catch(error => error)
    if (failure !== undefined) expect(classify(failure)).toBe('unreachable')
    await expect.poll(lines).toBe(i)
  }
  // what is raised over a connection is raised by its end
  await expect.poll(() => proxy.open.size).toBe(0)
})

test.each([
  ['reset', (client: net.Socket) => client.resetAndDestroy()],
  ['closed', (client: net.Socket) => client.destroy()],
])('a connection that is %s in the middle of a body fails the insert, and nothing else', async (_, end) => {
  proxy.carry = (client, engine) => {
    let taken = 0
    client.on('data', part => {
      taken += part.length
      engine.write(part)
      if (taken > 300_000) end(client)
    })
  }
  const buffer = new LineBuffer()
  for (let i = 0; i < 20_000; i++) buffer.add(`["${'x'.repeat(100)}"]\n`)
  const buffered = buffer.insert(warehouse.app, {
    query: 'insert into app.lines (x) format JSONCompactEachRow',
  })
  expect(classify(await buffered.catch(error => error))).toBe('unreachable')
  function* rows() {
    for (let i = 0; i < 20_000; i++) yield ['x'.repeat(100)]
  }
  const streamed = insertRows(
    warehouse.app,
    { table: 'app.lines', columns: ['x'] },
    rows(),
    AbortSignal.timeout(30_000),
  )
  expect(classify(await streamed.catch(error => error))).toBe('unreachable')
})

test('an insert rejects with the error of its rows', async () => {
  function* rows() {
    for (let i = 0; i < 5_000; i++) yield ['x'.repeat(100)]
    throw new RangeError('no row')
  }
  const inserting = insertRows(
    warehouse.app,
    { table: 'app.lines', columns: ['x'] },
    rows(),
    AbortSignal.timeout(30_000),
  )
  await expect(inserting).rejects.toThrow(RangeError)
})

test('a connection is given up before the server does so', async () => {
  const announcing =
    (seconds: string): Carry =>
    (client, engine) => {
      client.pipe(engine)
      engine.on('data', part => client.write(String(part).replace(/timeout=\d+/, `timeout=${seconds}`)))
    }
  proxy.carry = announcing('2')
  await one(warehouse.reader)
  proxy.carry = announcing('60')
  await one(warehouse.app)
  expect(proxy.open.size).toBe(2)
  await expect.poll(() => proxy.open.size, { timeout: 1_900 }).toBe(1)
})

test('the embedded engine keeps an idle connection three times as long as we do', async () => {
  const { stream, response_headers } = await server.warehouse.app.exec({ query: 'select 1' })
  stream.resume()
  const [, seconds] = /^timeout=(\d+)/.exec(String(response_headers['keep-alive'])) ?? []
  expect(Number(seconds) * 1_000).toBe(3 * IDLE_CONNECTION_MS)
})
