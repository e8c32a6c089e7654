import { describe, expect, it } from 'vitest'
import { exportId } from '../../support/browser/portal/exports.ts'
import { portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()

describe('exports', () => {
  it('are of the basis that the page shows', async () => {
    await portal.openReport('/reports/r/dues_collection?basis=current')
    await portal.page.locator('[data-export-menu]').click()
    await portal.page.locator('[data-export-report]:visible').click()
    await portal.page.locator(`.tray [data-export="${exportId(1)}"]`).waitFor()
    expect(portal.server.orders.at(-1)?.body).toMatchObject({ kind: 'report', basis: 'current' })
  })

  it('show their progress, can be cancelled, and are fetched when done', async () => {
    await portal.openReport('/reports/r/dues_collection')
    const order = async (which: string) => {
      await portal.page.locator('[data-export-menu]').click()
      await portal.page.locator(`[data-export-${which}]:visible`).click()
    }
    await order('report')
    const first = portal.page.locator(`.tray [data-export="${exportId(1)}"]`)
    await first.waitFor()
    expect(portal.server.orders.at(-1)?.body).toEqual({
      kind: 'report',
      report: 'dues_collection',
      org: '440000',
      grain: 'month',
      day: '2026-10-01',
      rows: 'children',
    })
    portal.server.advance(0.4)
    await expect.poll(() => first.textContent()).toContain('正在生成 40% · 480 行')
    await first.getByRole('button', { name: '取消' }).click()
    await expect.poll(() => first.getAttribute('data-state')).toBe('cancelled')
    await order('monthly')
    const second = portal.page.locator(`.tray [data-export="${exportId(2)}"]`)
    await second.waitFor()
    expect(portal.server.orders.at(-1)?.body).toEqual({ kind: 'monthly', org: '440000', month: '2026-10' })
    portal.server.advance(1)
    await expect.poll(() => second.textContent()).toContain('已完成 · 184.3 KB')
    const [download] = await Promise.all([
      portal.page.waitForEvent('download'),
      second.getByRole('link', { name: '下载' }).click(),
    ])
    expect(download.suggestedFilename()).toBe(`${exportId(2)}.xlsx`)
    await portal.page.locator('.tray a', { hasText: '我的导出' }).click()
    await expect.poll(() => portal.page.locator('main [data-export]').count()).toBe(2)
    expect(await portal.page.locator(`main [data-export="${exportId(2)}"]`).textContent()).toContain(
      '2026-11-26 12:00',
    )
  })
})
