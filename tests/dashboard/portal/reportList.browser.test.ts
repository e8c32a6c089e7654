import { describe, expect, it } from 'vitest'
import { REPORT_NAMES } from '../../../warehouse/catalogue/reports.ts'
import { portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()

describe('the list', () => {
  it('has all reports by department, finds them, and remembers those that were opened', async () => {
    await portal.open('/reports/?org=440300')
    await portal.page.locator('[data-report=org_entry]').waitFor()
    expect(await portal.page.locator('[data-report]').count()).toBe(REPORT_NAMES.length)
    expect(await portal.page.locator('section h2').allTextContents()).toEqual([
      '组织部',
      '学校部',
      '宣传部',
      '权益部',
      '城青部',
      '办公室',
      '信息中心',
    ])
    await portal.page.getByRole('textbox', { name: '查找报表' }).fill('账龄')
    await expect.poll(() => portal.page.locator('[data-report]').count()).toBe(1)
    await portal.page.locator('[data-report=dues_arrears]').press('Enter')
    await portal.page.locator('tfoot [data-row=total]').waitFor()
    expect(portal.query('org')).toBe('440300')
    await portal.page.locator('a.product').click()
    await expect
      .poll(() => portal.page.locator('.recent a').allTextContents())
      .toEqual(['欠缴账龄共青团深圳市委员会 · 2026年10月'])
  })

  it('and every other page are named alike, one that is not there too', async () => {
    await portal.open('/reports/')
    for (const [place, title] of [
      ['', '报表'],
      ['metrics', '指标'],
      ['alerts', '预警'],
      ['exports', '我的导出'],
      ['deliveries', '定时邮件'],
      ['ops', '运维'],
      ['mailbox', '演示邮箱'],
      ['no/such/page', '没有这个页面'],
    ]) {
      await portal.page.goto(`${portal.server.url}/reports/${place}`)
      await expect.poll(() => portal.page.title()).toBe(`${title} · 团数`)
    }
  })
})
