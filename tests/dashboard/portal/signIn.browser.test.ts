import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../../support/browser/portal/signIn.ts'
import { type Node, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()

describe('signing in', () => {
  it('is asked for first, says what is wrong, and leads to where one wanted to go', async () => {
    await portal.open('/reports/r/dues_collection?org=440100', { signedOut: true })
    await portal.page.locator('#login').waitFor()
    const isFocused = (node: Node) => node === node.ownerDocument.activeElement
    await expect.poll(() => portal.page.locator('#login').evaluate(isFocused)).toBe(true)
    await expect.poll(() => portal.query('next')).toBe('/reports/r/dues_collection?org=440100')
    await portal.page.locator('button[type=submit]').click()
    await expect.poll(() => portal.page.locator('[role=alert]').textContent()).toContain('请输入账号和密码')
    await portal.page.locator('#login').fill('admin')
    await portal.page.locator('#password').fill('wrong')
    await portal.page.keyboard.press('Enter')
    await expect.poll(() => portal.page.locator('[role=alert]').textContent()).toContain('账号或密码不正确')
    await portal.page.locator('#password').fill(PASSWORD)
    await portal.page.keyboard.press('Enter')
    await portal.page.locator('tfoot [data-row=total]').waitFor()
    expect(portal.here()).toMatch(/^\/reports\/r\/dues_collection\?org=440100/)
  })

  it('tells the words of the rate limit', async () => {
    await portal.open('/reports/sign-in', { signedOut: true })
    await portal.page.locator('#login').fill('admin')
    for (let n = 0; n < 4; n++) {
      await portal.page.locator('#password').fill(`wrong ${n}`)
      await portal.page.locator('button[type=submit]').click()
      await expect.poll(() => portal.page.locator('#password').inputValue()).toBe('')
    }
    await expect.poll(() => portal.page.locator('[role=alert]').textContent()).toContain('尝试次数过多')
  })

  it('goes to no other host afterwards', async () => {
    await portal.open(`/reports/sign-in?next=${encodeURIComponent('//evil.example/x')}`, { signedOut: true })
    await portal.page.locator('#login').fill('admin')
    await portal.page.locator('#password').fill(PASSWORD)
    await portal.page.keyboard.press('Enter')
    await portal.page.locator('[data-report=org_entry]').waitFor()
    expect(portal.here()).toBe('/reports/')
  })

  it('is asked for again when the session ends, and signing out ends it', async () => {
    await portal.openReport('/reports/r/activity')
    portal.server.endSessions()
    await portal.page.getByRole('button', { name: '上一月' }).click()
    await portal.page.locator('#login').waitFor()
    expect(portal.query('next')).toContain('/reports/r/activity?')
    await portal.page.locator('#login').fill('admin')
    await portal.page.locator('#password').fill(PASSWORD)
    await portal.page.keyboard.press('Enter')
    await portal.page.locator('tfoot [data-row=total]').waitFor()
    await portal.page.locator('.account').click()
    await portal.page.locator('[data-sign-out]').click()
    await portal.page.locator('#login').waitFor()
    expect(portal.server.orders.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/session' })
  })
})
