import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startOfDay } from '../../../warehouse/platform/time/day.ts'
import { answerCampaign } from '../../../warehouse/targets/answerCampaign.ts'
import type { CampaignAnswer } from '../../../warehouse/targets/campaignAnswer.ts'
import { currentPhase } from '../../../warehouse/targets/campaigns.ts'
import { listCampaigns, readCampaign } from '../../../warehouse/targets/readCampaign.ts'
import { parseTargets } from '../../../warehouse/targets/targetRows.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from '../query/world.ts'

const HEADER = 'campaign,title,phase,metric,item,scope,starts_on,due_on,direction,target,unit,source'
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  // below city 10 two members join every week from 6 September on, below city 20 there are thirty from the first
  await sign(test.warehouse, 'member', [
    ...Array.from({ length: 11 }, (_, week) => [0, 1].map(() => week)).flatMap(weeks =>
      weeks.map(week => member(111, day(at('2026-09-06') + week * 7))),
    ),
    ...Array.from({ length: 30 }, () => member(21, '2025-01-05')),
  ])
})
afterAll(() => test?.stop())

function day(number: number): string {
  return new Date(number * 86_400_000).toISOString().slice(0, 10)
}

interface Asking {
  org?: string
  scope?: string
  phase?: string
  today?: string
}

async function read(
  lines: readonly string[],
  { org = '1', scope = 'root', ...more }: Asking = {},
): Promise<CampaignAnswer> {
  const rows = parseTargets([HEADER, ...lines].join('\n'), 'own.csv')
  const today = more.today ? at(more.today) : TODAY
  const [campaign] = await listCampaigns(test.warehouse.reader, { org: scope }, rows)
  const phase =
    campaign && (campaign.phases.find(({ name }) => name === more.phase) ?? currentPhase(campaign, today))
  if (!campaign || !phase) throw new Error('there is no campaign')
  const clock = { now: startOfDay(today) + 12 * 3_600_000 }
  return answerCampaign(
    await readCampaign(test.warehouse.reader, { org: scope }, { campaign, phase, org }, clock, 'report'),
  )
}

const AUTUMN = '2026-09-01,2026-12-31'
const target = (metric: string, scope: string, days: string, rest: string, item = '') =>
  `plan,计划,一,${metric},${item},${scope},${days},${rest},文件`

