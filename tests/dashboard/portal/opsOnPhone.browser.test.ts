import { expect, it } from 'vitest'
import { ADMIN, PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()

it('every table of the operation is read on a phone without scrolling sideways, each fact under its name', async () => {
  await portal.open('/reports/ops', { size: PHONE, account: { ...ADMIN, org: 'root', orgName: '全部' } })
  await portal.page.locator('[data-log=member] button').tap()
  await portal.page.locator('[data-partitions=member]').waitFor()
  await portal.page.locator('[data-reason]').first().waitFor()
  await portal.page.locator('[data-run=retention-0] summary').tap()
  const scrollers = await portal.page
    .locator('.scroller')
    .evaluateAll(all => all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
  expect(scrollers).toEqual([0, 0, 0, 0, 0])
  const cells = portal.page.locator('main td:not(.head):not([colspan])')
  expect(await cells.count()).toBeGreaterThan(100)
  expect(await cells.evaluateAll(all => all.filter(cell => !cell.getAttribute('data-label')).length)).toBe(0)
})
