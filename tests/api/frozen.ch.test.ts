import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FrozenAnswer, FrozenComparison, FrozenInfo, FrozenReport } from '../../api/contract.ts'
import { checksumOf } from '../../warehouse/frozen/checksum.ts'
import { findFrozen, writeFrozen } from '../../warehouse/frozen/frozenStore.ts'
import type { TestWarehouse } from '../support/warehouse.ts'
import { member, sign } from '../warehouse/query/world.ts'
import { type CityDesk, cityDesk } from './cityDesk.ts'
import { signedIn, type TestServer } from './server.ts'

const NOW = Date.parse('2026-11-21T10:00:00+08:00')
const OCTOBER = {
  name: '十月数据',
  kind: 'inspection',
  grain: 'month',
  day: '2026-10-15',
  reason: '迎接省委督导',
  reports: ['org_entry', 'member_growth', 'member_composition'],
}
type Headers = Record<string, string>

let desk: CityDesk
let test: TestWarehouse
let server: TestServer
let city: Headers
let set: FrozenInfo

beforeAll(async () => {
  desk = await cityDesk(NOW, [
    ...Array.from({ length: 7 }, () => member(111, '2026-10-01')),
    // a single boy among girls must not be told
    member(121, '2026-10-01', { gender: 'male' }),
    member(121, '2026-10-01'),
    ...Array.from({ length: 6 }, () => member(21, '2026-10-01')),
  ])
  ;({ test, server, city } = desk)
  const made = await ask('/api/frozen', city, OCTOBER)
  expect([made.status, made.body.error?.message]).toEqual([201, undefined])
  set = made.body
})
afterAll(() => desk?.stop())

const ask: CityDesk['ask'] = (...asked) => desk.ask(...asked)

const pageUrl = (page: string) => `/api/frozen/${set.id}/pages/${encodeURIComponent(page)}`