describe('a campaign', () => {
  it('tells of an organisation and its children the value, the share, the time, the state, the most urgent first', async () => {
    const { org, targets, phase } = await read([
      target('MEM01', 'level:province', AUTUMN, 'at_least,104,人'),
      target('MEM01', 'level:city', AUTUMN, 'at_least,30,人'),
      target('MEM01', 'region:4401 level:city', AUTUMN, 'at_least,50,人'),
    ])
    expect([org.name, phase]).toEqual(['组1', '一'])
    const [members] = targets
    expect(members?.total).toMatchObject({
      figure: { state: 'value', value: 52 },
      measuredOn: '2026-11-21',
      target: 104,
      share: 0.5,
      elapsed: 82 / 122,
      state: 'behind',
      rank: null,
    })
    expect(members?.rows).toMatchObject([
      {
        id: '10',
        figure: { value: 22 },
        target: 50,
        share: 22 / 50,
        state: 'behind',
        rank: { place: 2, of: 2, peers: '直属团委' },
        canDrill: true,
      },
      {
        id: '20',
        figure: { value: 30 },
        target: 30,
        share: 1,
        state: 'reached',
        rank: { place: 1, of: 2 },
        forecast: null,
      },
    ])
    expect(members?.headline).toBe(
      '组1团员总数 52 人，完成目标 104 人的 50.0%，时间已过 67.2%：滞后。直属下级：滞后 1 个，达标 1 个。',
    )
  })

  it('expects the day by the pace of the last weeks, and says nothing where they are too few', async () => {
    const lines = [target('MEM01', 'level:city', AUTUMN, 'at_least,40,人')]
    const rowOf = ({ targets }: CampaignAnswer, id: string) => targets[0]?.rows.find(row => row.id === id)
    // 18 are missing, two a week come in: nine weeks
    expect(rowOf(await read(lines), '10')?.forecast).toEqual({
      kind: 'day',
      day: '2027-01-23',
      earliest: '2027-01-23',
      latest: '2027-01-23',
      basis: '近 8 周',
    })
    expect(rowOf(await read(lines), '20')?.forecast).toEqual({ kind: 'none', why: 'stalled' })
    expect(rowOf(await read(lines, { today: '2026-09-28' }), '10')?.forecast).toEqual({
      kind: 'none',
      why: 'short',
    })
    expect(rowOf(await read(lines, { today: '2027-01-05' }), '10')).toMatchObject({
      state: 'behind',
      forecast: null,
      measuredOn: '2026-12-31',
    })
  })

  it('sums what happens from the first day of the phase on, and tells the end of one that is over', async () => {
    const lines = [target('MEM07', '', '2026-10-01,2026-10-31', 'at_least,8,人')]
    expect((await read(lines)).targets[0]?.total).toMatchObject({
      figure: { value: 8 },
      measuredOn: '2026-10-31',
      elapsed: 1,
      state: 'reached',
    })
    expect((await read(lines, { today: '2026-10-12' })).targets[0]?.total).toMatchObject({
      figure: { value: 4 },
      elapsed: 12 / 31,
      state: 'on_pace',
    })
    expect((await read(lines, { today: '2026-09-30' })).targets[0]?.total).toMatchObject({
      figure: null,
      state: 'not_begun',
      forecast: null,
    })
  })

  it('looks at each organisation over the days of its own target', async () => {
    const [joined] = (
      await read([
        target('MEM07', 'region:4401', '2026-11-01,2026-11-30', 'at_least,8,人'),
        target('MEM07', 'region:4402', '2025-01-05,2025-12-31', 'at_least,20,人'),
      ])
    ).targets
    expect(joined?.rows).toMatchObject([
      { id: '10', startsOn: '2026-11-01', dueOn: '2026-11-30', figure: { value: 6 } },
      { id: '20', startsOn: '2025-01-05', dueOn: '2025-12-31', figure: { value: 30 }, state: 'reached' },
    ])
    expect(joined?.total).toMatchObject({ target: null, state: null, share: null, figure: { value: 6 } })
    expect(joined?.headline).toContain('没有下达给本级的目标')
  })

  it('is about one value of a breakdown where the target says so', async () => {
    const lines = [target('MEM01', '', AUTUMN, 'at_least,10,人', 'industry_code:village')]
    const { targets } = await read(lines, { org: '20' })
    expect(targets[0]).toMatchObject({
      title: '团员总数（行业类别：农村）',
      total: { figure: { value: 30 }, state: 'reached' },
    })
    expect((await read(lines, { org: '10' })).targets[0]?.total.figure).toEqual({ state: 'value', value: 0 })
  })

  it('keeps apart what is not computed, and gives nobody a place then', async () => {
    const { targets, missing } = await read([target('DUE06', '', '2026-11-01,2026-11-30', 'at_most,5,人')])
    expect(targets[0]?.total).toMatchObject({
      figure: { state: 'not_computed' },
      share: null,
      state: 'not_computed',
    })
    expect(targets[0]?.rows.map(({ rank }) => rank)).toEqual([null, null])
    expect(missing).toMatchObject([{ months: '2026年11月' }])
  })

  it('hides what a report hides, and whatever would tell it', async () => {
    await sign(test.warehouse, 'special_youth', [
      ...Array.from({ length: 4 }, () => ({
        org_id: 11,
        day: '2026-10-01',
        status: 'open',
        kind: 'youth_in_difficulty',
      })),
      ...Array.from({ length: 40 }, () => ({
        org_id: 21,
        day: '2026-10-01',
        status: 'open',
        kind: 'youth_in_difficulty',
      })),
    ])
    const lines = [target('SPY01', '', AUTUMN, 'at_least,8,人')]
    const { targets } = await read(lines)
    expect(targets[0]?.rows.find(({ id }) => id === '10')).toMatchObject({
      figure: { state: 'suppressed', k: 10 },
      share: null,
      state: 'not_computed',
      rank: null,
      forecast: null,
    })
    const county = await read(lines, { org: '11' })
    expect([county.targets, county.notes]).toEqual([[], [expect.stringMatching(/只显示到市级/)]])
    expect((await read(lines, { org: '10' })).targets[0]?.rows).toEqual([])
  })

  it('is refused for an organisation outside of the scope', async () => {
    const lines = [target('MEM01', '', AUTUMN, 'at_least,10,人')]
    await expect(read(lines, { scope: '10', org: '20' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(read(lines, { scope: '10', org: '77' })).rejects.toMatchObject({ code: 'not_found' })
    expect((await read(lines, { scope: '10', org: '11' })).org.id).toBe('11')
  })
})

describe('the list of campaigns', () => {
  it.each<[string, string, string[]]>([
    ['', 'root', ['计划']],
    ['region:14', 'root', []],
    ['region:440103', '1', ['计划']],
    ['region:440103', '10', ['计划']],
    ['region:440103', '20', []],
    ['region:44 level:city', '11', []],
    ['region:44 level:below', '111', ['计划']],
  ])('of a target for "%s" has for %s %s', async (scope, org, titles) => {
    const rows = parseTargets([HEADER, target('MEM01', scope, AUTUMN, 'at_least,1,人')].join('\n'), 'own.csv')
    const found = await listCampaigns(test.warehouse.reader, { org }, rows)
    expect(found.map(({ title }) => title)).toEqual(titles)
  })
})
