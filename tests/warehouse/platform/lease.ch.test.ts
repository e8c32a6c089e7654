import { afterAll, beforeAll, expect, test } from 'vitest'
import { withLease } from '../../../warehouse/platform/lease.ts'
import { until } from '../../support/until.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

let server: TestWarehouse

beforeAll(async () => {
  server = await testWarehouse()
})

afterAll(() => server?.stop())

const insertRow = (name: string, seq: number, leftMs: number) =>
  server.warehouse.app.command({
    query: `insert into ops.sys_lease select {name: String}, {seq: UInt64}, 'a dead process', now64(3) + toIntervalMillisecond({leftMs: Int32})`,
    query_params: { name, seq, leftMs },
  })

test('one holder at a time, and everybody gets a turn', async () => {
  const HOLDERS = 6
  let inside = 0
  const most: number[] = []
  /** Looks at the lease, of all who want it. */
  let looks = 0
  const app = new Proxy(server.warehouse.app, {
    get(client, name) {
      if (name === 'query') looks++
      const value = Reflect.get(client, name)
      return typeof value === 'function' ? value.bind(client) : value
    },
  })
  const work = async () => {
    inside++
    most.push(inside)
    const before = looks
    // who waits has tried in vain meanwhile
    await until('another look', () => (most.length === HOLDERS || looks > before ? true : undefined))
    inside--
  }
  const options = { ttlMs: 30_000, waitMs: 60_000 }
  await Promise.all(Array.from({ length: HOLDERS }, () => withLease(app, 'turns', options, work)))
  expect(most).toEqual([1, 1, 1, 1, 1, 1])
})

test('says who holds it when there is no time to wait', async () => {
  await insertRow('held', 1, 600_000)
  await expect(
    withLease(server.warehouse.app, 'held', { ttlMs: 1000 }, async () => {}),
  ).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('"held" is being done by a dead process'),
  })
})

test('takes over from a holder that died, once its time is up', async () => {
  await insertRow('orphan', 1, 700)
  expect(
    await withLease(server.warehouse.app, 'orphan', { ttlMs: 1000, waitMs: 20_000 }, async () => 'mine'),
  ).toBe('mine')
})

test('is renewed while the work goes on', async () => {
  const expiry = async () => {
    const answer = await server.warehouse.app.query({
      query: `select toString(argMax(expires_at, seq)) as at, toUInt32(max(seq)) as n from ops.sys_lease where name = 'long'`,
      format: 'JSONEachRow',
    })
    const [row] = await answer.json<{ at: string; n: number }>()
    return row ?? { at: '', n: 0 }
  }
  await withLease(server.warehouse.app, 'long', { ttlMs: 900 }, async signal => {
    const first = await expiry()
    await expect.poll(expiry, { timeout: 20_000 }).toMatchObject({ n: first.n + 4 })
    expect((await expiry()).at > first.at).toBe(true)
    expect(signal.aborted).toBe(false)
  })
})

test('tells the work when another process took it over', async () => {
  const lost = withLease(server.warehouse.app, 'stolen', { ttlMs: 600 }, async signal => {
    await insertRow('stolen', 99, 600_000)
    await expect.poll(() => signal.aborted, { timeout: 20_000 }).toBe(true)
  })
  await expect(lost).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('lost the lease "stolen"'),
  })
})

test('is given back when the work fails', async () => {
  const { app } = server.warehouse
  await expect(
    withLease(app, 'failing', { ttlMs: 60_000 }, () => Promise.reject(new Error('no'))),
  ).rejects.toThrow('no')
  expect(await withLease(app, 'failing', { ttlMs: 60_000 }, async () => 'free')).toBe('free')
})