describe('a frozen set', () => {
  it('says who froze it, when, why, and of what', () => {
    expect(set).toMatchObject({
      name: '十月数据',
      kind: 'inspection',
      org: '10',
      orgName: '组10',
      from: '2026-10-01',
      to: '2026-10-31',
      label: '2026年10月',
      reason: '迎接省委督导',
      frozenAt: NOW,
      asOf: NOW,
    })
    expect(set.frozenBy).toMatch(/^test-/)
    expect(set.checksum).toMatch(/^[0-9a-f]{64}$/)
  })

  it('has each report with every kind of rows that it has', async () => {
    const { pages, isIntact }: FrozenAnswer = (await ask(`/api/frozen/${set.id}`, city)).body
    expect(isIntact).toBe(true)
    expect(pages.map(({ page }) => page)).toEqual(
      expect.arrayContaining(['org_entry:level', 'org_entry:children', 'member_growth:children']),
    )
    expect(pages.length).toBe(set.pages)
  })

  it('answers as the report did, hidden cells and states included', async () => {
    const live = (
      await ask('/api/reports/member_composition?org=10&grain=month&day=2026-10-15&rows=gender', city)
    ).body
    const frozen: FrozenReport = (await ask(pageUrl('member_composition:gender'), city)).body
    expect(frozen.answer).toEqual(live)
    const states = frozen.answer.rows.flatMap(({ cells }) => cells.map(({ state }) => state))
    expect(states).toContain('suppressed')
  })

  it('is the same after more data came, and tells what became of it', async () => {
    const before: FrozenReport = (await ask(pageUrl('member_growth:children'), city)).body
    const none: FrozenComparison = (await ask(`${pageUrl('member_growth:children')}/difference`, city)).body
    expect([none.changed, none.rows, none.gone]).toEqual([0, [], []])
    await sign(test.warehouse, 'member', [member(112, '2026-10-20'), member(112, '2026-10-20')])
    const after: FrozenReport = (await ask(pageUrl('member_growth:children'), city)).body
    expect(after).toEqual(before)
    const found: FrozenComparison = (await ask(`${pageUrl('member_growth:children')}/difference`, city)).body
    const members = found.columns.findIndex(({ metric }) => metric === 'MEM01')
    expect(found.rows.map(({ id, cells }) => [id, cells[members]])).toEqual([
      ['11', { frozen: { state: 'value', value: 7 }, now: { state: 'value', value: 9 }, change: 2 }],
      ['10', { frozen: { state: 'value', value: 9 }, now: { state: 'value', value: 11 }, change: 2 }],
    ])
    expect(found).toMatchObject({ today: '2026-11-21', bases: { frozen: 'current', now: 'current' } })
  })

  it('says so when somebody changed a figure behind its back', async () => {
    const head = { ...(await stored(set.id)), name: '被改动的' }
    const written = await writeFrozen(test.warehouse.app, head, [{ page: 'a', title: '表', body: '1' }])
    const alter = `alter table ops.sys_frozen_page update body = '2' where checksum = '${written?.checksum}' settings mutations_sync = 1`
    expect((await ask(`/api/frozen/${written?.id}`, city)).body.isIntact).toBe(true)
    await test.warehouse.app.command({ query: alter })
    expect((await ask(`/api/frozen/${written?.id}`, city)).body.isIntact).toBe(false)
    const { status, body } = await ask(`/api/frozen/${written?.id}/pages/a`, city)
    expect([status, body.error.message]).toEqual([409, expect.stringMatching(/^校验不符/)])
  })

  it('has a checksum that anything said of it changes', async () => {
    const head = await stored(set.id)
    const pages = [
      { page: 'a', title: '甲', body: '1' },
      { page: 'b', title: '乙', body: '2' },
    ]
    const sums = [
      checksumOf(head, pages),
      checksumOf({ ...head, reason: '另一原因' }, pages),
      checksumOf({ ...head, frozenAt: NOW + 1 }, pages),
      checksumOf(head, pages.slice(1)),
      checksumOf(head, [
        { page: 'a', title: '甲', body: '2' },
        { page: 'b', title: '乙', body: '2' },
      ]),
    ]
    expect(new Set(sums).size).toBe(sums.length)
    expect(checksumOf(head, [...pages].reverse())).toBe(sums[0])
  })

  it('is written once: of two that take its name at once one wins', async () => {
    const head = { ...(await stored(set.id)), name: '同名' }
    const all = await Promise.all(
      ['甲', '乙', '丙'].map(reason =>
        writeFrozen(test.warehouse.app, { ...head, reason }, [{ page: 'a', title: '表', body: reason }]),
      ),
    )
    expect(all.filter(Boolean).length).toBe(1)
    const again = await ask('/api/frozen', city, OCTOBER)
    expect([again.status, again.body.error.message]).toEqual([
      409,
      '组10已有名为“十月数据”的封存，请换一个名称',
    ])
  })

  it('is for those whose range holds its organisation, and made by administrators only', async () => {
    const seen = async (headers: Headers) =>
      (await ask('/api/frozen', headers)).body.sets.map(({ id }: FrozenInfo) => id).includes(set.id)
    const [whole, below, other, department] = await Promise.all([
      signedIn(server, { role: 'admin', org: 'root' }),
      signedIn(server, { role: 'admin', org: '11' }),
      signedIn(server, { role: 'admin', org: '20' }),
      signedIn(server, { role: 'department', org: '10' }),
    ])
    expect(await Promise.all([whole, department, below, other].map(seen))).toEqual([true, true, false, false])
    for (const headers of [below, other])
      for (const url of [
        `/api/frozen/${set.id}`,
        pageUrl('org_entry:level'),
        `${pageUrl('org_entry:level')}/difference`,
      ]) {
        const { status, body } = await ask(url, headers)
        expect([url, status, body.error.message]).toEqual([url, 404, '没有这份封存，或它不在您的数据范围内'])
      }
    expect((await ask('/api/frozen', department, OCTOBER)).status).toBe(403)
    expect((await ask('/api/frozen', department)).body.mayFreeze).toBe(false)
    expect((await ask('/api/frozen', below, { ...OCTOBER, org: '10' })).status).toBe(404)
  })
})

describe('freezing', () => {
  it.each([
    [{ day: '2026-11-02' }, 400, '2026年11月1日至21日尚未结束：只能封存已结束的时期'],
    [{ reports: ['dues'] }, 400, /没有这张报表/],
    [{ reports: undefined }, 409, /^.+还不能封存：.*尚未计算/],
    [{ name: '  ' }, 400, 'name：请写明名称'],
    [{ name: '通报〔2026〕第1期' }, 400, 'name：这样的名称只用于通报和考核'],
    [{ reason: '' }, 400, 'reason：请写明封存的原因'],
    [{ kind: 'bulletin' }, 400, /种类只能为/],
    [{ day: '2026-13-01' }, 400, /有效日期/],
  ])('refuses %j in words and freezes nothing', async (part, status, message) => {
    const before = (await ask('/api/frozen', city)).body.sets.length
    const refused = await ask('/api/frozen', city, { ...OCTOBER, name: '新的一份', ...part })
    expect([refused.status, refused.body.error.message]).toEqual([
      status,
      typeof message === 'string' ? message : expect.stringMatching(message),
    ])
    expect((await ask('/api/frozen', city)).body.sets.length).toBe(before)
  })
})

async function stored(id: string) {
  const found = await findFrozen(test.warehouse.app, id)
  if (!found) throw new Error(`there is no set ${id}`)
  return found
}
