import { describe, expect, it } from 'vitest'
import type { AlertPage } from '../../../api/contract.ts'
import { PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()
const emptied = (change: (page: AlertPage) => void) => (page: AlertPage) => {
  page.alerts = []
  page.total = 0
  page.open = { amber: 0, red: 0 }
  change(page)
}

describe('the alerts', () => {
  it('stand with level, organisation, words, since and state, and a count of the red ones in the header', async () => {
    await portal.open('/reports/alerts')
    const row = portal.page.locator('[data-alert]')
    await row.first().waitFor()
    expect(await row.count()).toBe(3)
    expect(await row.first().textContent()).toMatch(
      /● 红色.*第111支部.*达到红色预警线 1 人，自2026年11月起.*转上级/,
    )
    expect(await row.nth(1).textContent()).toContain('由上级处理')
    expect(await row.nth(2).textContent()).toMatch(/已确认.*2026-11-21 09:30 guangzhou：已通知支部核实/)
    expect(await portal.page.getByRole('link', { name: /^预警/ }).first().textContent()).toContain('● 1')
    expect(await row.first().getByRole('link', { name: '查看报表' }).getAttribute('href')).toMatch(
      /\/reports\/r\/dues_arrears\?org=440000&grain=month&day=2026-11-20/,
    )
  })

  it('are filtered by what stands in the link', async () => {
    await portal.open('/reports/alerts?rule=A7')
    await expect.poll(() => portal.page.locator('[data-alert]').count()).toBe(1)
    await portal.page.locator('.el-select:has([aria-label="规则"])').click()
    await portal.page.getByRole('option', { name: 'A5 连续欠交团费' }).click()
    await expect.poll(() => portal.query('rule')).toBe('A5')
    await expect.poll(() => portal.page.locator('[data-alert]').count()).toBe(2)
  })

  it('that nobody took note of in time are listed by themselves', async () => {
    await portal.open('/reports/alerts')
    await portal.page.locator('.el-select:has([aria-label="状态"])').click()
    await portal.page.getByRole('option', { name: '转上级' }).click()
    await expect.poll(() => portal.query('state')).toBe('escalated')
    await expect.poll(() => portal.page.locator('[data-alert]').count()).toBe(1)
  })

  it('are acknowledged with a note, and only with one', async () => {
    await portal.open('/reports/alerts')
    await portal.page.locator('[data-acknowledge]').first().click()
    const dialog = portal.page.getByRole('dialog')
    await expect.poll(() => dialog.textContent()).toContain('连续欠交6个月团员数 2 人')
    expect(await dialog.locator('[data-confirm]').isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('已通知支部')
    await dialog.locator('[data-confirm]').click()
    await expect
      .poll(() => portal.page.locator('[data-alert]').first().textContent())
      .toMatch(/已确认.*admin：已通知支部/)
    expect(portal.server.orders.at(-1)).toMatchObject({
      path: '/api/alerts/A5%3A111%3A%3A2026-11-20/acknowledge',
      body: { note: '已通知支部' },
    })
  })

  it.each<[string, (page: AlertPage) => void, string]>([
    ['nothing is wrong', () => {}, '没有预警'],
    [
      'nothing was judged yet',
      page => {
        for (const rule of page.rules) Object.assign(rule, { judgedOn: null, isJudged: false })
      },
      '尚未计算',
    ],
    [
      'nothing could be judged',
      page => {
        for (const rule of page.rules) Object.assign(rule, { isJudged: false, doubts: ['尚未计算'] })
      },
      '无法判断',
    ],
  ])('say in words that %s', async (_, change, words) => {
    await portal.open('/reports/alerts', { alterAlerts: emptied(change) })
    await expect.poll(() => portal.page.locator('.notice .title').textContent()).toBe(words)
    expect(await portal.page.locator('.reds').count()).toBe(0)
  })

  it('fit a phone', async () => {
    await portal.open('/reports/alerts', { size: PHONE })
    await portal.page.locator('[data-alert]').first().waitFor()
    expect(await portal.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      PHONE.width,
    )
  })
})
