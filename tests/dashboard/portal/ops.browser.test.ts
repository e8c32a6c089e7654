import { describe, expect, it } from 'vitest'
import { ADMIN, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()
const OPERATOR = { ...ADMIN, org: 'root', orgName: '全部' }

describe('running the system', () => {
  it('tells how every job stands, what went wrong in words, and how its window is done again', async () => {
    await portal.open('/reports/ops', { account: OPERATOR })
    const job = (name: string) => portal.page.locator(`[data-job=${name}]`)
    await job('retention').waitFor()
    expect(await job('retention').textContent()).toMatch(
      /每天 03:10.*● 失败.*团费留存比例的配置有误.*2026-11-01 至 11-24.*3 分 4 秒.*已失败 3 次，11-25 12:05 再试/,
    )
    expect(await job('measures').textContent()).toContain('还没有运行过')
    expect(await job('trend').textContent()).toContain('数据未到齐：团员到 2026-11-24 22:00')
    expect(await job('month_mart').textContent()).toMatch(
      /正在运行已完成 12\/26 个窗口，预计还需 1 分 35 秒$/,
    )
    expect(await portal.page.locator('[data-wrong]').textContent()).toBe('● 团费留存上次没有完成')
    const run = portal.page.locator('[data-run=retention-0]')
    expect(await run.locator('code').isVisible()).toBe(false)
    await run.locator('summary').click()
    expect(await run.locator('code').textContent()).toBe(
      'npm run job -- run retention --from 2026-11-01 --to 2026-11-24',
    )
    expect(await run.textContent()).toContain('ratios.csv:14')
    expect(await portal.page.locator('[data-run]').count()).toBe(12)
    await portal.page.locator('[data-more]').click()
    expect(await portal.page.locator('[data-run]').count()).toBe(16)
    expect(await portal.page.locator('[data-feed]').textContent()).toBe('▲ 正在追赶积压')
    expect(
      await portal.page
        .locator('[data-log]')
        .evaluateAll(all => all.map(one => one.getAttribute('data-log'))),
    ).toEqual(['org', 'member', 'signup', 'dues_payment'])
    const member = portal.page.locator('[data-log=member]')
    expect(await member.textContent()).toMatch(/团员2026-11-25 11:58:44.*1,240/)
    expect(await portal.page.locator('[data-log=org]').textContent()).toContain('● 已停止上报，67 分钟前')
    expect(await portal.page.locator('[data-log=signup]').textContent()).toContain('尚不知道')
    await member.locator('button').click()
    expect(await portal.page.locator('[data-partitions=member]').textContent()).toMatch(
      /gd\.zhtj\.tb_member1947531948771 ?1,240/,
    )
    const missing = (column: string) => portal.page.locator(`[data-missing=${column}]`)
    expect(await missing('amount').textContent()).toMatch(
      /团费缴纳zhtj\.tb_dues_paymentamount1,20411-25 11:59.*源表现在写作 AMOUNT/,
    )
    expect(await missing('graduate_year').textContent()).toContain('核对源表是否改了列名')
    expect(await portal.page.locator('[data-reason=bad_value]').textContent()).toMatch(/字段的值不能转换.*37/)
  })

  it('is for administrators of the whole instance, and says in its place what could not be read', async () => {
    for (const account of [{ ...OPERATOR, role: 'committee' } as const, ADMIN]) {
      await portal.open('/reports/ops', { account })
      await expect.poll(() => portal.page.locator('.notice').textContent()).toContain('没有权限')
      expect(await portal.page.locator('header.bar').textContent()).not.toContain('运维')
      await portal.context.close()
      await portal.server.stop()
    }
    const refuse = (path: string) =>
      path === '/api/ops/jobs' ? { status: 503, message: '数据仓库暂时不可用，请稍后再试' } : undefined
    await portal.open('/reports/ops', { account: OPERATOR, refuse })
    await expect.poll(() => portal.page.locator('.notice').textContent()).toContain('数据仓库暂时不可用')
    await portal.page.locator('[data-log=org]').waitFor()
  })
})
