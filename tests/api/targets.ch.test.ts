import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CampaignAnswer, CampaignList } from '../../api/contract.ts'
import { loadSimulated, tellComplete } from '../support/province/loadSimulated.ts'
import { instant, simulate } from '../support/province/simulated.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../support/warehouse.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const FROM = '2026-01-01 00:00:00'
const UNTIL = '2026-04-20 15:00:00'
const HEADER = 'campaign,title,phase,metric,item,scope,starts_on,due_on,direction,target,unit,source'
/** Every organisation has orgs, and no city has a million members. */
const TARGETS = [
  HEADER,
  'year,年度工作,全年,ORG01,,,2026-01-01,2026-12-31,at_least,1,个,省委工作要点',
  'year,年度工作,全年,MEM01,,region:46 level:city,2026-01-01,2026-12-31,at_least,1000000,人,省委工作要点',
  'year,年度工作,上半年,MEM01,,region:46 level:city,2025-07-01,2025-12-31,at_least,1,人,省委工作要点',
  'elsewhere,外省工作,全年,MEM01,,region:44,2026-01-01,2026-12-31,at_least,1,人,外省文件',
].join('\n')

const own = temporaryDir()
let test: TestWarehouse
let server: TestServer
let province: { cookie: string }
let top: string
let city: string
let otherCity: string

beforeAll(async () => {
  const file = path.join(own.dir, 'targets.csv')
  fs.writeFileSync(file, TARGETS)
  test = await testWarehouse({ TARGETS: file })
  await loadSimulated(test, simulate({ members: 120, seed: 3, from: FROM, until: UNTIL }))
  await tellComplete(test.warehouse.app, instant(UNTIL))
  server = await testServer(test, { now: () => instant(UNTIL) })
  province = await signedIn(server, { role: 'admin', org: 'root' })
  const { body } = await get('/api/orgs/root', province)
  top = body.children.length === 1 ? body.children[0].id : body.org.id
  const cities = (await get(`/api/orgs/${top}`, province)).body.children
  ;[city, otherCity] = [cities[0].id, cities[1].id]
}, 300_000)
afterAll(async () => {
  await server?.stop()
  await test?.stop()
  own.remove()
})

async function get(url: string, headers: Record<string, string>) {
  const response = await fetch(`${server.url}${url}`, { headers })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

async function campaign(query: string, headers: Record<string, string>): Promise<CampaignAnswer> {
  const { status, body } = await get(`/api/targets/year${query}`, headers)
  expect([query, status, body.error?.message]).toEqual([query, 200, undefined])
  return body
}

describe('the targets', () => {
  it('are listed with their phases, those of other provinces are not', async () => {
    const { campaigns, today }: CampaignList = (await get('/api/targets', province)).body
    expect(today).toBe('2026-04-20')
    expect(campaigns).toEqual([
      {
        id: 'year',
        title: '年度工作',
        phases: [
          { name: '上半年', startsOn: '2025-07-01', dueOn: '2025-12-31', course: 'over' },
          { name: '全年', startsOn: '2026-01-01', dueOn: '2026-12-31', course: 'running' },
        ],
      },
    ])
    expect((await get('/api/targets/elsewhere', province)).status).toBe(404)
    expect((await get('/api/targets/e_files', province)).status).toBe(404)
  })

  it('tell a metric that is reached and one that is behind, with the figures that the metric itself has', async () => {
    const answer = await campaign('', province)
    expect([answer.org.id, answer.phase, answer.asOf]).toEqual(['root', '全年', instant(UNTIL)])
    const [orgs, members] = answer.targets
    expect(orgs?.total).toMatchObject({ state: 'reached', target: 1 })
    expect(orgs?.rows.every(({ state }) => state === 'reached')).toBe(true)
    expect(members?.total).toMatchObject({ state: null, target: null })
    expect(members?.rows.length).toBeGreaterThan(2)
    expect(
      members?.rows.filter(({ target }) => target !== null).every(({ state }) => state === 'behind'),
    ).toBe(true)
    for (const target of [orgs, members]) {
      const { cells } = (
        await get(`/api/metrics/${target?.metric}?rows=children&org=${top}&to=2026-04-20`, province)
      ).body
      for (const { id, figure } of target?.rows ?? [])
        expect([id, figure?.value]).toEqual([
          id,
          cells.find((cell: { org: string }) => cell.org === id)?.value,
        ])
    }
    const shares = members?.rows.flatMap(({ share }) => share ?? []) ?? []
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
  })

  it('tell of a phase that was over the values of its last day', async () => {
    const { targets, phase } = await campaign(`?phase=${encodeURIComponent('上半年')}`, province)
    expect(phase).toBe('上半年')
    expect(new Set(targets[0]?.rows.map(({ measuredOn }) => measuredOn))).toEqual(new Set(['2025-12-31']))
    expect(
      (await get(`/api/targets/year?phase=${encodeURIComponent('下半年')}`, province)).body.error.message,
    ).toBe('年度工作没有这个阶段')
  })

  it('are told of the own subtree only', async () => {
    const headers = await signedIn(server, { role: 'committee', org: city })
    expect((await campaign('', headers)).org.id).toBe(city)
    for (const org of [otherCity, top, '77'])
      expect([org, (await get(`/api/targets/year?org=${org}`, headers)).body.error.message]).toEqual([
        org,
        '没有这个组织，或它不在您的数据范围内',
      ])
    const below = (await campaign('', headers)).targets[0]?.rows[0]?.id ?? ''
    expect((await campaign(`?org=${below}`, headers)).org.id).toBe(below)
  })

  it('are for those who signed in, and refuse what they do not know', async () => {
    expect((await get('/api/targets', {})).status).toBe(401)
    expect((await get('/api/targets/year', {})).status).toBe(401)
    expect((await get('/api/targets/none', province)).body.error.message).toMatch(/没有这项工作/)
    expect((await get('/api/targets/year?day=1', province)).status).toBe(400)
  })

  it('stop the server at the start when their file is wrong, by its line', async () => {
    const file = path.join(own.dir, 'wrong.csv')
    fs.writeFileSync(file, [HEADER, 'year,年度,,MEM01,,,2026-01-01,2026-12-31,at_least,1,人,文件'].join('\n'))
    await expect(testServer(test, { config: { TARGETS: file } })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/wrong\.csv:2: phase is empty/),
    })
  })
})
