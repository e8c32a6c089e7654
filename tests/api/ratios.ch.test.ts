import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { RatioList } from '../../api/contract.ts'
import { readRatiosInForce } from '../../jobs/retention/enteredSplits.ts'
import { ratiosOn } from '../../jobs/retention/ratios.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { temporaryDir } from '../support/warehouse.ts'
import { at } from '../warehouse/query/world.ts'
import { signedIn } from './server.ts'
import { signInDesk } from './signInDesk.ts'

const desk = signInDesk()
const { ask } = desk
const files = temporaryDir()
afterAll(files.remove)
const LEVELS = { grassroots: 6000, county: 2000, city: 1000, province: 700, centre: 300 }
const GIVEN = { from: '2026-12-01', levels: LEVELS, source: '粤青办〔2026〕9号' }

it('shares are checked, entered, hold for the job, are refused in a file that says otherwise, and withdrawn', async () => {
  const who = await signedIn(desk.server, { role: 'admin', org: 'root', login: 'province-1' })
  const post = (route: string, body: object) => ask('POST', `/api/ratios${route}`, who, body)
  const list = async (): Promise<RatioList> => (await ask('GET', '/api/ratios', who)).body
  const holds = async (day: string, config = desk.test.config) =>
    ratiosOn(await readRatiosInForce(desk.test.warehouse.app, config), at(day)).levels.grassroots

  const wrong = await post('/check', { ...GIVEN, levels: { ...LEVELS, county: 2500 } })
  expect([wrong.status, wrong.body.error.message]).toEqual([400, '比例：各级合计为 105%，须为 100%'])
  expect((await post('/check', GIVEN)).body.words[0]).toBe(
    '自 2026-12-01 起，团费留存比例由基层 50%、县级 25%、市级 12.5%、省级 9.5%、中央 3%改为基层 60%、县级 20%、市级 10%、省级 7%、中央 3%。',
  )
  expect(await holds('2026-12-31')).toBe(5000)

  expect((await post('', GIVEN)).status).toBe(200)
  expect([await holds('2026-11-30'), await holds('2026-12-31')]).toEqual([5000, 6000])
  expect((await list()).splits).toMatchObject([
    { from: '2026-12-01', levels: LEVELS, origin: 'page', place: 'province-1', state: 'coming' },
    { from: '2000-01-01', origin: 'shipped', place: 'retention_ratio.csv', state: 'in_force' },
  ])
  expect((await post('', GIVEN)).status).toBe(409)
  expect((await readAudit(desk.test.warehouse.app, { org: 'root' }, { limit: 1 }))[0]).toMatchObject({
    login: 'province-1',
    action: 'reference_enter',
    detail: expect.stringContaining('自 2026-12-01 起：基层 60%'),
  })

  const file = path.join(files.dir, 'own.csv')
  const rows = ['grassroots', 'county', 'city', 'province', 'centre'].map(level => `${level},,2026-12-15,,2000`)
  fs.writeFileSync(file, ['level,org,valid_from,valid_to,ratio', ...rows].join('\n'))
  await expect(holds('2026-12-31', { ...desk.test.config, RETENTION_RATIOS: file })).rejects.toThrow(
    /own\.csv:2: the ratio of level grassroots was entered on the page by province-1, from 2026-12-01 on/,
  )

  const [row] = (await list()).splits
  expect((await post(`/${encodeURIComponent(row?.id ?? '')}/withdraw`, { reason: '文号有误' })).status).toBe(200)
  expect(await holds('2026-12-31')).toBe(5000)
  expect((await list()).splits.at(-1)).toMatchObject({ state: 'withdrawn', withdrawn: { by: 'province-1', reason: '文号有误' } })
})
