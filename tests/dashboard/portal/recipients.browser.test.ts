import { expect, it } from 'vitest'
import { PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()
const at = (selector: string) => portal.page.locator(selector)

it('a recipient is added and removed on the page, and those of accounts and of the file say where they are changed', async () => {
  await portal.open('/reports/deliveries')
  await at('[data-mailed="gz@example.cn"]').waitFor()
  expect(await at('[data-mailed="gz@example.cn"]').textContent()).toContain('“团委”账号的邮箱，在“管理”中改')
  expect(await at('[data-mailed="list@example.cn"]').textContent()).toContain('MAIL_RECIPIENTS')
  expect(await at('[data-remove]').count()).toBe(0)

  await at('[data-add]').click()
  expect(await at('[data-confirm]').isDisabled()).toBe(true)
  await portal.page.getByLabel('邮箱').fill('new@example.cn')
  await portal.page.getByText('每周简报', { exact: true }).last().click()
  await at('[data-confirm]').click()
  await at('[data-mailed="new@example.cn"]').waitFor()
  expect(portal.server.orders.at(-1)).toMatchObject({
    path: '/api/recipients',
    body: { address: 'new@example.cn', org: '440000', mailings: ['monthly'] },
  })

  await at('[data-mailed="new@example.cn"] [data-remove]').click()
  expect(await at('[data-consequence]').textContent()).toContain('不再收到城市月报')
  await at('[data-confirm]').click()
  await expect.poll(() => at('[data-mailed="new@example.cn"]').count()).toBe(0)
})

it('the recipients fit a phone', async () => {
  await portal.open('/reports/deliveries', { size: PHONE })
  await at('[data-mailed]').first().waitFor()
  expect(await portal.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width)
})
