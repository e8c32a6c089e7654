import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TopId } from '../../../warehouse/catalogue/tops.ts'
import { readTop } from '../../../warehouse/query/readTop.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, plantOrgs, plantTree, sign, TODAY } from './world.ts'

let test: TestWarehouse
let ids = 0

const activity = (id: number, org: number, fields = {}) => ({
  id,
  org_id: org,
  day: '2026-09-01',
  published_on: '2026-09-01',
  status: 'ended',
  category: 'public_service',
  kind: 'offline',
  ...fields,
})
const signups = (of: number, count: number, fields = {}) =>
  Array.from({ length: count }, () => ({
    id: ++ids,
    org_id: 1,
    activity_id: of,
    day: '2026-11-01',
    submitted_on: '2026-11-01',
    status: 'approved',
    ...fields,
  }))
const followers = (org: number, count: number, fields = {}) =>
  Array.from({ length: count }, () => ({
    id: ++ids,
    org_id: org,
    day: '2026-01-01',
    followed_on: '2026-01-01',
    status: 'following',
    ...fields,
  }))

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'activity', [
    activity(1, 111),
    activity(2, 112, { category: 'training' }),
    activity(3, 121),
    activity(4, 21),
    activity(5, 111, { status: 'cancelled' }),
    activity(6, 999),
  ])
  await sign(test.warehouse, 'signup', [
    ...signups(1, 2),
    ...signups(2, 5),
    ...signups(3, 2),
    ...signups(4, 3),
    // not asked for, taken back, too long ago, of an activity that is off or of no known organisation
    ...signups(4, 4, { status: 'rejected' }),
    ...signups(4, 4, { status: 'cancelled' }),
    ...signups(1, 4, { submitted_on: '2026-10-22', day: '2026-10-22' }),
    ...signups(5, 9),
    ...signups(6, 9),
  ])
  await sign(test.warehouse, 'activity_show', [
    {
      id: 1,
      org_id: 121,
      activity_id: 3,
      day: '2026-11-01',
      published_on: '2026-11-01',
      status: 'published',
    },
    { id: 2, org_id: 111, activity_id: 1, day: '2026-11-01', published_on: '2026-11-01', status: 'hidden' },
  ])
  const reaction = (show_id: number, reaction_kind: string) => ({
    id: ++ids,
    org_id: 1,
    show_id,
    reaction_kind,
    day: '2026-11-02',
    reacted_on: '2026-11-02',
  })
  await sign(test.warehouse, 'show_reaction', [
    reaction(1, 'favourite'),
    reaction(1, 'like'),
    reaction(2, 'favourite'),
    reaction(2, 'favourite'),
  ])
  await sign(test.warehouse, 'follow', [
    ...followers(10, 3),
    ...followers(121, 4),
    ...followers(1, 1),
    ...followers(20, 2, { day: '2026-11-20', followed_on: '2026-11-20' }),
    ...followers(11, 9, { status: 'unfollowed' }),
  ])
})
afterAll(() => test?.stop())

async function listed(top: TopId, org = 'root', to = TODAY, scope = 'root'): Promise<string[]> {
  const { rows } = await readTop(test.warehouse.reader, { org: scope }, { top, org, to })
  return rows.map(row => `${row.org.id}: ${row.figures.join(' ')}`)
}

describe('the hottest activities', () => {
  it('are those with most sign-ups of 30 days, of equal ones those with more favourites', async () => {
    expect(await listed('ACT19')).toEqual(['112: 5 0', '21: 3 0', '121: 2 1', '111: 2 0'])
  })

  it('of U+ are of its seven categories, and of an organisation those below it', async () => {
    expect(await listed('SQU06')).toEqual(['21: 3', '111: 2', '121: 2'])
    expect(await listed('SQU06', '11')).toEqual(['111: 2'])
  })

  it('go by the end of the period', async () => {
    expect(await listed('SQU06', 'root', at('2026-10-31'))).toEqual(['111: 4'])
    expect(await listed('SQU06', 'root', at('2026-08-31'))).toEqual([])
  })

  it('say what they are in words, and are not told of organisations outside the scope', async () => {
    const { rows } = await readTop(
      test.warehouse.reader,
      { org: 'root' },
      { top: 'SQU06', org: '20', to: TODAY },
    )
    expect(rows).toEqual([
      { org: { id: '21', name: '组织21' }, about: '公益服务 · 线下 · 发布日期 2026-09-01', figures: [3] },
    ])
    await expect(listed('SQU06', '20', TODAY, '10')).rejects.toMatchObject({ code: 'forbidden' })
  })
})

it('the organisations that most follow are counted by themselves, without those below them', async () => {
  expect(await listed('SQU07')).toEqual(['121: 4', '10: 3', '20: 2', '1: 1'])
  expect(await listed('SQU07', '10', at('2026-11-19'))).toEqual(['121: 4', '10: 3'])
})
