import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SESSION_COOKIE } from '../../api/auth/cookies.ts'
import type { Assessment, AssessmentAnswer, AssessmentList } from '../../api/contract.ts'
import { findAccount } from '../../warehouse/control/accounts/accounts.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { openSession } from '../../warehouse/control/accounts/sessions.ts'
import { frozenOfOrg } from '../../warehouse/frozen/frozenStore.ts'
import { tellComplete } from '../support/province/loadSimulated.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const ROUND = '/api/assessments/work:2025:1'
const PUBLISHED_ON = '2026-02-10T10:00:00+08:00'
const LAST_DAY = '2026-02-17T23:00:00+08:00'
const AFTER = '2026-02-18T09:00:00+08:00'

let clock = Date.parse(PUBLISHED_ON)
let test: TestWarehouse
let server: TestServer

beforeAll(async () => {
  test = await testWarehouse({ ASSESSMENTS: path.join(import.meta.dirname, 'assessments.csv') })
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  const many = (org: number, count: number, status: string) =>
    Array.from({ length: count }, () => member(org, '2025-03-01', { real_name_status: status }))
  await sign(test.warehouse, 'member', [
    ...many(111, 30, 'passed'),
    ...many(111, 10, 'failed'),
    ...many(21, 20, 'passed'),
  ])
  server = await testServer(test, { now: () => clock })
  for (const [login, org, role] of [
    ['province', 'root', 'admin'],
    ['readers', 'root', 'department'],
    ['city-ten', '10', 'committee'],
    ['city-twenty', '20', 'committee'],
    ['county', '11', 'committee'],
  ] as const)
    await signedIn(server, { role, org, login })
  await timeIs(PUBLISHED_ON)
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

async function timeIs(text: string): Promise<void> {
  clock = Date.parse(text)
  await tellComplete(test.warehouse.app, clock)
}

async function ask(login: string, url: string, body?: unknown) {
  const account = await findAccount(test.warehouse.app, login)
  if (!account) throw new Error(`no account ${login}`)
  const cookie = `${SESSION_COOKIE}=${await openSession(test.warehouse.app, account, clock)}`
  const response = await fetch(`${server.url}${url}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

async function read(login: string): Promise<AssessmentAnswer> {
  const { status, body } = await ask(login, ROUND)
  expect([status, body.error?.message]).toEqual([200, undefined])
  return body
}

/** `id rank total/outOf` of every sheet. */
function sheetsOf({ groups }: Assessment): string[] {
  return groups.flatMap(({ sheets }) =>
    sheets.map(({ id, rank, total, outOf }) => `${id} ${rank} ${total}/${outOf}`),
  )
}

const refused = async (login: string, url: string, body: unknown) => {
  const { status, body: answer } = await ask(login, url, body)
  return [status, answer.error?.message]
}

describe('a draft', () => {
  it('scores the children by the figures of now, over the parts that have any', async () => {
    const { info, assessment, notReady, mayPublish } = await read('province')
    expect(info).toMatchObject({ title: '年度考核', year: 2025, state: 'draft', objectionsUntil: null })
    expect(sheetsOf(assessment)).toEqual(['20 1 60/60', '10 2 30/60'])
    expect(assessment.groups[0]?.sheets[0]?.parts[1]).toMatchObject({
      figure: { state: 'no_data' },
      points: null,
    })
    expect([notReady, mayPublish]).toEqual(['', true])
  })

  it('is nobody else’s, also not of those who are assessed', async () => {
    for (const login of ['city-ten', 'county']) {
      expect((await ask(login, ROUND)).status).toBe(404)
      const { assessments }: AssessmentList = (await ask(login, '/api/assessments')).body
      expect(assessments.filter(({ isAssessed, title }) => isAssessed || title === '年度考核')).toEqual([])
    }
  })

  it('of a year that runs is shown, and cannot be published', async () => {
    const { body } = await ask('province', '/api/assessments/work:2026:1')
    expect([body.mayPublish, body.notReady]).toEqual([false, '2026年尚未结束，年度结束、数据到齐后才能公示'])
    expect(await refused('province', '/api/assessments/work:2026:1/publish', { version: 0 })).toEqual([
      409,
      '2026年尚未结束，年度结束、数据到齐后才能公示',
    ])
  })

  it.each(['work:2024:1', 'other:2025:1', 'work:2025:11', 'work:2025:999', 'work', 'work:2025:1:2'])(
    'that no scheme makes is not there: %s',
    async id => {
      expect((await ask('province', `/api/assessments/${id}`)).status).toBe(404)
    },
  )
})

describe('a trial', () => {
  it('answers the same figures by other weights, marked, and keeps nothing', async () => {
    const { status, body } = await ask('province', `${ROUND}/trial`, { weights: { MEM14: 20, CAD03: 80 } })
    expect([status, body.isTrial, sheetsOf(body)]).toEqual([200, true, ['20 1 20/20', '10 2 10/20']])
    expect(sheetsOf((await read('province')).assessment)).toEqual(['20 1 60/60', '10 2 30/60'])
  })

  it('is refused when its weights do not add up, or are none', async () => {
    expect(await refused('province', `${ROUND}/trial`, { weights: { MEM14: 20 } })).toEqual([
      400,
      '直属团委各项权重相加为 60，应为 100',
    ])
    expect((await refused('province', `${ROUND}/trial`, { weights: { MEM14: -1 } }))[0]).toBe(400)
  })
})

describe('a published assessment', () => {
  it('is published once, by an account of who assesses', async () => {
    expect((await refused('city-ten', `${ROUND}/publish`, { version: 0 }))[0]).toBe(404)
    expect(await refused('readers', `${ROUND}/publish`, { version: 0 })).toEqual([
      403,
      '部门账号只能查看考核',
    ])
    const both = await Promise.all([1, 2].map(() => ask('province', `${ROUND}/publish`, { version: 0 })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await frozenOfOrg(test.warehouse.app, 'assessment', '1')).toHaveLength(1)
    const { info, frozen, version } = await read('province')
    expect([info.state, info.objectionsUntil, version]).toEqual(['published', '2026-02-17', 1])
    expect(frozen).toMatchObject({
      name: '考核〔2025〕第1号',
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('shows the assessed the own sheet with its place, and no other one', async () => {
    const { assessment, mayTry, mayPublish, mayObject } = await read('city-ten')
    expect(sheetsOf(assessment)).toEqual(['10 2 30/60'])
    expect([mayTry, mayPublish, mayObject]).toEqual([false, false, true])
    expect(JSON.stringify(assessment)).not.toContain('组20')
    expect((await ask('county', ROUND)).status).toBe(404)
    expect((await refused('city-ten', `${ROUND}/trial`, { weights: {} }))[0]).toBe(403)
    const { assessments }: AssessmentList = (await ask('city-ten', '/api/assessments')).body
    expect(assessments.filter(each => each.isAssessed).map(({ id, state }) => [id, state])).toEqual([
      ['work:2025:1', 'published'],
    ])
  })

  it('stays as it is when data come later', async () => {
    await sign(
      test.warehouse,
      'member',
      Array.from({ length: 40 }, () => member(111, '2025-11-01', { real_name_status: 'passed' })),
    )
    expect(sheetsOf((await read('province')).assessment)).toEqual(['20 1 60/60', '10 2 30/60'])
  })

  it('is objected to by the organisation itself, once, and answered by who assesses', async () => {
    const text = '实名认证率未计 11 月认证的 40 人'
    const url = `${ROUND}/sheets/10`
    expect((await refused('city-twenty', `${url}/object`, { text, version: 0 }))[0]).toBe(403)
    expect((await refused('province', `${url}/object`, { text, version: 0 }))[0]).toBe(403)
    expect((await refused('city-ten', `${url}/object`, { text: ' ', version: 0 }))[0]).toBe(400)
    const both = await Promise.all([1, 2].map(() => ask('city-ten', `${url}/object`, { text, version: 0 })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await read('city-ten')).mayObject).toBe(false)
    // an objection is a matter between the two
    expect((await read('city-twenty')).objections).toEqual([])
    expect((await refused('city-ten', `${url}/uphold`, { text: '同意', version: 1 }))[0]).toBe(403)
    await timeIs(AFTER)
    expect(await refused('province', `${ROUND}/finalise`, { version: 1 })).toEqual([
      409,
      '还有 1 条异议没有答复',
    ])
    await timeIs(LAST_DAY)
    const { status, body } = await ask('province', `${url}/uphold`, { text: '情况属实', version: 1 })
    expect([status, body.objections[0].history.map((each: { text: string }) => each.text)]).toEqual([
      200,
      [text, '情况属实'],
    ])
    expect(await refused('province', `${url}/reject`, { text: '不同意', version: 2 })).toEqual([
      409,
      '这条异议已答复',
    ])
  })
})

describe('a final assessment', () => {
  it('is not before the time for objections is over', async () => {
    expect(await refused('province', `${ROUND}/finalise`, { version: 1 })).toEqual([409, '公示期还没有结束'])
    await timeIs(AFTER)
    expect((await refused('city-twenty', `${ROUND}/sheets/20/object`, { text: '晚了', version: 0 }))[1]).toBe(
      '公示期已结束，不能再提出异议',
    )
  })

  it('reads the figures anew where an objection was upheld, and says what was published', async () => {
    const { status, body } = await ask('province', `${ROUND}/finalise`, { version: 1 })
    expect([status, body.info?.state, body.frozen?.name]).toEqual([200, 'final', '考核〔2025〕第2号'])
    expect(sheetsOf(body.assessment)).toEqual(['20 1 60/60', '10 2 45/60'])
    expect(body.assessment.groups[0].sheets[1].before).toEqual({ total: 30, rank: 2 })
    expect(await refused('province', `${ROUND}/finalise`, { version: 2 })).toEqual([
      409,
      '考核已定稿，不能再改',
    ])
    expect(sheetsOf((await read('city-ten')).assessment)).toEqual(['10 2 45/60'])
  })

  it('leaves every step in the audit, with number and checksum', async () => {
    const entries = await readAudit(test.warehouse.app, { org: 'root' }, { limit: 50 })
    const own = entries.filter(({ action }) => /^(assessment|objection)_/.test(action))
    expect(own.map(({ action, login, org }) => `${action} ${login} ${org}`).sort()).toEqual([
      'assessment_finalise province 1',
      'assessment_publish province 1',
      'objection_answer province 10',
      'objection_raise city-ten 10',
    ])
    expect(own.find(({ action }) => action === 'assessment_publish')?.detail).toMatch(
      /^考核〔2025〕第1号 [0-9a-f]{64}$/,
    )
  })
})
