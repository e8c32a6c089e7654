import { describe, expect, it } from 'vitest'
import { PHONE, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()
const rowsOf = (metric: string) => portal.page.locator(`[data-metric=${metric}] tbody tr`)

describe('the targets', () => {
  it('stand with state, value, target, progress in words, place and the estimated day, those behind first', async () => {
    await portal.open('/reports/targets')
    const rows = rowsOf('MEM07')
    await rows.first().waitFor()
    expect(await rows.evaluateAll(nodes => nodes.map(node => node.getAttribute('data-state')))).toEqual([
      'behind',
      'behind',
      'behind',
      'on_pace',
      'reached',
      'not_computed',
      'none',
    ])
    const [own, behind, stalled, onPace] = await rows.allTextContents()
    expect(own).toMatch(/● 滞后.*3,486.*≥ 6,000 人.*58\.1%.*时间已过 90\.1%.*历史不足，不作估计/)
    expect(behind).toMatch(
      /61\.2%.*3 \/ 3.*2027-02-14，晚于期限 45 天.*2027-01-20 至 2027-03-22；按近 8 周进度/,
    )
    expect(stalled).toContain('近期没有进展，不能估计')
    expect(onPace).toMatch(/◐ 正常.*2026-12-16，期限内.*最早 2026-12-10，最迟不能确定/)
    expect(await portal.page.locator('[data-metric=MEM07] .headline').textContent()).toContain('滞后 2 个')
    expect(await portal.page.locator('[data-metric=MEM07]').textContent()).toMatch(
      /预计完成（估计）.*目标依据：省委工作要点.*不作考核依据/,
    )
  })

  it('say of a limit by how much it is exceeded, and of a hidden value why', async () => {
    await portal.open('/reports/targets')
    expect(await rowsOf('DUE07').first().textContent()).toMatch(/≤ 1,000\.00 元.*超出 200\.00 元/)
    expect(await rowsOf('DUE07').nth(1).textContent()).toContain('未超过')
    const hidden = portal.page.locator('[data-state=not_computed] [data-label=现值]')
    expect([await hidden.innerText(), await hidden.getAttribute('title')]).toEqual([
      '<10',
      '少于 10 人，为保护个人信息不显示',
    ])
  })

  it('are drilled into, and led up again, by the address', async () => {
    await portal.open('/reports/targets')
    await rowsOf('MEM07').nth(1).getByRole('link').click()
    await expect.poll(() => portal.query('org')).toBe('440100')
    await expect.poll(() => rowsOf('MEM07').first().getAttribute('data-org')).toBe('440100')
    await portal.page.getByLabel('上级组织').getByRole('link').first().click()
    await expect.poll(() => portal.query('org')).toBe('440000')
  })

  it('are chosen by campaign and phase, a campaign that runs first', async () => {
    await portal.open('/reports/targets')
    await rowsOf('MEM07').first().waitFor()
    expect(await portal.page.locator('.el-select:has([aria-label="工作"])').textContent()).toContain(
      '2026年度工作目标',
    )
    await portal.page.locator('.el-select:has([aria-label="阶段"])').click()
    await portal.page.getByRole('option', { name: '上半年（2026-01-01 至 2026-06-30，已结束）' }).click()
    await expect.poll(() => portal.query('phase')).toBe('上半年')
    await portal.page.locator('.el-select:has([aria-label="工作"])').click()
    await portal.page.getByRole('option', { name: '电子档案录入' }).click()
    await expect.poll(() => portal.query('campaign')).toBe('files')
    expect(portal.query('phase')).toBeNull()
  })

  it('are none where none was set, and not shown of a foreign organisation', async () => {
    await portal.open('/reports/targets', { hasNoTargets: true })
    await expect.poll(() => portal.page.locator('.notice .title').textContent()).toBe('没有工作目标')
  })

  it('of a foreign organisation are refused in words, with the way back', async () => {
    await portal.open('/reports/targets?org=330000')
    await expect.poll(() => portal.page.locator('.notice').textContent()).toContain('不在您的数据范围内')
    await portal.page.getByRole('button', { name: /^回到/ }).click()
    await rowsOf('MEM07').first().waitFor()
  })

  it('name campaign, phase and organisation on paper', async () => {
    await portal.open('/reports/targets')
    await rowsOf('MEM07').first().waitFor()
    await portal.page.emulateMedia({ media: 'print' })
    expect(await portal.page.locator('h1').innerText()).toMatch(/2026年度工作目标 · 全年（.*进行中） · /)
    expect(await portal.page.locator('.filters').isVisible()).toBe(false)
    expect(await portal.page.locator('[data-state=not_computed]').innerText()).toContain('少于 10 人')
  })

  it('fit a phone', async () => {
    await portal.open('/reports/targets', { size: PHONE })
    await rowsOf('MEM07').first().waitFor()
    expect(await portal.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      PHONE.width,
    )
  })
})
