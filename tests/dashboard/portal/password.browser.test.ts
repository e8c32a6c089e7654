import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../../support/browser/portal/signIn.ts'
import { ADMIN, PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()

describe('the own password', () => {
  const NEXT = 'Regen an der Weser'
  const fill = async (old: string, next: string, again: string) => {
    for (const [name, text] of [
      ['old', old],
      ['next', next],
      ['again', again],
    ])
      await portal.page.locator(`#password-${name}`).fill(text ?? '')
    await portal.page.locator('[data-change-password]').click()
  }

  it('made for the account asks to be changed; the rules stand there before anything is typed', async () => {
    await portal.open('/reports/', { account: { ...ADMIN, hasOneTimePassword: true } })
    await portal.page.locator('[data-one-time] button').click()
    await expect.poll(() => portal.page.locator('[data-rules] li').count()).toBe(4)
    const error = portal.page.locator('.error')
    await fill(PASSWORD, NEXT, 'something else')
    expect(await error.textContent()).toBe('▲ 两次输入的新密码不一致')
    expect(portal.server.orders.filter(each => each.path.endsWith('/password'))).toEqual([])
    await fill('wrong', NEXT, NEXT)
    await expect.poll(() => error.textContent()).toBe('▲ 原密码不正确')
    await fill(PASSWORD, NEXT, NEXT)
    await expect.poll(() => portal.page.locator('#password-old').count()).toBe(0)
    expect(portal.server.orders.at(-1)).toEqual({
      method: 'POST',
      path: '/api/session/password',
      body: { password: PASSWORD, newPassword: NEXT },
    })
    await expect.poll(() => portal.page.locator('[data-one-time]').count()).toBe(0)
  })

  it('is changed from the account menu, also on a phone', async () => {
    await portal.open('/reports/', { size: PHONE })
    await portal.page.locator('.account').click()
    await portal.page.locator('[data-open-password]').click()
    await portal.page.locator('#password-again').waitFor()
    expect(await portal.page.locator('[data-one-time]').count()).toBe(0)
    await portal.page.keyboard.press('Escape')
    await expect.poll(() => portal.page.locator('#password-again').count()).toBe(0)
  })
})
