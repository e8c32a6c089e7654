import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDuesLevels } from '../../api/live/duesLevels.ts'
import { readAlertHead, readOpenAlerts } from '../../api/live/openAlerts.ts'
import { type Place, readPlace } from '../../api/live/place.ts'
import { readArcs } from '../../api/live/transferArcs.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { plantOrgs, plantTree, sign, TODAY } from '../warehouse/query/world.ts'

let test: TestWarehouse
let place: Place
beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  place = await readPlace(test.warehouse.reader, { org: ROOT.id }, ROOT.id, '440000')
})
afterAll(() => test?.stop())

const transfer = (from: number, to: number, fields: Record<string, string | number> = {}) => ({
  org_id: from,
  to_org_id: to,
  status: 'done_manual',
  started_on: '2026-11-01',
  ended_on: '2026-11-10',
  ...fields,
})

describe('transfers between the children of a place', () => {
  it('are those that ended this month from one to another, the largest stream first', async () => {
    await sign(test.warehouse, 'transfer', [
      transfer(111, 21),
      transfer(111, 21),
      transfer(21, 111, { status: 'done_auto' }),
      transfer(111, 112),
      transfer(111, 21, { status: 'returned' }),
      transfer(111, 21, { ended_on: '2026-10-31' }),
      transfer(111, 0),
    ])
    expect(await readArcs(test.warehouse.reader, place, TODAY)).toEqual([
      { from: end('组10', '440100'), to: end('组20', '440200'), count: 2 },
      { from: end('组20', '440200'), to: end('组10', '440100'), count: 1 },
    ])
  })

  const end = (name: string, regionCode: string) => ({ name, regionCode })
})

describe('the dues of a month by level', () => {
  it('are not computed before the job has run', async () => {
    const levels = await readDuesLevels(test.warehouse.reader, place, TODAY)
    expect(levels).toMatchObject({ month: '2026-11', collected: { state: 'not_computed' } })
    expect(new Set(levels.kept.map(({ state }) => state))).toEqual(new Set(['not_computed']))
  })

  it('add up to what was collected', async () => {
    const row = (org: number, level: string, own: number, fields: Record<string, number> = {}) => ({
      month: '2026-11-01',
      org_id: org,
      class: level,
      own_fen: own,
      as_of: '2026-11-20',
      ...fields,
    })
    await test.warehouse.app.insert({
      table: 'app.ads_dues_retention',
      format: 'JSONEachRow',
      values: [
        row(1, 'province', 100, { collected_fen: 1_000, no_right_fen: 30, rounding_fen: 20 }),
        row(10, 'city', 200, { collected_fen: 600, from_children_fen: 50 }),
        row(20, 'city', 100, { collected_fen: 400 }),
        row(111, 'grassroots', 500, { collected_fen: 500 }),
      ],
    })
    const levels = await readDuesLevels(test.warehouse.reader, place, TODAY)
    expect(levels.kept.map(({ level, value }) => [level, value])).toEqual([
      ['province', 100],
      ['city', 350],
      ['county', 0],
      ['grassroots', 500],
    ])
    const { collected, toSuperiors, unallocated, kept } = levels
    const sum = [...kept, toSuperiors, unallocated].reduce((all, { value }) => all + (value ?? 0), 0)
    expect([collected.value, unallocated.value, sum]).toEqual([1_000, 50, 1_000])
  })
})

describe('the open alerts of a wall', () => {
  const alert = (rule: string, org: number, severity: string) => ({
    day: '2026-11-20',
    rule,
    org_id: org,
    kind: 'raised',
    sign: 1,
    severity,
    raised_on: '2026-11-20',
    since: '2026-11-01',
    figure: 1,
    line: 1,
    words: '的话',
  })

  it('have another head after each judgement and each acknowledgement', async () => {
    const first = await readAlertHead(test.warehouse)
    expect(first.completeAt).toBe(0)
    await test.warehouse.app.insert({
      table: 'app.ads_alert',
      format: 'JSONEachRow',
      values: [
        { day: '2026-11-20', rule: 'A7', org_id: 0, kind: 'judged', number: 2 },
        alert('A7', 10, 'amber'),
        alert('A8', 20, 'red'),
        alert('A14', 10, 'red'),
        alert('A6', 111, 'amber'),
      ],
    })
    const second = await readAlertHead(test.warehouse)
    expect(second.version).not.toBe(first.version)
    expect(second.completeAt).toBe(Date.parse('2026-11-21T00:00:00+08:00'))
  })

  it('tell what, where, since when and who has it, and of minors and single persons how many only', async () => {
    const head = await readAlertHead(test.warehouse)
    const found = await readOpenAlerts(test.warehouse, ROOT, head)
    expect(found).toMatchObject({ judgedOn: '2026-11-20', open: { red: 2, amber: 2 } })
    expect(found.rules.map(({ rule }) => rule).sort()).toEqual(['A14', 'A6', 'A7', 'A8'])
    expect(found.first.map(({ rule }) => rule)).toEqual(['A8', 'A7'])
    expect(found.first[0]).toMatchObject({
      severity: 'red',
      raisedOn: '2026-11-20',
      holder: '上级组织待确认',
      scene: 'organisations',
    })
  })
})
