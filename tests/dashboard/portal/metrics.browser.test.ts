import { expect, it } from 'vitest'
import { METRICS } from '../../../warehouse/catalogue/metrics.ts'
import { ADMIN, PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()

it('lists every metric by subject, finds them by their words, and tells all of one that is opened', async () => {
  await portal.open('/reports/metrics?org=440300')
  await portal.page.locator('[data-metric=MEM01]').waitFor()
  expect(await portal.page.locator('[data-metric]').count()).toBe(METRICS.size)
  await portal.page.getByRole('textbox', { name: '查找指标' }).fill('参评')
  await expect
    .poll(() => portal.page.locator('[data-metric]').evaluateAll(all => all.map(each => each.textContent)))
    .toEqual(expect.arrayContaining([expect.stringContaining('EDU02')]))
  const item = portal.page.locator('[data-metric=EDU02]')
  await item.getByRole('button').press('Enter')
  expect(await item.getByRole('button').getAttribute('aria-expanded')).toBe('true')
  await expect.poll(() => item.locator('[data-value]').textContent()).toContain('2026-11-01 至 2026-11-25')
  expect(await item.locator('[data-words]').textContent()).toContain('÷')
  expect(await item.locator('[data-since]').textContent()).toBe('2024-11-01')
  const text = await item.locator('dl').textContent()
  expect(text).toContain('广东智慧团建：')
  expect(text).toContain('zhtj.tb_education_evaluation')
  // whoever does not run the whole instance is not offered what he may not ask
  expect(text).not.toContain('SQL')
  await item.getByRole('link', { name: '报表《教育评议与年度团籍注册》' }).click()
  await expect.poll(() => portal.page.url()).toContain('/reports/r/evaluation?org=440300')
})

it('says so when nothing is found', async () => {
  await portal.open('/reports/metrics?search=没有这样的指标')
  await expect.poll(() => portal.page.locator('main').textContent()).toContain('找到 0 项')
})

it('shows its SQL to whoever runs the whole instance, and fits on a phone', async () => {
  const account = { ...ADMIN, org: 'root', orgName: '全部' }
  await portal.open('/reports/metrics', { size: PHONE, account })
  const item = portal.page.locator('[data-metric=MEM01]')
  await item.getByRole('button').first().click()
  await item.getByRole('button', { name: '看本月的 SQL' }).click()
  await expect.poll(() => item.locator('[data-sql]').textContent()).toContain('-- MEM01')
  const { scroll, client } = await portal.page.evaluate<{ scroll: number; client: number }>(
    '({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth })',
  )
  expect(scroll).toBeLessThanOrEqual(client)
})
