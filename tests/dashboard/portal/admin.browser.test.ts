import { describe, expect, it } from 'vitest'
import { parseDay } from '../../../warehouse/platform/time/day.ts'
import { ONE_TIME } from '../../support/browser/portal/administration.ts'
import { ADMIN, PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()
const at = (selector: string) => portal.page.locator(selector)

describe('what administrators look after', () => {
  it('is one place with tabs, which nobody else is shown', async () => {
    await portal.open('/reports/admin')
    await at('[data-account=guangzhou]').waitFor()
    expect(portal.here()).toBe('/reports/admin/accounts')
    expect(await at('header.bar nav .here').textContent()).toBe('管理')
    expect(await at('.tabs a').allTextContents()).toEqual(['账号', '口径参数', '大屏链接', '审计'])
    await portal.context.close()
    await portal.server.stop()

    await portal.open('/reports/admin/accounts', { account: { ...ADMIN, role: 'department' } })
    await expect.poll(() => at('main').textContent()).toContain('管理页面供管理员使用')
    expect(await at('header.bar').textContent()).not.toContain('管理')
  })

  it('fits a phone on every tab', async () => {
    await portal.open('/reports/admin', { size: PHONE })
    for (const [tab, first] of [
      ['账号', '[data-account]'],
      ['口径参数', '[data-reference]'],
      ['大屏链接', '[data-kiosk]'],
      ['审计', '[data-deed]'],
    ] as const) {
      await portal.page.locator('.tabs').getByText(tab, { exact: true }).click()
      await at(first).first().waitFor()
      const width = await portal.page.evaluate('document.documentElement.scrollWidth')
      expect([tab, width]).toEqual([tab, PHONE.width])
    }
  })
})

describe('an account', () => {
  it('is made with a password that is shown once', async () => {
    await portal.open('/reports/admin/accounts')
    await at('[data-begin]').click()
    await portal.page.getByLabel('账号名').fill('guangzhou')
    await at('[data-make]').click()
    await expect.poll(() => at('[role=alert]').textContent()).toContain('已被使用')
    await portal.page.getByLabel('账号名').fill('foshan')
    expect(await at('[data-consequence]').textContent()).toMatch(/foshan将能看到.*及其下级.*团委：/)
    await at('[data-make]').click()
    expect(await at('[data-password]').textContent()).toBe(ONE_TIME)
    await portal.page.getByText('关闭', { exact: true }).click()
    await at('[data-account=foshan]').waitFor()
    expect(await at('[data-account=foshan]').textContent()).toContain('一次性密码未改')
    expect(await portal.page.getByText(ONE_TIME).count()).toBe(0)
    expect(portal.server.orders.at(-1)).toMatchObject({
      path: '/api/accounts',
      body: { login: 'foshan', role: 'committee', org: '440000', email: '' },
    })
  })

  it('is disabled after words that say who, where and what will happen', async () => {
    await portal.open('/reports/admin/accounts', { size: PHONE })
    await at('[data-account=guangzhou] [data-change]').click()
    await at('.el-select:has([aria-label="操作"])').click()
    await portal.page.getByRole('option', { name: '停用' }).click()
    expect(await at('[data-consequence]').textContent()).toBe(
      'guangzhou（团委，团广州市委）不能再登录，也不再收到定时邮件；正在登录的浏览器几秒内退出。账号与记录保留，可以再启用。',
    )
    await at('[data-confirm]').click()
    await expect.poll(() => at('[data-account=guangzhou]').textContent()).toContain('已停用')
    expect(portal.server.orders.at(-1)?.path).toBe('/api/accounts/guangzhou/disable')
  })

  it('of oneself changes nothing but its address', async () => {
    await portal.open('/reports/admin/accounts')
    await at('[data-account=admin] [data-change]').click()
    await expect.poll(() => at('.el-dialog').textContent()).toContain('只能更改邮箱')
    expect(await at('[data-confirm]').isDisabled()).toBe(true)
  })

  it('is found by login, organisation or address', async () => {
    await portal.open('/reports/admin/accounts')
    await portal.page.getByLabel('查找账号').fill('gz@')
    await expect.poll(() => at('[data-account]').count()).toBe(1)
    await portal.page.getByLabel('查找账号').fill('没有')
    await expect.poll(() => at('main').textContent()).toContain('没有找到')
  })
})

describe('a reference value', () => {
  it('is checked before it is saved, and only what was checked is saved', async () => {
    await portal.open('/reports/admin/references')
    await at('[data-begin]').click()
    await portal.page.getByLabel('自何日起').fill('2026-12-10')
    await portal.page.getByLabel('数值').fill('-4')
    await portal.page.getByLabel('依据').fill('粤青办〔2026〕10号')
    await at('[data-check]').click()
    await expect.poll(() => at('[role=alert]').textContent()).toContain('数值：不能为负')
    await portal.page.getByLabel('数值').fill('4')
    await at('[data-check]').click()
    await expect.poll(() => at('[data-preview]').textContent()).toContain('由3 人改为4 人')
    await portal.page.getByLabel('数值').fill('6')
    expect(await at('[data-save]').count()).toBe(0)
    await at('[data-check]').click()
    await at('[data-save]').click()
    await expect.poll(() => at('[data-reference]').count()).toBe(3)
    expect(portal.server.orders.at(-1)).toMatchObject({
      path: '/api/references',
      body: {
        what: 'branch_members_least',
        from: parseDay('2026-12-10'),
        value: '6',
        org: '',
        source: '粤青办〔2026〕10号',
      },
    })
  })

  it('is withdrawn with a reason, and stays in the history', async () => {
    await portal.open('/reports/admin/references')
    await at('[data-withdraw]').click()
    expect(await at('[data-confirm]').isDisabled()).toBe(true)
    await portal.page.getByLabel('原因').fill('文号有误')
    await at('[data-confirm]').click()
    await expect.poll(() => at('[data-state=coming]').count()).toBe(0)
    await at('.el-select:has([aria-label="显示"])').click()
    await portal.page.getByRole('option', { name: '全部（含历史）' }).click()
    await expect.poll(() => at('[data-state=withdrawn]').textContent()).toMatch(/已撤回.*撤回：文号有误/s)
  })
})

describe('the shares of the dues', () => {
  it('are entered for all levels together by administrators of the whole instance, and withdrawn', async () => {
    await portal.open('/reports/admin/references', { account: { ...ADMIN, org: 'root' } })
    await at('[data-begin-split]').click()
    await portal.page.getByLabel('自何日起').fill('2026-12-10')
    for (const [level, share] of [
      ['基层', '60'],
      ['县级', '20'],
      ['市级', '10'],
      ['省级', '7'],
      ['中央', '2.5'],
    ] as const)
      await portal.page.getByLabel(level).fill(share)
    await expect.poll(() => at('.el-dialog').textContent()).toContain('99.5%')
    await portal.page.getByLabel('中央').fill('3')
    await portal.page.getByLabel('依据').fill('粤青办〔2026〕9号')
    await at('[data-check]').click()
    await expect.poll(() => at('[data-preview]').textContent()).toContain('基层 60%')
    await at('[data-save]').click()
    await at('[data-split="2026-12-10"]').waitFor()
    expect(portal.server.orders.at(-1)?.body).toMatchObject({
      from: parseDay('2026-12-10'),
      levels: { grassroots: 6000, county: 2000, city: 1000, province: 700, centre: 300 },
    })
    await at('[data-withdraw-split]').click()
    await portal.page.getByLabel('原因').fill('文号有误')
    await at('[data-confirm]').click()
    await expect.poll(() => at('[data-split="2026-12-10"]').textContent()).toMatch(/已撤回.*文号有误/s)
  })
})

describe('a link of the wall', () => {
  it('is made with its place, shown once, and revoked after a warning', async () => {
    await portal.open('/reports/admin/walls')
    expect(await at('[data-kiosk="0000000a"]').textContent()).toMatch(/一楼大厅.*有效.*2026-11-25 11:00/s)
    await at('[data-begin]').click()
    await portal.page.getByLabel('屏幕所在').fill('三楼')
    await at('[data-make]').click()
    expect(await at('[data-link]').textContent()).toContain('?kiosk=token')
    await portal.page.getByText('关闭', { exact: true }).click()
    await at('[data-kiosk="0000000c"] [data-revoke]').click()
    expect(await at('[data-consequence]').textContent()).toContain('十秒内黑屏')
    await at('[data-confirm]').click()
    await expect.poll(() => at('[data-kiosk="0000000c"]').textContent()).toContain('已撤销')
  })
})

describe('the audit', () => {
  it('is narrowed by address, read on, and exported as it is narrowed', async () => {
    await portal.open('/reports/admin/audit?login=guangzhou')
    await expect.poll(() => at('[data-deed]').count()).toBe(1)
    expect(await at('[data-deed]').textContent()).toMatch(/导出.*团广州市委.*团员发展\.xlsx/s)
    expect(await at('[data-file]').getAttribute('href')).toBe('/api/audit/file?login=guangzhou')
    await at('[data-more]').click()
    await expect.poll(() => at('[data-deed]').count()).toBe(2)
    expect(await at('[data-more]').count()).toBe(0)
  })
})
