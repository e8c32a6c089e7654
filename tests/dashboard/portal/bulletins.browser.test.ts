import { describe, expect, it } from 'vitest'
import { ADMIN, PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()
const BULLETIN = `/reports/bulletins/${'d'.repeat(32)}`

describe('the bulletins', () => {
  it('are listed with number, days and who issued them, and issued by an administrator', async () => {
    await portal.open('/reports/bulletins')
    const row = portal.page.locator('[data-bulletin]')
    await row.waitFor()
    expect(await row.innerText()).toMatch(
      /通报〔2026〕第2期\s+关于组织树.*\s+团广东省委\s+2026年11月23日至24日\s+定时发布，2026-11-25 07:00/,
    )
    await portal.page.locator('[data-begin]').click()
    await portal.page.locator('[data-issue]').click()
    await expect.poll(() => portal.here()).toBe(BULLETIN)
    expect(portal.server.orders.at(-1)).toMatchObject({
      path: '/api/bulletins',
      body: { kind: 'entry_progress', org: '440000' },
    })
  })

  it('cannot be issued by others', async () => {
    await portal.open('/reports/bulletins', { account: { ...ADMIN, role: 'committee' } })
    await portal.page.locator('[data-bulletin]').waitFor()
    expect(await portal.page.locator('[data-begin]').count()).toBe(0)
  })

  it('show text, table and chart as issued, the red units marked, with document and annex', async () => {
    await portal.open(BULLETIN)
    const last = portal.page.locator('[data-unit="440111"]')
    await last.waitFor()
    expect(await portal.page.locator('article').innerText()).toMatch(
      /通报〔2026〕第2期\s+关于组织树建立工作进展情况的通报\s+截至2026年11月24日24时/,
    )
    expect(await last.innerText()).toMatch(/12\s+团梅州市委（通报）\s+580\s+持平\s+48\.5%\s+持平/)
    expect(await portal.page.locator('[data-unit="440110"]').innerText()).toMatch(
      /团惠州市委\s+640\s+▼ 1\s+未提供\s+—/,
    )
    await portal.page.locator('.plot canvas').waitFor()
    expect(await portal.page.locator('[data-document]').getAttribute('href')).toBe(
      `/api/bulletins/${'d'.repeat(32)}/document`,
    )
  })

  it('print as a document without the bars of the page', async () => {
    await portal.open(BULLETIN)
    await portal.page.locator('.plot canvas').waitFor()
    await portal.page.emulateMedia({ media: 'print' })
    expect(await portal.page.locator('[data-document]').isVisible()).toBe(false)
    expect(await portal.page.locator('.signed').innerText()).toMatch(/共青团广东省委员会\s+2026-11-25/)
  })

  it('fit a phone', async () => {
    await portal.open(BULLETIN, { size: PHONE })
    await portal.page.locator('[data-unit]').first().waitFor()
    expect(await portal.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      PHONE.width,
    )
  })
})
