import { describe, expect, it } from 'vitest'
import { ADMIN, portalPage } from '../../support/portalPage.ts'

const portal = portalPage()

describe('mailings and deliveries', () => {
  it('put what needs a decision first, tell what is known, and send nothing before it is confirmed', async () => {
    await portal.open('/reports/deliveries')
    const row = portal.page.locator('[data-delivery]')
    await row.first().waitFor()
    expect(await row.first().getAttribute('data-state')).toBe('uncertain')
    await row.first().locator('[data-resend]').click()
    const dialog = portal.page.getByRole('dialog')
    await expect
      .poll(() => dialog.textContent())
      .toMatch(/可能已经收到，也可能没有.*<monthly\.2026-10\.2@tuanshu\.example>.*会收到第二封/)
    await dialog.getByRole('button', { name: '取消' }).click()
    expect(portal.server.orders.filter(each => each.path.includes('decide'))).toEqual([])
    await row.first().locator('[data-skip]').click()
    await portal.page.locator('[data-confirm]:visible').click()
    await expect
      .poll(() => portal.page.locator('[data-delivery=d2]').getAttribute('data-state'))
      .toBe('skipped')
    expect(portal.server.orders.at(-1)).toMatchObject({
      path: '/api/deliveries/d2/decide',
      body: { action: 'skip' },
    })
    await portal.page.locator('[data-delivery=d3] [data-resend]').click()
    await portal.page.locator('[data-confirm]:visible').click()
    await expect
      .poll(() => portal.page.locator('[data-delivery=d3]').getAttribute('data-state'))
      .toBe('waiting')
  })

  it('are filtered by what stands in the link', async () => {
    await portal.open('/reports/deliveries?state=sent')
    await expect.poll(() => portal.page.locator('[data-delivery]').count()).toBe(1)
    await portal.page.getByRole('textbox', { name: '时期' }).fill('2026-09')
    await portal.page.keyboard.press('Enter')
    await expect.poll(() => portal.page.locator('.notice').textContent()).toContain('没有符合条件')
    expect([portal.query('state'), portal.query('period')]).toEqual(['sent', '2026-09'])
  })

  it('are paused, previewed under the recipient’s scope, and sent now', async () => {
    await portal.open('/reports/deliveries')
    const monthly = portal.page.locator('[data-mailing=monthly]')
    await monthly.locator('[data-pause]').click()
    await expect.poll(() => monthly.textContent()).toContain('▲ 已暂停')
    await monthly.locator('[data-preview]').click()
    const dialog = portal.page.getByRole('dialog')
    await expect.poll(() => dialog.textContent()).toContain('团数月报（guangzhou@example.gov.cn）')
    await expect
      .poll(() => portal.page.frameLocator('iframe').locator('p').textContent())
      .toContain('附件为本级月报工作簿')
    await portal.page.keyboard.press('Escape')
    await monthly.locator('[data-send]').click()
    await portal.page.locator('[data-confirm]:visible').click()
    await expect
      .poll(() => portal.server.orders.at(-1))
      .toMatchObject({ path: '/api/mailings/monthly/send', body: { period: '2026-11' } })
  })

  it('are for administrators', async () => {
    await portal.open('/reports/deliveries', { account: { ...ADMIN, role: 'department' } })
    await expect.poll(() => portal.page.locator('.notice').textContent()).toContain('没有权限')
    expect(await portal.page.locator('nav a').allTextContents()).toEqual(['报表', '我的导出', '演示邮箱'])
  })

  it('of the demonstration end in a mailbox whose mails cannot break out', async () => {
    await portal.open('/reports/mailbox')
    await portal.page.locator('[data-message=m1]').click()
    await expect.poll(() => portal.page.frameLocator('iframe').locator('h1').textContent()).toBe('团数月报')
    expect(await portal.page.locator('.files a').getAttribute('href')).toBe('/api/mailbox/m1/files/0')
    expect(await portal.page.title()).toBe('演示邮箱 · 团数')
  })
})
