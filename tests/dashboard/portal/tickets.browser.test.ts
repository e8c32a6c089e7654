import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../../support/browser/portal/signIn.ts'
import { PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()
const ticket = (id: string) => `/reports/tickets/${encodeURIComponent(id)}`
const OWN = '2026-10:members:440100'
const TO_DECIDE = '2026-10:members:440300'
const text = () => portal.page.locator('#explanation')

describe('the written explanations', () => {
  it('are listed with figures, state and next step, and counted above', async () => {
    await portal.open('/reports/tickets')
    const row = portal.page.locator('[data-ticket]')
    await row.first().waitFor()
    expect(await row.count()).toBe(5)
    expect(await row.first().textContent()).toMatch(
      /▲ 待说明.*广州市.*2026年10月.*团员总数.*11,300 人.*12,240 人.*▲ 8\.3%.*本组织在2026年12月3日前提交书面说明/,
    )
    expect(await row.nth(2).textContent()).toMatch(/● 逾期，已退回.*820 个.*764 个.*▼ 6\.8%/)
    expect(await row.nth(4).textContent()).toContain('不再适用')
    expect(await portal.page.locator('[data-counts]').textContent()).toMatch(
      /未通过 3 条.*待说明 1.*已退回 1.*待审定 1.*逾期 1/,
    )
  })

  it('are filtered by what stands in the link, and exported as they are shown', async () => {
    await portal.open('/reports/tickets?filter=explained')
    await expect.poll(() => portal.page.locator('[data-ticket]').count()).toBe(1)
    await portal.page.locator('[data-export]').click()
    await expect
      .poll(() => portal.server.orders.at(-1))
      .toMatchObject({ path: '/api/exports', body: { kind: 'tickets', org: '440000', filter: 'explained' } })
    await portal.page.locator('.el-select:has([aria-label="状态"])').click()
    await portal.page.getByRole('option', { name: '已通过' }).click()
    await expect.poll(() => portal.query('filter')).toBe('accepted')
    await expect.poll(() => portal.page.locator('[data-ticket]').first().textContent()).toContain('汕头')
  })

  it('show what was there then and now, the exchange with accounts and times, and whose turn it is', async () => {
    await portal.open(ticket('2026-10:orgs:440400'))
    await portal.page.locator('[data-opened]').waitFor()
    expect(await portal.page.locator('[data-opened]').textContent()).toMatch(/820 个.*764 个.*▼ 6\.8%/)
    expect(await portal.page.locator('[data-today]').textContent()).toMatch(/820 个.*790 个.*▼ 3\.7%/)
    expect(await portal.page.locator('[data-next]').textContent()).toContain('按退回理由重新提交书面说明')
    expect(await portal.page.locator('[data-action="returned"]').textContent()).toMatch(
      /退回.*2026-11-10 10:00.*全省 admin.*请列明撤并的支部数/,
    )
    expect(await portal.page.locator('form').count()).toBe(0)
  })

  it('are written with a counter, never longer than allowed, and handed in', async () => {
    await portal.open(ticket(OWN))
    expect(await portal.page.locator('[data-explain]').isDisabled()).toBe(true)
    await text().fill('字'.repeat(1_200))
    await expect.poll(() => portal.page.locator('form').textContent()).toContain('1000 / 1000')
    await text().fill('10月新生团员集中报到\n共 940 人')
    await portal.page.locator('[data-explain]').click()
    await portal.page.locator('[data-action="explained"]').waitFor()
    expect(portal.server.orders.at(-1)).toMatchObject({
      path: '/api/tickets/2026-10%3Amembers%3A440100/explain',
      body: { text: '10月新生团员集中报到\n共 940 人', version: 1 },
    })
    expect(await text().count()).toBe(0)
  })

  it('are not lost when the session ends while they are written', async () => {
    await portal.open(ticket(OWN))
    await text().fill('写到一半的说明')
    portal.server.endSessions()
    await portal.page.locator('[data-explain]').click()
    await portal.page.locator('#login').fill('admin')
    await portal.page.locator('#password').fill(PASSWORD)
    await portal.page.keyboard.press('Enter')
    await expect.poll(() => text().inputValue()).toBe('写到一半的说明')
    await portal.page.reload()
    await expect.poll(() => text().inputValue()).toBe('写到一半的说明')
  })

  it('are accepted, or returned with a reason and only with one', async () => {
    await portal.open(ticket(TO_DECIDE))
    expect(await portal.page.locator('[data-return]').isDisabled()).toBe(true)
    await portal.page.locator('#reason').fill('请分学校列明')
    await portal.page.locator('[data-return]').click()
    await portal.page.locator('[data-action="returned"]').waitFor()
    expect(portal.server.orders.at(-1)).toMatchObject({ body: { reason: '请分学校列明', version: 2 } })
  })

  it.each([
    ['the list', '/reports/tickets', '[data-ticket]'],
    ['the form', ticket(OWN), '#explanation'],
    ['the decision', ticket(TO_DECIDE), '#reason'],
  ])('fit a phone: %s', async (_, address, shown) => {
    await portal.open(address, { size: PHONE })
    await portal.page.locator(shown).first().waitFor()
    expect(await portal.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      PHONE.width,
    )
  })
})
