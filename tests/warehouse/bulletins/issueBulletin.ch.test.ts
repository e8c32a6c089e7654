import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bulletin } from '../../../warehouse/bulletins/bulletin.ts'
import { issueBulletin, readBulletinOf } from '../../../warehouse/bulletins/issueBulletin.ts'
import { readBulletin } from '../../../warehouse/bulletins/readBulletin.ts'
import { findBulletin } from '../../../warehouse/catalogue/bulletins.ts'
import { frozenOfOrg } from '../../../warehouse/frozen/frozenStore.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, type LogRow, sign } from '../query/world.ts'

/** 2017-12-07 at nine: 38 provinces, of which 14 logged in, 5 complete and 32 with children. */
const NINE = Date.parse('2017-12-07T09:00:00+08:00')
const PROVINCES = 38
let test: TestWarehouse
let first: Bulletin

const ROOT = { org: 'root' }
const PROGRESS = findBulletin('entry_progress')

beforeAll(async () => {
  test = await testWarehouse()
  const ids = Array.from({ length: PROVINCES }, (_, i) => i + 1)
  await test.warehouse.app.insert({
    table: 'app.dim_org',
    format: 'JSONEachRow',
    values: ids.map(id => ({
      org_id: id,
      parent_org_id: 0,
      org_full_name: `第${id}省委`,
      org_short_name: `省${id}`,
      org_type: 'leading_organ',
      status: 'active',
      level: 2,
      path: [id],
      position: id,
      version: 1,
      at_level_2: id,
    })),
  })
  await test.warehouse.app.command({ query: 'system reload dictionary app.org_tree' })
  await sign(
    test.warehouse,
    'org',
    ids.map(id => province(id, { login: id <= 14, complete: id <= 5, children: id > 6 })),
  )
  first = (await issue(NINE)).bulletin
})
afterAll(() => test?.stop())

function province(
  id: number,
  { login, complete, children }: Record<'login' | 'complete' | 'children', boolean>,
  rest: LogRow = {},
): LogRow {
  return {
    day: '2017-12-01',
    org_id: id,
    parent_org_id: 0,
    org_type: 'leading_organ',
    status: 'active',
    is_logged_in: Number(login),
    is_info_complete: Number(complete),
    is_children_created: Number(children),
    ...rest,
  }
}

async function reading(now: number, by = '') {
  if (!PROGRESS) throw new Error('there is no bulletin entry_progress')
  const day = at(new Date(now + 8 * 3_600_000).toISOString().slice(0, 10))
  const window = by === '' ? { from: day - 2, to: day - 1 } : { from: day - 1, to: day }
  return readBulletin(test.warehouse.reader, ROOT, { entry: PROGRESS, org: 'root', window }, { now })
}

async function issue(now: number, by = 'office') {
  return issueBulletin(test.warehouse.app, await reading(now, by), { by, now })
}

describe('the bulletin of 7 December 2017', () => {
  it('says in its first sentence what the notice of that day said, word for word', () => {
    expect(first.paragraphs[0]).toBe(
      '截至2017年12月7日9时，全团共有省级团委38个，其中14个已登录系统，24个未登录系统；5个已完整录入本组织信息，33个未完整录入本组织信息；32个已创建直属下级组织，6个未创建直属下级组织。',
    )
    expect([first.name, first.title, first.until]).toEqual([
      '通报〔2017〕第1期',
      '关于组织树建立工作进展情况的通报',
      '2017年12月7日9时',
    ])
  })

  it('is the first: it tells of no change, and nobody is known to stand still', () => {
    expect(first.previous).toBeNull()
    expect(first.paragraphs.join('')).not.toMatch(/上期|予以通报/)
    expect(first.rows.some(({ isRed }) => isRed)).toBe(false)
  })

  it('stays as it was issued when data come later, and the next one starts its changes from it', async () => {
    const off = { login: false, complete: false, children: true }
    await sign(test.warehouse, 'org', [
      province(20, off, { sign: -1 }),
      province(20, { login: true, complete: true, children: true }, { sign: 1, day: '2017-12-08' }),
    ])
    const { set, bulletin } = await issue(NINE + 2 * 86_400_000)
    expect(bulletin.name).toBe('通报〔2017〕第2期')
    expect(bulletin.previous).toEqual({ name: '通报〔2017〕第1期', until: '2017年12月7日9时' })
    expect(bulletin.paragraphs).toContain(
      '与上期（截至2017年12月7日9时）相比，团组织持平，已登录系统的增加1个，信息完整的增加1个，任务完成率提高2.6个百分点。',
    )
    const row = bulletin.rows.find(({ id }) => id === '20')
    expect([row?.rank, row?.isRed, row?.cells.map(({ change }) => change)]).toEqual([1, false, [0, 1, 1, 1]])
    expect(bulletin.paragraphs.at(-1)).toMatch(/^任务完成率低于50%.*省6、省7.*等\d+个单位，予以通报。$/)
    expect(await readBulletinOf(test.warehouse.app, set)).toEqual(bulletin)
    const again = await readBulletinOf(test.warehouse.app, await setOf('通报〔2017〕第1期'))
    expect(again).toEqual(first)
  })
})

describe('the numbers of bulletins', () => {
  it('are consecutive and none is given twice when many are issued at once', async () => {
    const now = NINE + 30 * 86_400_000
    const one = await reading(now, 'office')
    const made = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(by => issueBulletin(test.warehouse.app, one, { by, now })),
    )
    expect(made.map(({ bulletin }) => bulletin.name).sort()).toEqual(
      [1, 2, 3, 4, 5].map(n => `通报〔2018〕第${n}期`),
    )
  })

  it('are taken once for a window by scheduled work, whoever repeats it and however often', async () => {
    const now = NINE + 40 * 86_400_000
    const one = await reading(now)
    const made = await Promise.all(
      [1, 2, 3].map(n => issueBulletin(test.warehouse.app, one, { by: '', now: now + n })),
    )
    const again = await issueBulletin(test.warehouse.app, await reading(now), { by: '', now: now + 9 })
    expect(new Set([...made, again].map(({ set }) => set.id)).size).toBe(1)
    expect(again.bulletin.name).toBe('通报〔2018〕第6期')
    expect(again.bulletin.until).toMatch(/24时$/)
  })
})

async function setOf(name: string) {
  const found = (await frozenOfOrg(test.warehouse.app, 'bulletin', 'root')).find(each => each.name === name)
  if (!found) throw new Error(`there is no ${name}`)
  return found
}
