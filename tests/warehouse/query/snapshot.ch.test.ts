import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sceneAsks } from '../../../api/live/sceneAsks.ts'
import { paceOf } from '../../../warehouse/catalogue/panelSources.ts'
import { SCENES } from '../../../warehouse/catalogue/scenes.ts'
import type { Ask } from '../../../warehouse/query/types.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from './world.ts'

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [member(111, '2026-05-01')])
})
afterAll(() => test?.stop())

/** The same number three ways: from the stocks by organisation, from the attributes, from the movements. */
const THRICE: Ask[] = [
  { name: 'org', metrics: ['MEM01'], org: 'root', rows: 'children', from: TODAY, to: TODAY, grain: 'all' },
  {
    name: 'dims',
    metrics: ['MEM01'],
    org: 'root',
    rows: 'total',
    by: 'gender',
    from: TODAY,
    to: TODAY,
    grain: 'all',
  },
  {
    name: 'day',
    metrics: ['MEM07'],
    org: 'root',
    rows: 'total',
    from: at('2026-01-01'),
    to: TODAY,
    grain: 'month',
  },
]

/** Asks while members join one by one; how often the three did not agree. Ends early once they did not. */
async function disagreements(reader: ClickHouseClient, questions: number): Promise<number> {
  let isWriting = true
  const write = async () => {
    while (isWriting) await sign(test.warehouse, 'member', [member(111, '2026-05-01')])
  }
  const writing = Promise.all([write(), write()])
  let wrong = 0
  for (let i = 0; i < questions && wrong === 0; i++) {
    const { answers } = await askUnmasked(reader, { org: 'root' }, THRICE, TODAY)
    const sums = THRICE.map(({ name }) =>
      (answers.get(name)?.cells ?? []).reduce((sum, cell) => sum + (cell.value ?? 0), 0),
    )
    if (new Set(sums).size > 1) wrong++
  }
  isWriting = false
  await writing
  return wrong
}

/** The same client with the setting off that makes one query see one state of a table. */
function withoutSnapshot(reader: ClickHouseClient): ClickHouseClient {
  return new Proxy(reader, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name, target)
      return (params: Parameters<typeof target.query>[0]) =>
        target.query({
          ...params,
          clickhouse_settings: { ...params.clickhouse_settings, enable_shared_storage_snapshot_in_query: 0 },
        })
    },
  })
}

describe('figures of one log', () => {
  it('come from one snapshot, while it is being written', async () => {
    expect(await disagreements(test.warehouse.reader, 60)).toBe(0)
  })

  it('would not agree without it', async () => {
    expect(await disagreements(withoutSnapshot(test.warehouse.reader), 2_000)).toBe(1)
  }, 180_000)
})

describe('the panels of every few seconds, of all scenes', () => {
  it('read projections of the big logs, for the whole instance', async () => {
    const panels = [...SCENES.values()].flatMap(scene => Object.values(scene.panels))
    const often = panels.filter(panel => paceOf(panel) === 'second' || paceOf(panel) === 'brisk')
    expect(often.length).toBeGreaterThan(0)
    const asks = sceneAsks(often, { org: 'root', parent: '1' }, TODAY)

    const rows = 20_000
    await test.warehouse.app.command({
      query: `insert into app.dwd_member_log (ev, system, id, ver, sign, transition, day, org_id, status, report_status, payer_class, batch)
        select 1, 2, number, 1, 1, 'enter', '2026-11-03', 111 + number % 2, 'active', 'approved', 'student', 1000000 from numbers(${rows})`,
    })
    await test.warehouse.app.command({
      query: `insert into app.dwd_dues_payment_log (ev, system, id, ver, sign, transition, day, org_id, bill_month, paid_on, amount_fen, channel, batch)
        select 1, 2, number, 1, 1, 'enter', '2026-11-03', 111, '2026-11-01', '2026-11-03', 20, 'cash', 1 from numbers(${rows})`,
    })
    await test.warehouse.app.command({ query: 'optimize table app.dwd_member_log final' })
    await askUnmasked(test.warehouse.reader, { org: 'root' }, asks, TODAY, 'test of rows read')
    // a query is logged after its answer has been sent: all of them are there once each has its finish
    const found = await vi.waitFor(async () => {
      await test.warehouse.app.command({ query: 'system flush logs query_log' })
      const answer = await test.warehouse.app.query({
        query: `select countIf(type = 'QueryStart') as started, countIf(type = 'QueryFinish') as finished, sumIf(read_rows, type = 'QueryFinish') as read,
            groupUniqArrayArray(projections) as projections
          from system.query_log where log_comment = 'query builder: test of rows read'`,
        format: 'JSONEachRow',
      })
      const [row] = await answer.json<{
        started: string
        finished: string
        read: string
        projections: string[]
      }>()
      expect(Number(row?.started)).toBeGreaterThan(0)
      expect(row?.finished).toBe(row?.started)
      return row
    })
    expect(Number(found?.read)).toBeLessThan(rows / 10)
    expect(found?.projections).toEqual(
      expect.arrayContaining([
        'app.dwd_member_log.by_org',
        'app.dwd_member_log.by_day',
        'app.dwd_dues_payment_log.by_day',
        'app.dwd_dues_payment_log.by_month',
      ]),
    )
  })
})
