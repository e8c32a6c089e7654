import { describe, expect, it } from 'vitest'
import type { ReportAnswer } from '../../../api/contract.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { type Node, PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()
const REPORT = '/reports/r/org_entry?rows=children&day=2026-10-01&org=440000'
const LIST = '/reports/lists/TRE01?org=440000&grain=month&day=2026-10-01&part=rest'

/** Leads from the second and third column to lists, as the product's answers do; the third of the first row holds nothing. */
function withLists(answer: ReportAnswer): void {
  const [, numerator, rest] = answer.columns
  if (numerator) numerator.list = { part: 'numerator', span: 'period' }
  if (rest) rest.list = { part: 'rest', span: 'period' }
  const [row] = answer.rows
  if (row?.cells[2]) row.cells[2] = stated(0)
  if (answer.total.cells[1]) answer.total.cells[1] = { state: 'not_computed', value: null }
  answer.places = [
    {
      metric: 'TRE01',
      title: '已登录系统组织率',
      unit: '%',
      peers: '地级市团委',
      of: 21,
      rank: stated(3),
      toMedian: 0.012,
      toFirst: -0.034,
    },
  ]
}

const overflow = async () =>
  portal.page.locator('body').evaluate((body: Node) => {
    const { scrollWidth, clientWidth } = body.ownerDocument.documentElement
    return scrollWidth - clientWidth
  })

describe('the list behind a figure', () => {
  it('is opened from the figure by the keyboard, and leads back to the report', async () => {
    await portal.openReport(REPORT, { alter: withLists })
    const figure = portal.page.locator('tbody tr').first().locator('td[data-column="1"][data-part=value] a')
    await figure.focus()
    await portal.page.keyboard.press('Enter')
    await portal.page.locator('[data-list=TRE01] tbody tr').first().waitFor()
    expect(portal.query('part')).toBe('numerator')
    expect(await portal.page.locator('h1').textContent()).toBe('已登录系统组织率名单：分子')
    await portal.page.getByRole('link', { name: '返回报表' }).click()
    await portal.page.locator('tfoot [data-row=total]').waitFor()
    expect(portal.here()).toContain('/reports/r/org_entry')
  })

  it('is none of a figure that is nothing or has no number', async () => {
    await portal.openReport(REPORT, { alter: withLists })
    expect(await portal.page.locator('tbody tr').first().locator('td[data-column="2"] a').count()).toBe(0)
    expect(await portal.page.locator('tfoot td[data-column="1"] a').count()).toBe(0)
    expect(await portal.page.locator('td[data-column="0"] a').count()).toBe(0)
  })

  it('is sorted and paged by its address, and exported as it stands', async () => {
    await portal.open(LIST)
    await portal.page.locator('tbody tr').first().waitFor()
    expect(await portal.page.locator('tbody tr').count()).toBe(50)
    expect(await portal.page.locator('[data-sum]').textContent()).toBe('120')
    await portal.page.locator('[data-sort=name]').click()
    await portal.page.locator('[aria-sort=ascending]').waitFor()
    await portal.page.locator('[data-sort=name]').click()
    await portal.page.locator('[aria-sort=descending]').waitFor()
    expect([portal.query('sort'), portal.query('order')]).toEqual(['name', 'desc'])
    await portal.page.locator('[data-page=next]').click()
    await portal.page.getByText('第 2 / 3 页').waitFor()
    await portal.page.locator('[data-export-list]').click()
    await portal.page.locator('.tray').waitFor()
    expect(
      portal.server.orders.filter(({ path }) => path === '/api/exports').map(({ body }) => body),
    ).toMatchObject([
      {
        kind: 'list',
        metric: 'TRE01',
        org: '440000',
        part: 'rest',
        day: '2026-10-01',
        sort: 'name',
        order: 'desc',
      },
    ])
  })

  it('offers the parts of a rate', async () => {
    await portal.open(LIST)
    await portal.page.locator('tbody tr').first().waitFor()
    expect(await portal.page.locator('[data-part]').allTextContents()).toEqual([
      '分子',
      '分母',
      '分母中除去分子',
    ])
    await portal.page.locator('[data-part=denominator]').click()
    await portal.page.getByText('已登录系统组织率名单：分母').first().waitFor()
    expect(portal.query('part')).toBe('denominator')
  })

  it('does not scroll a phone sideways', async () => {
    await portal.open(LIST, { size: PHONE })
    await portal.page.locator('tbody tr').first().waitFor()
    expect(await overflow()).toBe(0)
    await portal.page.goto(
      `${portal.server.url}/reports/changes/ORG01?org=440000&grain=month&day=2026-10-01&against=mom`,
    )
    await portal.page.locator('tbody tr').first().waitFor()
    expect(await overflow()).toBe(0)
  })

  it('says what is wrong with a foreign link', async () => {
    await portal.open('/reports/lists/TRE01?org=77&grain=month&day=2026-10-01')
    await portal.page.getByText('没有这个组织，或它不在您的数据范围内').waitFor()
  })
})

describe('who made a change', () => {
  it('is told by the direct children, the largest first, each leading further down', async () => {
    await portal.open('/reports/changes/ORG01?org=440000&grain=month&day=2026-10-01&against=mom')
    await portal.page.locator('tbody tr').first().waitFor()
    expect(await portal.page.locator('[data-change]').allTextContents()).toEqual([
      '▲ 30',
      '▼ 12',
      '▲ 5',
      '▲ 23',
    ])
    await portal.page.locator('tbody .name a').first().click()
    await portal.page.waitForURL(/org=4401/)
    expect(portal.query('against')).toBe('mom')
  })
})

describe('the own place', () => {
  it('stands below the first line of a report', async () => {
    await portal.openReport(REPORT, { alter: withLists })
    expect(await portal.page.locator('[data-places]').textContent()).toBe(
      '已登录系统组织率在 21 个地级市团委中列第 3 名，高于中位数 1.2 个百分点，低于第一名 3.4 个百分点。',
    )
  })
})
