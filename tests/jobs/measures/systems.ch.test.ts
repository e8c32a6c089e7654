import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measures } from '../../../jobs/measures/measures.ts'
import { quality } from '../../../jobs/measures/quality.ts'
import { retention } from '../../../jobs/retention/retention.ts'
import type { Value } from '../../../warehouse/catalogue/entities.ts'
import { jobContext } from '../../support/jobContext.ts'
import { dayOfText, idOf, type OrgName, Systems } from '../../support/province/systems.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

/**
 *     system 1 (counts)              system 2
 *     1:1 ── 1:10 ── 1:11, 1:12       2:1 ── 2:10 ── 2:11, 2:13
 *         └─ 1:20 ── 1:21                └─ 2:30 ── 2:31
 *     joined: province, first city, branch 11
 */
const OCTOBER = { from: dayOfText('2026-10-01'), to: dayOfText('2026-10-31') }
const NOW = Date.parse('2026-11-02T00:20:00+08:00')
const NAMES = new Map(
  [1, 2].flatMap(system =>
    [1, 10, 11, 12, 13, 20, 21, 30, 31].map(id => [idOf(`${system}:${id}`), `${system}:${id}`] as const),
  ),
)
let test: TestWarehouse
let systems: Systems

beforeAll(async () => {
  test = await testWarehouse()
  systems = new Systems(test)
  const organ = {
    org_type: 'leading_organ',
    region_code: '440000',
    has_retention_right: 1,
    sub_account_status: 'valid',
  }
  for (const [org, parent] of [
    ['1:1', ''],
    ['2:1', ''],
    ['1:10', '1:1'],
    ['1:20', '1:1'],
    ['2:10', '2:1'],
    ['2:30', '2:1'],
  ] as const)
    systems.org(org, parent, organ)
  systems.org('1:11', '1:10').org('1:12', '1:10').org('1:21', '1:20')
  systems.org('2:11', '2:10').org('2:13', '2:10').org('2:31', '2:30')

  let id = 0
  const person = (key: number, org: OrgName, fields: Record<string, Value> = {}) =>
    systems.member(Number(org[0]), ++id, org, {
      person_key: String(key),
      birth_month: dayOfText('2006-01-01'),
      joined_on: dayOfText('2020-05-04'),
      ...fields,
    })
  // the same in both
  person(1, '1:11')
  person(1, '2:11')
  // only in the system that counts: one where the other could have it, one where it could not
  person(2, '1:11')
  person(3, '1:12')
  // only in the other: at a joined branch, at one that the counting system does not know
  person(4, '2:11')
  person(5, '2:13')
  // without ID number: compared with nobody
  person(0, '1:11')
  person(0, '2:13')
  // different: the status; the branch and the birth; a day that one side does not know is no difference
  person(6, '1:11')
  person(6, '2:11', { status: 'aged_out' })
  person(7, '1:12')
  person(7, '2:11', { birth_month: dayOfText('2006-02-01') })
  person(8, '1:11')
  person(8, '2:11', { joined_on: dayOfText('1900-01-01') })
  // gone from the first branch and present in another: compared is where the person is
  person(9, '1:11', { status: 'aged_out' })
  person(9, '1:12')
  person(9, '2:11', { joined_on: dayOfText('2020-05-05') })
  // in two branches of two cities at once
  person(10, '1:12')
  person(10, '1:21')
  // left both before; known to both later
  person(11, '1:11', { status: 'exit_withdraw' })
  person(11, '2:11', { status: 'aged_out' })
  systems.put('member', 2, 900, '2026-11-01', { org_id: idOf('2:11'), person_key: '12', status: 'active' })

  // dues and check-ins of the same branch in both systems
  for (const [system, fen] of [
    [1, 1000],
    [2, 7000],
  ] as const) {
    const branch = idOf(`${system}:11`)
    const month = dayOfText('2026-09-01')
    systems.put('dues_bill', system, 1, '2026-09-01', {
      org_id: branch,
      member_id: '1',
      bill_month: month,
      amount_due_fen: fen,
      status: 'open',
    })
    systems.put('dues_payment', system, 1, '2026-10-05', {
      org_id: branch,
      bill_id: '1',
      bill_month: month,
      member_id: '1',
      amount_fen: fen / 10,
      paid_on: dayOfText('2026-10-05'),
    })
    systems.put('checkin', system, 1, '2026-10-05', {
      org_id: branch,
      member_org_id: branch,
      member_id: '1',
      checked_on: dayOfText('2026-10-05'),
    })
  }
  await systems.write('', NOW)
})
afterAll(() => test?.stop())

