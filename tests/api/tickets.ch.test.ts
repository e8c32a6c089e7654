import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SESSION_COOKIE } from '../../api/auth/cookies.ts'
import type { TicketDetail, TicketPage } from '../../api/contract.ts'
import { beginRuns, endRuns } from '../../jobs/schedule/runLog.ts'
import { tickets } from '../../jobs/tickets/tickets.ts'
import { findAccount } from '../../warehouse/control/accounts/accounts.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { openSession } from '../../warehouse/control/accounts/sessions.ts'
import { plantTroubles } from '../jobs/alerts/world.ts'
import { contextOf } from '../jobs/support.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { at, member, sign } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

type Headers = Record<string, string>

let clock = Date.parse('2026-11-05T09:00:00+08:00')
let test: TestWarehouse
let server: TestServer
let province: Headers
let city: Headers
let county: Headers
let other: Headers

beforeAll(async () => {
  test = await testWarehouse()
  server = await testServer(test, { now: () => clock })
  await signedIn(server, { role: 'admin', org: 'root', login: 'province' })
  await signedIn(server, { role: 'committee', org: '10', login: 'city-ten' })
  await signedIn(server, { role: 'committee', org: '11', login: 'county' })
  await signedIn(server, { role: 'committee', org: '20', login: 'other-city' })
  await timeIs('2026-11-05T09:00:00+08:00')
  await plantTroubles(test.warehouse)
  // of cities 10 and 20 and of their counties 11 and 21
  await join(111, 96, '2025-01-01', 1_000)
  await join(211, 97, '2025-01-01', 2_000)
  await join(111, 20, '2026-10-12', 3_000)
  await join(211, 20, '2026-10-12', 4_000)
  await evaluate()
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

/** Another day has come, on which everybody signs in anew. */
async function timeIs(text: string): Promise<void> {
  clock = Date.parse(text)
  const again = async (login: string): Promise<Headers> => {
    const account = await findAccount(test.warehouse.app, login)
    if (!account) throw new Error(`no account ${login}`)
    return { cookie: `${SESSION_COOKIE}=${await openSession(test.warehouse.app, account, clock)}` }
  }
  province = await again('province')
  city = await again('city-ten')
  county = await again('county')
  other = await again('other-city')
}

function join(org: number, count: number, day: string, from: number): Promise<void> {
  return sign(
    test.warehouse,
    'member',
    Array.from({ length: count }, (_, i) => member(org, day, { id: from + i, changed_on: day })),
  )
}

async function evaluate(): Promise<void> {
  const window = { from: at('2026-10-01'), to: at('2026-10-31') }
  await tickets.run(window, contextOf(test, { now: () => clock }))
}

const CITY = '2026-10:members:10'
const COUNTY = '2026-10:members:11'
const TEXT = '10月新生团员集中报到，\n转入 20 人。'

async function get(path: string, headers: Headers) {
  const response = await fetch(`${server.url}${path}`, { headers })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

async function page(query: string, headers: Headers): Promise<TicketPage> {
  const { status, body } = await get(`/api/tickets${query}`, headers)
  expect([query, status]).toEqual([query, 200])
  return body
}

async function detail(id: string, headers: Headers): Promise<TicketDetail> {
  const { status, body } = await get(`/api/tickets/${id}`, headers)
  expect([id, status]).toEqual([id, 200])
  return body
}

async function post(id: string, deed: string, body: object, headers: Headers) {
  const response = await fetch(`${server.url}/api/tickets/${encodeURIComponent(id)}/${deed}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

const explain = (id: string, version: number, headers: Headers, text = TEXT) =>
  post(id, 'explain', { text, version }, headers)

describe('the list', () => {
  it('has the subtree of the account, and nothing beyond it', async () => {
    const all = await page('', province)
    expect(all.tickets.map(({ id }) => id)).toEqual([
      CITY,
      COUNTY,
      '2026-10:members:20',
      '2026-10:members:21',
    ])
    expect(all.counts).toMatchObject({ unexplained: 4, open: 4, explained: 0, accepted: 0 })
    const own = await page('', city)
    expect(own.tickets.map(({ id }) => id)).toEqual([CITY, COUNTY])
    expect(own.org).toEqual({ id: '10', name: '组10' })
  })

  it('says up to which day changes were compared, and that none were before the first night', async () => {
    expect((await page('', city)).comparedTo).toBeNull()
    const { app } = test.warehouse
    const window = { from: at('2026-10-01'), to: at('2026-10-31') }
    const begun = {
      job: 'tickets',
      version: 1,
      window,
      trigger: 'schedule',
      attempt: 1,
      startedAt: clock,
    } as const
    const [run] = await beginRuns(app, [begun])
    expect((await page('', city)).comparedTo).toBeNull()
    if (run) await endRuns(app, [{ run, end: { state: 'done', rows: 4, message: '' } }], clock)
    expect((await page('', city)).comparedTo).toBe('2026-10-31')
  })

  it('is narrowed by state, month, kind and organisation', async () => {
    const ids = async (query: string) => (await page(query, province)).tickets.map(({ id }) => id)
    expect(await ids('?filter=accepted')).toEqual([])
    expect(await ids('?filter=open&org=20')).toEqual(['2026-10:members:20', '2026-10:members:21'])
    expect(await ids('?month=2026-09')).toEqual([])
    expect(await ids('?month=2026-10&kind=members&org=11')).toEqual([COUNTY])
    expect(await ids('?kind=orgs')).toEqual([])
  })

  it.each([
    ['?filter=all', '状态只能为 unexplained、open、returned、explained、escalated、accepted、lapsed'],
    ['?month=2026-13', '月份应为 YYYY-MM 格式'],
    ['?kind=dues', '项目只能为 members 或 orgs'],
    ['?skip=-1', 'skip 不能为负'],
    ['?state=open', 'state'],
  ])('says what is wrong with %s', async (query, words) => {
    const { status, body } = await get(`/api/tickets${query}`, province)
    expect(status).toBe(400)
    expect(body.error.message).toContain(words)
  })
})

describe('one ticket', () => {
  it('says its figures then and now, and what comes next in words', async () => {
    const found = await detail(COUNTY, county)
    expect(found).toMatchObject({
      base: 102,
      value: 122,
      today: { base: 102, value: 122 },
      mayExplain: true,
      mayDecide: false,
      version: 1,
    })
    expect(found.next).toBe('本组织在2026年11月15日前提交书面说明')
    await join(111, 3, '2026-10-20', 5_000)
    expect(await detail(COUNTY, county)).toMatchObject({
      base: 102,
      value: 122,
      today: { base: 102, value: 125 },
    })
  })

  it('answers alike of what is unknown, no id at all and outside of the scope', async () => {
    for (const id of [
      CITY,
      '2026-10:members:21',
      '2026-10:orgs:11',
      '2026-10:members:99',
      'nothing',
      '2026-10%3Amembers%3A1%27',
    ])
      expect([id, await get(`/api/tickets/${id}`, county)]).toMatchObject([
        id,
        { status: 404, body: { error: { message: '没有这条书面说明，或它不在您的数据范围内' } } },
      ])
    expect((await explain('2026-10:members:21', 1, county)).status).toBe(404)
    expect((await explain(CITY, 1, other)).status).toBe(404)
  })
})

describe('the exchange', () => {
  it('is begun by the organisation itself, not by one above it', async () => {
    const refused = await explain(COUNTY, 1, city)
    expect([refused.status, refused.body.error.message]).toEqual([403, '书面说明由本组织的账号提交'])
    expect((await explain(COUNTY, 1, province)).status).toBe(403)
  })

  it.each([
    ['', '请写明变化的原因'],
    [' \n ', '请写明变化的原因'],
    ['字'.repeat(1_001), '最多 1000 个字'],
    ['新生\u0007报到', '不能含有控制字符或不可见的字符'],
    ['新生\u202e报到', '不能含有控制字符或不可见的字符'],
  ])('refuses the text %j', async (text, words) => {
    const { status, body } = await explain(COUNTY, 1, county, text)
    expect(status).toBe(400)
    expect(body.error.message).toContain(words)
  })

  it('takes an explanation of several lines, which the superior sees and the organisation can no longer change', async () => {
    await timeIs('2026-11-06T10:00:00+08:00')
    const { status, body } = await explain(COUNTY, 1, county, TEXT.replace('\n', '\r\n'))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      state: 'explained',
      version: 2,
      mayExplain: false,
      next: '上级在2026年11月13日前审定',
    })
    expect(body.history.at(-1)).toEqual({
      action: 'explained',
      text: TEXT,
      login: 'county',
      byOrgName: '组11',
      at: clock,
    })
    expect(await detail(COUNTY, city)).toMatchObject({ mayDecide: true })
    const again = await explain(COUNTY, 2, county)
    expect([again.status, again.body.error.message]).toEqual([409, '书面说明已提交，正等待上级审定'])
  })

  it('is not decided by who explained, nor about a ticket that has changed since it was seen', async () => {
    const own = await post(COUNTY, 'accept', { version: 2 }, county)
    expect([own.status, own.body.error.message]).toEqual([403, '书面说明由上级组织的账号审定'])
    const stale = await post(COUNTY, 'accept', { version: 1 }, city)
    expect([stale.status, stale.body.error.message]).toEqual([409, '这条书面说明刚有变化，请刷新后再办'])
  })

  it('goes back with a reason, and a new deadline', async () => {
    expect((await post(COUNTY, 'return', { reason: ' ', version: 2 }, city)).status).toBe(400)
    expect((await post(COUNTY, 'return', { reason: '由'.repeat(301), version: 2 }, city)).status).toBe(400)
    const { status, body } = await post(COUNTY, 'return', { reason: '请按学校列明人数', version: 2 }, city)
    expect([status, body.state, body.dueOn]).toEqual([200, 'returned', '2026-11-16'])
    const seen = await detail(COUNTY, county)
    expect(seen.next).toBe('本组织在2026年11月16日前按退回理由重新提交书面说明')
    expect(seen.history.at(-1)).toMatchObject({
      action: 'returned',
      text: '请按学校列明人数',
      login: 'city-ten',
      byOrgName: '组10',
    })
  })

  it('ends with the acceptance: of two who decide at once one is told that it has changed', async () => {
    await explain(COUNTY, 3, county, '第一中学 12 人，第二中学 8 人')
    const both = await Promise.all([
      post(COUNTY, 'accept', { version: 4 }, city),
      post(COUNTY, 'accept', { version: 4 }, province),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const done = await detail(COUNTY, county)
    expect(done).toMatchObject({ state: 'accepted', version: 5, dueOn: null, next: '已办结' })
    expect(done.history.map(({ action }) => action)).toEqual([
      'opened',
      'explained',
      'returned',
      'explained',
      'accepted',
    ])
    const late = await explain(COUNTY, 5, county)
    expect([late.status, late.body.error.message]).toEqual([409, '书面说明已通过，不能再改'])
    expect((await post(COUNTY, 'return', { reason: '再改', version: 5 }, city)).status).toBe(409)
  })

  it('is audited, without what was written', async () => {
    const found = await readAudit(test.warehouse.app, { org: 'root' }, { limit: 20 })
    const own = found.filter(({ action }) => action.startsWith('ticket'))
    // written at one instant of the clock
    expect(own.map(({ action, detail }) => `${action} ${detail}`).sort()).toEqual([
      `ticket_accept ${COUNTY}`,
      `ticket_explain ${COUNTY}`,
      `ticket_explain ${COUNTY}`,
      `ticket_return ${COUNTY}`,
    ])
  })

  it('of a late ticket is the matter of the superior, in the list and in words', async () => {
    await timeIs('2026-11-17T09:00:00+08:00')
    await evaluate()
    const late = await page('?filter=escalated', province)
    expect(late.tickets.map(({ id }) => id)).toEqual([CITY, '2026-10:members:20', '2026-10:members:21'])
    expect((await detail(CITY, city)).next).toBe('本组织尽快（已逾期）提交书面说明，上级督办')
  })

  it('is no longer needed once corrected figures undo the change', async () => {
    const gone = Array.from({ length: 20 }, (_, i) => ({
      ...member(211, '2026-10-12', { id: 4_000 + i }),
      sign: -1,
    }))
    await sign(test.warehouse, 'member', gone)
    await evaluate()
    const { status, body } = await explain('2026-10:members:20', 3, other)
    expect([status, body.error.message]).toEqual([409, '数据更正后变化不再超过规定幅度，无须说明'])
    expect((await page('?filter=lapsed', other)).total).toBe(2)
    expect(await detail('2026-10:members:20', other)).toMatchObject({
      holds: false,
      base: 100,
      value: 120,
      today: { base: 100, value: 100 },
    })
  })

  it('is stopped where one address floods it', async () => {
    const statuses = []
    for (let i = 0; i < 40; i++) statuses.push((await explain(CITY, 1, other)).status)
    expect(statuses).toContain(429)
  })
})
