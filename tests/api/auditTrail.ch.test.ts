import { beforeAll, describe, expect, it } from 'vitest'
import type { AuditPage } from '../../api/contract.ts'
import type { AuditAction } from '../../warehouse/contract/auditAction.ts'
import { audit, readAudit } from '../../warehouse/control/accounts/audit.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { startOfDay } from '../../warehouse/platform/time/day.ts'
import { readWorkbook } from '../support/delivery/readWorkbook.ts'
import { at } from '../warehouse/query/world.ts'
import { signedIn } from './server.ts'
import { signInDesk } from './signInDesk.ts'

const desk = signInDesk()
const { ask } = desk
const HOUR_MS = 3_600_000
const DEEDS: [day: string, login: string, action: AuditAction, org: string, detail: string][] = [
  ['2026-11-01', 'zhang', 'export', '11', 'first'],
  ['2026-11-02', 'zhang', 'freeze', '10', 'second'],
  ['2026-11-02', 'li', 'export', '111', 'third'],
  ['2026-11-03', 'li', 'export', '20', 'fourth'],
  ['2026-11-04', 'li', 'export', '21', '=1+1'],
]

beforeAll(async () => {
  const log = createLog('test').child({}, { level: 'error' })
  for (const [i, [day, login, action, org, detail]] of DEEDS.entries())
    await audit(desk.test.warehouse.app, log, {
      at: startOfDay(at(day)) + (i + 1) * HOUR_MS,
      login,
      action,
      org,
      detail,
      address: '10.0.0.1',
    })
})

const trail = async (headers: { cookie: string }, query = ''): Promise<AuditPage> =>
  (await ask('GET', `/api/audit${query}`, headers)).body
const details = async (headers: { cookie: string }, query: string) =>
  (await trail(headers, query)).entries.map(({ detail }) => detail)

describe('the audit', () => {
  it('is narrowed by who, what, when and where, newest first, and names the organisations', async () => {
    const province = await signedIn(desk.server, { role: 'admin', org: 'root' })
    expect(await details(province, '')).toEqual(['=1+1', 'fourth', 'third', 'second', 'first'])
    expect(await details(province, '?login=zhang')).toEqual(['second', 'first'])
    expect(await details(province, '?action=freeze')).toEqual(['second'])
    expect(await details(province, '?from=2026-11-02&to=2026-11-02')).toEqual(['third', 'second'])
    expect(await details(province, '?org=11')).toEqual(['third', 'first'])
    expect(await details(province, '?org=10&login=li&action=export')).toEqual(['third'])
    const { entries, next } = await trail(province, '?limit=2')
    expect(entries.map(({ orgName }) => orgName)).toEqual(['组21', '组20'])
    expect(await details(province, `?limit=2&before=${next}`)).toEqual(['third', 'second'])
  })

  it('shows an administrator of a part only what is about that part', async () => {
    const city = await signedIn(desk.server, { role: 'admin', org: '20' })
    expect(await details(city, '')).toEqual(['=1+1', 'fourth'])
    expect(await details(city, '?org=21')).toEqual(['=1+1'])
    for (const foreign of ['10', '11', '1', '77'])
      for (const route of ['/api/audit', '/api/audit/file']) {
        const { status, body } = await ask('GET', `${route}?org=${foreign}`, city)
        expect([status, body.error.message]).toEqual([404, '没有这个组织，或它不在您的数据范围内'])
      }
  })

  it('is a workbook of the same rows, whose texts are no formulas, and which leaves a trail itself', async () => {
    const city = await signedIn(desk.server, { role: 'admin', org: '20', login: 'city-file' })
    const response = await fetch(`${desk.server.url}/api/audit/file?from=2026-11-01&to=2026-11-10`, { headers: city })
    expect(response.headers.get('content-disposition')).toContain('.xlsx')
    const workbook = await readWorkbook(Buffer.from(await response.arrayBuffer()))
    const sheet = workbook.getWorksheet('审计记录')
    const texts = [4, 5].map(row => sheet?.getRow(row).getCell(6).text)
    expect(texts).toEqual(["'=1+1", 'fourth'])
    expect(sheet?.getRow(6).getCell(1).text).toBe('共 2 条。')
    const [last] = await readAudit(desk.test.warehouse.app, { org: '20' }, { limit: 1 })
    expect(last).toMatchObject({ login: 'city-file', action: 'download', org: '20' })
  })

  it.each([
    ['?from=yesterday', /from：须为有效的日期，写作 YYYY-MM-DD/],
    ['?from=2026-11-03&to=2026-11-02', /结束日期早于开始日期/],
    ['?to=9999-12-31', /to：须为有效的日期/],
    ['?action=nothing', /没有这种操作/],
  ])('says what is wrong with %s', async (query, message) => {
    const province = await signedIn(desk.server, { role: 'admin', org: 'root' })
    const { status, body } = await ask('GET', `/api/audit${query}`, province)
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(message)])
  })
})