/** `metric org item: numerator` (of a ratio with its denominator) of a job, in order; organisations by their names. */
async function figures(job: string, metrics: string): Promise<string[]> {
  const answer = await test.warehouse.reader.query({
    query: `select metric, toString(org_id) as org, item, toString(numerator) as numerator, toString(denominator) as denominator
      from app.ads_org_measure
      where job = {job: String} and match(metric, {metrics: String}) and span = '' and org_id not in (0, bitNot(toUInt64(0)))`,
    query_params: { job, metrics },
    format: 'JSONEachRow',
  })
  const rows = await answer.json<Record<'metric' | 'org' | 'item' | 'numerator' | 'denominator', string>>()
  return rows
    .map(
      ({ metric, org, item, numerator, denominator }) =>
        `${metric} ${NAMES.get(org) ?? org}${item ? ` ${item}` : ''}: ${numerator}${denominator === '1' ? '' : `/${denominator}`}`,
    )
    .sort()
}
const compared = async () => {
  await quality.run(OCTOBER, jobContext(test, NOW))
  return figures('quality', '^SYS1')
}

describe('what two systems say of the same persons', () => {
  it('is counted apart while nothing joins them: whoever both have is in two organisations at once', async () => {
    const found = await compared()
    expect(found.filter(line => !line.startsWith('SYS14'))).toEqual([])
    expect(found).toContain('SYS14 1:11: 2')
  })

  it('is compared by the pseudonym of the ID number once one of them counts', async () => {
    await systems.alias(['2:1', '1:1'], ['2:10', '1:10'], ['2:11', '1:11'])
    await systems.refresh('*,,1,2020-01-01,', NOW)
    expect(await compared()).toEqual(
      [
        // person 2; of branch 12 the other system knows nothing
        'SYS11 1:10: 1',
        'SYS11 1:11: 1',
        'SYS11 1:1: 1',
        // persons 4 and 5; who came in November is not there yet
        'SYS12 1:10: 2',
        'SYS12 1:11: 1',
        'SYS12 1:1: 2',
        'SYS12 2:13: 1',
        // persons 6, 7 and 9
        'SYS13 1:10 birth_month: 1',
        'SYS13 1:10 branch: 2',
        'SYS13 1:10 joined_on: 1',
        'SYS13 1:10 status: 1',
        'SYS13 1:10: 3',
        'SYS13 1:11 status: 1',
        'SYS13 1:11: 1',
        'SYS13 1:12 birth_month: 1',
        'SYS13 1:12 branch: 2',
        'SYS13 1:12 joined_on: 1',
        'SYS13 1:12: 2',
        'SYS13 1:1 birth_month: 1',
        'SYS13 1:1 branch: 2',
        'SYS13 1:1 joined_on: 1',
        'SYS13 1:1 status: 1',
        'SYS13 1:1: 3',
        // person 10, once in the province
        'SYS14 1:10: 1',
        'SYS14 1:12: 1',
        'SYS14 1:1: 1',
        'SYS14 1:20: 1',
        'SYS14 1:21: 1',
        // branch 13, the city that only system 2 has, and its branch; the two members of 13
        'SYS15 1:10 no_alias: 1',
        'SYS15 1:10: 1',
        'SYS15 1:1 no_alias: 3',
        'SYS15 1:1: 3',
        'SYS15 2:13 no_alias: 1',
        'SYS15 2:13: 1',
        'SYS15 2:30 no_alias: 2',
        'SYS15 2:30: 2',
        'SYS15 2:31 no_alias: 1',
        'SYS15 2:31: 1',
        'SYS16 1:10 no_alias: 2',
        'SYS16 1:10: 2',
        'SYS16 1:1 no_alias: 2',
        'SYS16 1:1: 2',
        'SYS16 2:13 no_alias: 2',
        'SYS16 2:13: 2',
      ].sort(),
    )
  })

  it('turns round when the other one counts, and tells of aliases that lead nowhere', async () => {
    // nobody's counterpart any more, and one that names an organisation that is not there
    await test.warehouse.app.insert({
      table: 'ops.sys_org_alias',
      format: 'JSONEachRow',
      values: [{ org_id: 4711, seq: 99, canonical_org_id: idOf('1:12') }],
    })
    await systems.refresh('*,,2,2020-01-01,\nmember,,3,2020-01-01,', NOW)
    expect((await compared()).filter(line => /^SYS15 1:1[0-9]? ?[a-z_]*:|^SYS15 1:1:/.test(line))).toEqual(
      [
        'SYS15 1:10 no_alias: 2',
        'SYS15 1:10 no_counterpart: 2',
        'SYS15 1:10 unused_alias: 1',
        'SYS15 1:10: 5',
        'SYS15 1:11 no_counterpart: 1',
        'SYS15 1:11: 1',
        'SYS15 1:12 no_alias: 1',
        'SYS15 1:12 unused_alias: 1',
        'SYS15 1:12: 2',
        'SYS15 1:1 no_alias: 6',
        'SYS15 1:1 no_counterpart: 3',
        'SYS15 1:1 unused_alias: 1',
        'SYS15 1:1: 10',
      ].sort(),
    )
    await test.warehouse.app.command({
      query: 'alter table ops.sys_org_alias delete where org_id = 4711 settings mutations_sync = 2',
    })
    await systems.refresh('*,,2,2020-01-01,', NOW)
    const found = await compared()
    expect(found).toContain('SYS11 1:1: 1')
    expect(found).toContain('SYS12 1:1: 3')
  })
})

