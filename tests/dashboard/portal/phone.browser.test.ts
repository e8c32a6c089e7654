import { describe, expect, it } from 'vitest'
import { exportId } from '../../support/browser/portal/exports.ts'
import { type Node, PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()

describe('on a phone', () => {
  it('no page scrolls sideways', async () => {
    await portal.open('/reports/', { size: PHONE })
    const places = [
      '',
      'r/dues_retention',
      'r/member_composition',
      'exports',
      'deliveries',
      'ops',
      'mailbox',
      'sign-in',
    ]
    for (const place of places) {
      await portal.page.goto(`${portal.server.url}/reports/${place}`)
      await portal.page.locator('h1').first().waitFor()
      await portal.page.waitForLoadState('networkidle')
      const widths = await portal.page.locator('body').evaluate((body: Node) => {
        const { scrollWidth, clientWidth } = body.ownerDocument.documentElement
        return [scrollWidth, clientWidth]
      })
      expect(widths, place).toEqual([PHONE.width, PHONE.width])
    }
  })

  it('what can be done with an export, a mailing or a mail is in sight', async () => {
    await portal.openReport('/reports/r/dues_collection', { size: PHONE })
    await portal.page.locator('[data-export-menu]').tap()
    await portal.page.locator('[data-export-report]:visible').tap()
    await portal.page.locator(`.tray [data-export="${exportId(1)}"]`).waitFor()
    portal.server.advance(1)
    for (const [place, acts] of [
      ['exports', [`main [data-export="${exportId(1)}"] a`]],
      ['deliveries', ['[data-preview]', '[data-send]', '[data-pause]', '[data-resend]', '[data-skip]']],
    ] as const) {
      await portal.page.goto(`${portal.server.url}/reports/${place}`)
      for (const act of acts) {
        const found = portal.page.locator(act).first()
        await found.waitFor()
        const box = await found.boundingBox()
        expect(box?.x, act).toBeGreaterThanOrEqual(0)
        expect((box?.x ?? 0) + (box?.width ?? PHONE.width), act).toBeLessThanOrEqual(PHONE.width)
        expect(box?.height, act).toBeGreaterThanOrEqual(38)
      }
    }
  })

  it('the table scrolls inside its frame below a fixed first column, pickers are drawers', async () => {
    await portal.openReport('/reports/r/dues_collection', { size: PHONE })
    const frame = portal.page.locator('.frame')
    await frame.evaluate((node: { scrollTo(x: number, y: number): void }) => node.scrollTo(400, 0))
    const [box, name] = [
      await frame.boundingBox(),
      await portal.page.locator('tbody .name').first().boundingBox(),
    ]
    expect(name?.x).toBeCloseTo((box?.x ?? 0) + 1, 0)
    expect(name?.width).toBeLessThan(140)
    await portal.page.getByRole('button', { name: /^时期：/ }).tap()
    await portal.page.locator('.el-drawer [data-day="2026-08-01"]').tap()
    await expect.poll(() => portal.query('day')).toBe('2026-08-01')
    await portal.page.getByRole('button', { name: /^组织：/ }).tap()
    await portal.page.locator('.el-drawer [data-org="440300"]').tap()
    await expect.poll(() => portal.page.locator('main.page').getAttribute('data-org')).toBe('440300')
  })

  it('a tap explains a hidden figure', async () => {
    await portal.openReport('/reports/r/member_composition', { size: PHONE })
    await portal.page.locator('[data-state="suppressed"]').first().tap()
    await expect
      .poll(() => portal.page.locator('.explanation:visible').textContent())
      .toContain('少于 3 人，为保护个人信息不显示')
  })
})
