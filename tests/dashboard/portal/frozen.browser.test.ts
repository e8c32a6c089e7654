import { describe, expect, it } from 'vitest'
import { ADMIN, PHONE, portalPage } from '../../support/browser/portalPage.ts'
import { BROKEN } from '../../support/browser/sampleFrozen.ts'

const portal = portalPage()
const SET = `/reports/frozen/${'a'.repeat(32)}`

describe('the frozen sets', () => {
  it('are listed with period, who froze them and why', async () => {
    await portal.open('/reports/frozen')
    const row = portal.page.locator(`[data-set="${'a'.repeat(32)}"]`)
    await row.waitFor()
    expect(await row.innerText()).toMatch(
      /2026年三季度迎检\s+迎检\s+团广东省委\s+2026年10月\s+zhang\.wei，2026-11-05 09:30\s+团中央督导组/,
    )
  })

  it('are made by an administrator, who gives name, kind, period and reason', async () => {
    await portal.open('/reports/frozen')
    await portal.page.locator('[data-begin]').click()
    const freeze = portal.page.locator('[data-freeze]')
    expect(await freeze.isDisabled()).toBe(true)
    await portal.page.getByLabel('名称').fill('2026年三季度迎检')
    await portal.page.getByLabel('原因').fill('迎检')
    await freeze.click()
    await expect.poll(() => portal.page.getByRole('alert').textContent()).toContain('请换一个名称')
    await portal.page.getByLabel('名称').fill('年终考核')
    await freeze.click()
    await expect.poll(() => portal.here()).toBe(`/reports/frozen/${'c'.repeat(32)}`)
    expect(portal.server.orders.at(-1)).toMatchObject({
      method: 'POST',
      path: '/api/frozen',
      body: {
        name: '年终考核',
        kind: 'inspection',
        org: '440000',
        grain: 'month',
        day: '2026-10-01',
        reason: '迎检',
      },
    })
  })

  it('cannot be made by others', async () => {
    await portal.open('/reports/frozen', { account: { ...ADMIN, role: 'department' } })
    await portal.page.locator('[data-set]').first().waitFor()
    expect(await portal.page.locator('[data-begin]').count()).toBe(0)
  })

  it('show a report as it was, and in one click what is different today', async () => {
    await portal.open(SET)
    await portal.page.locator('tfoot [data-row=total]').waitFor()
    expect(await portal.page.locator('[data-intact]').textContent()).toBe('（相符）')
    await portal.page.getByText('与今天的差异').click()
    const row = portal.page.locator('[data-row="440100"]')
    await row.waitFor()
    expect(await row.innerText()).toMatch(/312,004 → 312,016（▲ 12）\s+4 → <3/)
    expect(await portal.page.locator('[data-difference]').innerText()).toMatch(/比较 168 格，3 格不同/)
    expect(portal.query('view')).toBe('difference')
  })

  it('say plainly that one was changed behind its back', async () => {
    await portal.open(`/reports/frozen/${BROKEN}`)
    await expect.poll(() => portal.page.locator('[data-broken]').textContent()).toContain('不能作为依据')
    expect(await portal.page.locator('[data-intact]').count()).toBe(0)
  })

  it('fit a phone', async () => {
    for (const address of ['/reports/frozen', `${SET}?view=difference`]) {
      await portal.open(address, { size: PHONE })
      await portal.page.locator('.things').first().waitFor()
      expect(await portal.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        PHONE.width,
      )
      if (address === '/reports/frozen') {
        await portal.context.close()
        await portal.server.stop()
      }
    }
  })
})