describe('what jobs compute of two systems', () => {
  const run = async () => {
    for (const job of [measures, retention]) await job.run(OCTOBER, jobContext(test, NOW))
    return [
      ...(await figures('measures', '^DUE0[67]$')).filter(line => /(1:1|1:10|1:11|2:11): /.test(line)),
      ...(await figures('measures', '^ACT0[78]')).filter(line => /(1:1|1:11|2:11): /.test(line)),
      ...(await figures('retention', '^RET0[16]$')).filter(line => / 1:1: /.test(line)),
    ]
  }

  it('counts what the canonical organisation’s system says', async () => {
    await systems.refresh('', NOW)
    expect(await run()).toEqual([
      'DUE06 1:10: 1',
      'DUE06 1:11: 1',
      'DUE06 1:1: 1',
      'DUE07 1:10: 900',
      'DUE07 1:11: 900',
      'DUE07 1:1: 900',
      'ACT07 1:11: 1',
      'ACT07 1:1: 1',
      // members of 11: persons 1, 2, 6, 8 and one without number; and elsewhere 3, 7, 9, 10 twice, 5 and one more of branch 13
      'ACT08 1:11: 1/5',
      'ACT08 1:1: 1/12',
      expect.stringMatching(/^RET01 1:1: /),
      expect.stringMatching(/^RET06 1:1: /),
    ])
    expect(await quality.run(OCTOBER, jobContext(test, NOW))).toMatchObject({ hasFaults: false })
  })

  it('counts what the system says that counts by rule, each entity by its own', async () => {
    await test.warehouse.app.command({ query: 'truncate table app.ads_org_measure' })
    const context = jobContext(test, NOW)
    const rules = 'dues_bill,,2,2020-01-01,\ndues_payment,,2,2020-01-01,\nmember,,2,2020-01-01,'
    await systems.refresh(rules, NOW)
    const file = path.join(context.config.dataDir, 'counting.csv')
    fs.writeFileSync(file, `entity,region,system,valid_from,valid_to\n${rules}\n`)
    const own = { ...context, config: { ...context.config, COUNTING_SYSTEMS: file } }
    for (const job of [measures, retention]) await job.run(OCTOBER, own)
    expect(await figures('measures', '^DUE07$')).toContain('DUE07 1:11: 6300')
    expect(await figures('measures', '^DUE06$')).toContain('DUE06 1:1: 1')
    // members of 2:11 that are active: persons 1, 4, 7, 8, 9
    expect(await figures('measures', '^ACT08$')).toContain('ACT08 1:11: 1/5')
    const collected = await test.warehouse.app.query({
      query: "select sum(collected_fen) as fen from app.ads_dues_retention where class = 'province'",
      format: 'JSONEachRow',
    })
    expect(await collected.json()).toEqual([{ fen: '700' }])
    expect(await quality.run(OCTOBER, own)).toMatchObject({ hasFaults: false })
  })
})
