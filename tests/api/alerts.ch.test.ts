import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AlertPage } from '../../api/contract.ts'
import { alerts } from '../../jobs/alerts/alerts.ts'
import { plantTroubles } from '../jobs/alerts/world.ts'
import { contextOf } from '../jobs/support.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { at, member, sign } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const MORNING = Date.parse('2026-11-11T09:00:00+08:00')
let test: TestWarehouse
let server: TestServer
let province: { cookie: string }
let city: { cookie: string }
let branch: { cookie: string }
let committee: { cookie: string }

beforeAll(async () => {
  test = await testWarehouse()
  server = await testServer(test, { now: () => MORNING })
  province = await signedIn(server, { role: 'admin', org: 'root' })
  city = await signedIn(server, { role: 'committee', org: '10', login: 'city-ten' })
  branch = await signedIn(server, { role: 'committee', org: '112' })
  committee = await signedIn(server, { role: 'committee', org: '120' })
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

const judge = (day: string) =>
  alerts.run({ from: at(day), to: at(day) }, contextOf(test, { now: () => MORNING }))

async function get(path: string, headers: Record<string, string> = city) {
  const response = await fetch(`${server.url}${path}`, { headers })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

async function page(path: string, headers: Record<string, string> = city): Promise<AlertPage> {
  const { status, body } = await get(path, headers)
  expect([path, status]).toEqual([path, 200])
  return body
}

async function acknowledge(
  id: string,
  headers: Record<string, string>,
  body: object = { note: '已核实' },
  more: Record<string, string> = {},
) {
  const response = await fetch(`${server.url}/api/alerts/${encodeURIComponent(id)}/acknowledge`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', ...more },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

describe('alerts', () => {
  it('tell before the first judgement that there was none, which is not that nothing is wrong', async () => {
    const { rules, alerts, open } = await page('/api/alerts', province)
    expect(alerts).toEqual([])
    expect(open).toEqual({ amber: 0, red: 0 })
    expect(rules.map(({ id, judgedOn }) => [id, judgedOn])).toContainEqual(['A5', null])
  })

  it('tell which rules could not be judged, and why', async () => {
    await plantTroubles(test.warehouse)
    await judge('2026-11-09')
    const { rules } = await page('/api/alerts')
    expect(rules.find(({ id }) => id === 'A12')).toMatchObject({
      judgedOn: '2026-11-09',
      isJudged: false,
      doubts: ['尚未计算'],
    })
  })

  it('list what is open, the red ones first, with words and who acts', async () => {
    await judge('2026-11-10')
    const { alerts, total, open } = await page('/api/alerts', province)
    expect(alerts.map(({ rule, org, severity }) => [rule, org, severity])).toEqual([
      ['A5', '112', 'red'],
      ['A5', '111', 'amber'],
      ['A7', '112', 'amber'],
      ['A7', '120', 'amber'],
    ])
    expect([total, open]).toEqual([4, { amber: 3, red: 1 }])
    expect(alerts[0]).toEqual({
      id: 'A5:112:months:2026-11-09',
      rule: 'A5',
      title: '连续欠交团费',
      org: '112',
      orgName: '组112',
      reportOrg: '110',
      severity: 'red',
      words: '欠交最久的团员连续欠交 6 个月，达到红色预警线 6 个月，自2026年11月9日起',
      doubt: '',
      raisedOn: '2026-11-09',
      escalatedOn: null,
      clearedOn: null,
      notes: [],
      isAcknowledged: false,
      mayAcknowledge: true,
    })
  })

  it('are those of the own subtree only, in lists and in counts', async () => {
    const orgs = async (headers: Record<string, string>, query = '') =>
      (await page(`/api/alerts${query}`, headers)).alerts.map(({ org }) => org)
    expect(await orgs(branch)).toEqual(['112', '112'])
    expect(await orgs(committee)).toEqual(['120'])
    expect(await orgs(city, '?org=12')).toEqual(['120'])
    expect((await get('/api/alerts/count', branch)).body).toEqual({ amber: 1, red: 1 })
    expect((await get('/api/alerts/count', committee)).body).toEqual({ amber: 1, red: 0 })
    const other = await signedIn(server, { role: 'admin', org: '20' })
    expect((await page('/api/alerts', other)).rules.every(({ open }) => open.amber + open.red === 0)).toBe(
      true,
    )
    for (const org of ['10', '112', '1', '77'])
      expect((await get(`/api/alerts?org=${org}`, other)).status).toBe(404)
  })

  it.each([
    ['?severity=red', ['112']],
    ['?rule=A7', ['112', '120']],
    ['?department=组织部&rule=A5', ['112', '111']],
    ['?department=学校部', []],
    ['?state=cleared', []],
    ['?skip=3', ['120']],
  ])('are filtered by %s', async (query, orgs) => {
    expect((await page(`/api/alerts${encodeURI(query)}`)).alerts.map(({ org }) => org)).toEqual(orgs)
  })

  it.each([
    ['?severity=pink', '级别只能为 amber 或 red'],
    ['?rule=A99', '没有这条预警规则'],
    ['?department=无', '没有这个部门'],
    ['?state=all', '状态只能为 open、escalated 或 cleared'],
    ['?skip=-1', 'skip 不能为负'],
    ['?limit=5', '没有这个参数：limit'],
  ])('refuse %s', async (query, message) => {
    const { status, body } = await get(`/api/alerts${encodeURI(query)}`)
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)])
  })

  it('are for those who signed in', async () => {
    expect((await get('/api/alerts', {})).status).toBe(401)
    expect((await get('/api/alerts/count', {})).status).toBe(401)
    expect((await acknowledge('A5:112:months:2026-11-09', {})).status).toBe(401)
  })
})

describe('taking note of an alert', () => {
  const RED = 'A5:112:months:2026-11-09'

  it('needs a note, an alert that is open, and one in the own subtree', async () => {
    expect(await acknowledge(RED, city, { note: '  ' })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('请写明如何处理') } },
    })
    expect((await acknowledge(RED, city, { note: '好', by: 'x' })).status).toBe(400)
    for (const id of [
      'A5:112:months:2026-11-08',
      'A5:111:members:2026-11-10',
      'A5',
      `A5:${'9'.repeat(20)}::2026-11-10`,
    ])
      expect([id, (await acknowledge(id, city)).status]).toEqual([id, 404])
    const other = await signedIn(server, { role: 'admin', org: '20' })
    expect((await acknowledge(RED, other)).status).toBe(404)
    expect((await acknowledge(RED, city, undefined, { origin: 'https://elsewhere.example' })).status).toBe(
      403,
    )
  })

  it('of what its superior has to act on, is not for the organisation itself', async () => {
    const [own] = (await page('/api/alerts?rule=A7', committee)).alerts
    expect(own?.mayAcknowledge).toBe(false)
    expect(await acknowledge(own?.id ?? '', committee)).toMatchObject({
      status: 403,
      body: { error: { message: '这条预警由上级组织处理' } },
    })
    expect((await acknowledge(own?.id ?? '', city)).status).toBe(200)
  })

  it('stands with name and note, is audited, and is done once, however many try', async () => {
    const tries = await Promise.all([1, 2, 3].map(() => acknowledge(RED, city, { note: '已通知支部' })))
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const [first] = (await page('/api/alerts?severity=red', branch)).alerts
    expect(first).toMatchObject({
      isAcknowledged: true,
      mayAcknowledge: false,
      notes: [{ severity: 'red', login: 'city-ten', note: '已通知支部', at: MORNING }],
    })
    const answer = await test.warehouse.app.query({
      query:
        "select login, org, detail from ops.sys_audit where action = 'alert_acknowledge' and org = '112'",
      format: 'JSONCompactEachRow',
    })
    expect(await answer.json()).toEqual([['city-ten', '112', `${RED} red`]])
  })

  it('does not clear it; once it is cleared it stands among the past ones, and in no count', async () => {
    await sign(test.warehouse, 'member', [member(112, '2026-11-11', { id: 600 })])
    await judge('2026-11-11')
    expect((await page('/api/alerts?rule=A5')).alerts.map(({ org }) => org)).toEqual(['112', '111'])
    const { alerts, total } = await page('/api/alerts?state=cleared')
    expect(total).toBe(1)
    expect(alerts[0]).toMatchObject({
      id: 'A7:112:members:2026-11-09',
      clearedOn: '2026-11-11',
      mayAcknowledge: false,
    })
    expect((await get('/api/alerts/count', branch)).body).toEqual({ amber: 0, red: 1 })
  })
})
