import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Change } from '../../../ingest/change.ts'
import * as lookUp from '../../../ingest/log/lookUp.ts'
import { LogWriter } from '../../../ingest/log/writer.ts'
import { createLog } from '../../../warehouse/log.ts'
import { makeChange } from '../../support/changes.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

vi.mock(import('../../../ingest/log/lookUp.ts'), { spy: true })

const NONE = new Map<string, bigint>()

describe('the keys of a batch, looked up while the one before it is written', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await testWarehouse()
  })
  afterAll(() => test.stop())
  afterEach(() => test.warehouse.app.command({ query: 'truncate table app.dwd_activity_log' }))

  /** A writer whose inserts wait for the gate, while there is one. */
  function gated() {
    const gate: { open?: () => void; waits?: Promise<void>; reached?: () => void } = {}
    const hooks = {
      collided: async () => {},
      beforeInsert: async () => {
        gate.reached?.()
        await gate.waits
      },
    }
    const writer = new LogWriter(test.warehouse.app, 'activity', 1, createLog('test'), hooks)
    const close = () => {
      const reached = new Promise<void>(resolve => {
        gate.reached = resolve
      })
      gate.waits = new Promise(resolve => {
        gate.open = resolve
      })
      return reached
    }
    const open = () => gate.open?.()
    return { writer, close, open }
  }
  /** Activities of these ids are held by an organisation from a day of May on. */
  const held = (ids: number[], org: string, day: number): Change[] =>
    ids.map(id =>
      makeChange('activity', id, day * 100 + id, `2026-05-0${day}`, { org_id: org, status: 'published' }),
    )
  /** What happened to each activity: rows that do not cancel. */
  async function stories(): Promise<Record<string, string[]>> {
    const result = await test.warehouse.app.query({
      query: `select toString(id) as id, groupArray(line) as lines from (
          select id, concat(toString(transition), ' ', toString(org_id), ' ', toString(toDayOfMonth(day))) as line
          from app.dwd_activity_log where sign != 0 group by id, transition, org_id, day having sum(sign) != 0
          order by id, day, line desc
        ) group by id order by id`,
      format: 'JSONEachRow',
    })
    const found = await result.json<{ id: string; lines: string[] }>()
    return Object.fromEntries(found.map(({ id, lines }) => [id, lines]))
  }
  const expected = {
    1: ['enter 5 1', 'move_out 5 2', 'move_in 6 2', 'move_out 6 3', 'move_in 7 3'],
    2: ['enter 5 1', 'move_out 5 3', 'move_in 7 3'],
    3: ['enter 6 2'],
    4: ['enter 7 3'],
  }
  const asked = () => vi.mocked(lookUp.lookUpVersions).mock.calls.map(([, , ids]) => ids.length)

  it('count what that one said of the same keys, and ask for no other twice', async () => {
    const { writer, close, open } = gated()
    await writer.open()
    await writer.write(held([1, 2], '5', 1), NONE)
    const reached = close()
    const writing = writer.write(held([1, 3], '6', 2), NONE)
    await reached
    const next = held([1, 2, 4], '7', 3)
    const ahead = writer.lookAhead(next)
    // read before the batch before it is in the log
    await ahead?.known
    open()
    await writing
    vi.mocked(lookUp.lookUpVersions).mockClear()
    expect(await writer.write(next, NONE, { ahead })).toBe(3)
    expect(await stories()).toEqual(expected)
    // activity 1 alone
    expect(asked()).toEqual([1])
  })

  it('are looked up anew when another writer came between', async () => {
    const { writer } = gated()
    const other = gated().writer
    await writer.open()
    await writer.write(held([1, 2], '5', 1), NONE)
    const next = held([1, 2, 4], '7', 3)
    const ahead = writer.lookAhead(next)
    await ahead?.known
    await other.write(held([1, 3], '6', 2), NONE)
    vi.mocked(lookUp.lookUpVersions).mockClear()
    expect(await writer.write(next, NONE, { ahead })).toBe(3)
    expect(await stories()).toEqual(expected)
    // under the head that it believed in, in vain, and under the other's
    expect(asked()).toEqual([3])
  })

  it('are looked up when their turn comes if that failed before', async () => {
    const { writer } = gated()
    await writer.open()
    await writer.write([...held([1, 2], '5', 1), ...held([1, 3], '6', 2)], NONE)
    const next = held([1, 2, 4], '7', 3)
    vi.mocked(lookUp.lookUpVersions).mockRejectedValueOnce(new Error('connection lost'))
    const ahead = writer.lookAhead(next)
    expect(await writer.write(next, NONE, { ahead })).toBe(3)
    expect(await stories()).toEqual(expected)
  })
})
