import { afterAll, beforeAll, expect, it } from 'vitest'
import { quality } from '../../../jobs/measures/quality.ts'
import { jobContext } from '../../support/jobContext.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign } from '../../warehouse/query/world.ts'

const OCTOBER = { from: at('2026-10-01'), to: at('2026-10-31') }
const NOW = Date.parse('2026-11-02T00:20:00+08:00')
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  const { warehouse } = test
  await plantTree(warehouse)
  await plantOrgs(warehouse)
  await sign(warehouse, 'member', [
    member(111, '2026-05-01'),
    member(112, '2026-10-05'),
    // moved on 9 October, and gone on the 20th
    member(111, '2026-05-01'),
    member(111, '2026-10-09', { sign: -1, transition: 'move_out' }),
    member(121, '2026-10-09', { transition: 'move_in' }),
    member(121, '2026-10-20', { sign: -1, transition: 'leave' }),
    member(121, '2026-10-20', { transition: 'gone', status: 'aged_out' }),
    // corrected
    member(21, '2026-01-01'),
    member(21, '2026-10-15', { sign: -1, transition: 'edit_out' }),
    member(21, '2026-10-15', { transition: 'edit_in', gender: 'male' }),
  ])
})

afterAll(() => test?.stop())

async function rows(query: string): Promise<unknown[]> {
  const answer = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
  return answer.json<unknown[]>()
}

const findings = (where = 'true') =>
  rows(
    `select identity, grade, outcome, toString(org_id), left_value, right_value, note from app.ads_data_quality where ${where} order by identity, org_id, note`,
  )
const measures = (org: number) =>
  rows(
    `select metric, item, numerator, denominator from app.ads_org_measure where job = 'quality' and org_id = ${org} order by metric, item`,
  )

it('holds in a log that is right, and says what could not be checked', async () => {
  expect(await quality.run(OCTOBER, jobContext(test, NOW))).toMatchObject({
    message: 'retention was skipped',
    hasFaults: false,
  })
  expect(await findings("outcome = 'fails'")).toEqual([])
  expect(await findings("identity != 'children'")).toEqual([
    ['key_order', 'warn', 'holds', '0', '0', '0', ''],
    ['member_flow', 'stop', 'holds', '0', '3', '3', ''],
    ['member_org', 'warn', 'holds', '0', '0', '0', ''],
    ['org_parent', 'warn', 'holds', '0', '0', '0', ''],
    ['retention', 'stop', 'skipped', '0', '0', '0', 'the split of the dues of this month is not computed'],
  ])
  expect(await findings("identity = 'children' and note in ('MEM01', 'ORG01')")).toEqual([
    ['children', 'stop', 'holds', '0', '3', '3', 'MEM01'],
    ['children', 'stop', 'holds', '0', '9', '9', 'ORG01'],
  ])
  expect(await measures(1)).toEqual([
    ['SYS08', '', '5', '5'],
    ['SYS08', 'children', '1', '1'],
    ['SYS08', 'key_order', '1', '1'],
    ['SYS08', 'member_flow', '1', '1'],
    ['SYS08', 'member_org', '1', '1'],
    ['SYS08', 'org_parent', '1', '1'],
    ['SYS09', '', '0', '1'],
    ['SYS09', 'children', '0', '1'],
    ['SYS09', 'key_order', '0', '1'],
    ['SYS09', 'member_flow', '0', '1'],
    ['SYS09', 'member_org', '0', '1'],
    ['SYS09', 'org_parent', '0', '1'],
  ])
  // a branch below a county has no direct children to be checked
  expect(await measures(111)).toEqual([
    ['SYS08', '', '1', '1'],
    ['SYS08', 'member_flow', '1', '1'],
    ['SYS09', '', '0', '1'],
    ['SYS09', 'member_flow', '0', '1'],
  ])
})

