import { describe, expect, it } from 'vitest'
import { ADMIN, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()

async function choose(box: string, option: string, inside = ''): Promise<void> {
  await portal.page.locator(`${inside}.el-select:has([aria-label="${box}"])`).click()
  await portal.page.getByRole('option', { name: option }).click()
}

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
    expect(await portal.page.locator('.filters').textContent()).toBe('全部邮件全部时期已发送')
    await choose('时期', '2026年10月')
    await expect.poll(() => portal.query('period')).toBe('2026-10')
    await choose('状态', '全部状态')
    await expect.poll(() => portal.page.locator('[data-delivery]').count()).toBe(5)
    expect([portal.query('state'), portal.query('period')]).toEqual([null, '2026-10'])
  })

  it('say the period in words, the time of the next try while it lies ahead, and keep the mail server’s words folded', async () => {
    await portal.open('/reports/deliveries')
    const row = (id: string) => portal.page.locator(`[data-delivery=${id}]`)
    await expect.poll(() => row('d0').textContent()).toContain('2026年10月')
    await expect.poll(() => row('d1').textContent()).toContain('12:05:00 再试')
    expect(await row('d0').getByText('250 2.0.0 Ok').isVisible()).toBe(false)
    expect(await row('d3').getByText('550 5.1.1 收件人不存在').isVisible()).toBe(true)
    await row('d0').locator('summary').click()
    expect(await row('d0').getByText('250 2.0.0 Ok').isVisible()).toBe(true)
    expect(await portal.page.locator('[data-mailing=weekly]').textContent()).toMatch(
      /2026年第48周（11月23日至29日）.*错过 2026年第45周（11月2日至8日）/,
    )
    expect(await portal.page.locator('main').textContent()).not.toMatch(/\d{4}-W\d/)
  })

  it('are paused, and previewed under the recipient’s scope', async () => {
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
  })

  it('send nothing before recipients are chosen, named, counted and confirmed', async () => {
    await portal.open('/reports/deliveries')
    await portal.page.locator('[data-mailing=monthly] [data-send]').click()
    const dialog = portal.page.getByRole('dialog')
    const next = dialog.locator('[data-next]')
    await dialog.locator('[data-whole]').waitFor()
    // the newest period that is over, and nobody
    expect(await dialog.textContent()).toMatch(/2026年10月.*已选 0 \/ 3/)
    expect([await next.textContent(), await next.isDisabled()]).toEqual(['请先选择收件人', true])
    expect(await dialog.locator('[data-recipient="440400"]').textContent()).toContain('本期已发送')
    await dialog.locator('[data-recipient="440300"] label').click()
    await choose('时期', '2026年9月', '[role=dialog] ')
    // another period begins with nobody again
    await expect.poll(() => next.isDisabled()).toBe(true)
    await dialog.locator('[data-whole]').click()
    await next.click()
    await expect
      .poll(() => dialog.locator('[data-summary]').textContent())
      .toBe('将发给 2 个团委：月报工作簿 2026年9月')
    expect(await dialog.locator('.named li').allTextContents()).toEqual([
      '共青团广州市委员会 guangzhou@example.gov.cn',
      '共青团深圳市委员会 shenzhen@example.gov.cn',
    ])
    expect(portal.server.orders.filter(({ path }) => path.includes('send'))).toEqual([])
    await dialog.locator('[data-confirm]').click()
    await expect
      .poll(() => portal.server.orders.at(-1))
      .toEqual({
        method: 'POST',
        path: '/api/mailings/monthly/send',
        body: {
          period: '2026-09',
          recipients: [
            { address: 'guangzhou@example.gov.cn', org: '440100' },
            { address: 'shenzhen@example.gov.cn', org: '440300' },
          ],
          count: 2,
        },
      })
    await expect.poll(() => portal.page.locator('.el-message').textContent()).toContain('2 封已排队')
  })

  it('show the list again with the reason where the server refuses what was confirmed', async () => {
    await portal.open('/reports/deliveries', {
      refuse: (path, method) =>
        path.endsWith('/send') && method === 'POST'
          ? { status: 409, message: '核对的是 2 封，现在会发送 1 封：没有发送，请重新核对' }
          : undefined,
    })
    await portal.page.locator('[data-mailing=monthly] [data-send]').click()
    const dialog = portal.page.getByRole('dialog')
    await dialog.locator('[data-whole]').click()
    await dialog.locator('[data-next]').click()
    await dialog.locator('[data-confirm]').click()
    await expect.poll(() => dialog.textContent()).toContain('现在会发送 1 封：没有发送，请重新核对')
    await dialog.locator('[data-next]').waitFor()
  })

  it('are for administrators', async () => {
    await portal.open('/reports/deliveries', { account: { ...ADMIN, role: 'department' } })
    await expect.poll(() => portal.page.locator('.notice').textContent()).toContain('没有权限')
    await expect
      .poll(() => portal.page.locator('nav a').allTextContents())
      .toEqual([
        '报表',
        '指标',
        '目标',
        '预警● 1',
        '通报',
        '考核',
        '书面说明',
        '封存',
        '我的导出',
        '演示邮箱',
      ])
  })

  it('of the demonstration end in a mailbox whose mails cannot break out', async () => {
    await portal.open('/reports/mailbox')
    await portal.page.locator('[data-message=m1]').click()
    await expect.poll(() => portal.page.frameLocator('iframe').locator('h1').textContent()).toBe('团数月报')
    expect(await portal.page.locator('.files a').getAttribute('href')).toBe('/api/mailbox/m1/files/0')
    expect(await portal.page.title()).toBe('演示邮箱 · 团数')
  })
})