it('names the organisations where it fails, up to the top, and marks the run', async () => {
  await sign(test.warehouse, 'member', [
    // half of a correction, one whom no transition brought, and one whose branch nobody knows
    member(21, '2026-10-16', { transition: 'edit_in' }),
    member(999, '2026-10-16'),
  ])
  // the table says that county 12 is below the other city; the dictionary still has it below the first
  await test.warehouse.app.command({
    query: `alter table app.dim_org update path = [1, 20, 12] where org_id = 12 settings mutations_sync = 2`,
  })
  const outcome = await quality.run(OCTOBER, jobContext(test, NOW))
  expect(outcome).toMatchObject({ hasFaults: true })
  expect(outcome).toMatchObject({ message: expect.stringContaining('member_flow (stop) fails in 4 places') })
  expect(outcome).toMatchObject({ message: expect.stringContaining('member_org (warn) fails in 1 places') })
  expect(await findings("outcome = 'fails' and identity in ('member_flow', 'member_org')")).toEqual([
    ['member_flow', 'stop', 'fails', '0', '5', '4', ''],
    ['member_flow', 'stop', 'fails', '1', '4', '3', ''],
    ['member_flow', 'stop', 'fails', '20', '2', '1', ''],
    ['member_flow', 'stop', 'fails', '21', '2', '1', ''],
    ['member_org', 'warn', 'fails', '0', '1', '0', ''],
  ])
  expect(await findings("outcome = 'fails' and identity = 'children' and note = 'ORG01'")).toEqual([
    ['children', 'stop', 'fails', '10', '6', '4', 'ORG01'],
    ['children', 'stop', 'fails', '20', '2', '4', 'ORG01'],
  ])
  expect(await measures(20)).toEqual([
    ['SYS08', '', '0', '2'],
    ['SYS08', 'children', '0', '1'],
    ['SYS08', 'member_flow', '0', '1'],
    ['SYS09', '', '2', '1'],
    ['SYS09', 'children', '1', '1'],
    ['SYS09', 'member_flow', '1', '1'],
  ])
  expect(await measures(11)).toContainEqual(['SYS08', '', '2', '2'])
})

it('counts rows whose changes came over two partitions of one epoch', async () => {
  await test.warehouse.app.command({
    query: `insert into app.dwd_member_log (ev, system, id, ver, source, changed_on) values
      (1, 1, 5, 1, 'kafka:c/t/0@1', '2026-10-03'), (1, 1, 5, 2, 'kafka:c/t/1@1', '2026-10-04'),
      (1, 1, 6, 1, 'kafka:c/t/0@1', '2026-10-03'), (1, 1, 6, 2, 'kafka:c/t/1@2', '2026-10-04'),
      (1, 1, 7, 1, 'kafka:c/t/0@1', '2026-10-03'), (1, 1, 7, 2, 'kafka:c/t/0@1', '2026-10-04')`,
  })
  await quality.run(OCTOBER, jobContext(test, NOW))
  expect(await findings("identity = 'key_order' and left_value != right_value")).toEqual([
    ['key_order', 'warn', 'fails', '0', '1', '0', 'member'],
  ])
})

it('refuses days of more than one month', async () => {
  await expect(quality.run({ ...OCTOBER, to: OCTOBER.to + 1 }, jobContext(test, NOW))).rejects.toMatchObject({
    code: 'input',
  })
})

it('says how long before the end of the month each system fell silent, and of all the longest', async () => {
  const change = (id: number, system: number, changed_at: string) => ({
    system,
    entity: 'member',
    id,
    ver: id,
    changed_at,
  })
  await test.warehouse.app.insert({
    table: 'ops.ods_change',
    format: 'JSONEachRow',
    values: [
      change(1, 1, '2026-10-31 23:30:00.000'),
      change(2, 2, '2026-10-28 12:00:00.000'),
      change(3, 2, '2026-10-30 22:00:00.000'),
      change(4, 2, '2026-11-01 00:00:00.000'),
    ],
  })
  await quality.run(OCTOBER, jobContext(test, NOW))
  const freshness = (org: number) =>
    rows(
      `select breakdown, item, numerator, denominator from app.ads_org_measure where metric = 'SYS02' and org_id = ${org} order by item`,
    )
  const found = [
    ['', '', '1560', '1'],
    ['source_system', '1', '30', '1'],
    ['source_system', '2', '1560', '1'],
  ]
  expect(await freshness(0)).toEqual(found)
  expect(await freshness(1)).toEqual(found)
  expect(await freshness(10)).toEqual([])
})
