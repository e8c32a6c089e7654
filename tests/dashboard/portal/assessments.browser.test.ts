import { describe, expect, it } from 'vitest'
import { ADMIN, PHONE, portalPage } from '../../support/browser/portalPage.ts'
import { ROUND } from '../../support/browser/sampleAssessments.ts'

const portal = portalPage()
const PAGE = `/reports/assessments/${encodeURIComponent(ROUND)}`
const CITY = { ...ADMIN, login: 'city-gz', role: 'committee' as const, org: '440100', orgName: '团广州市委' }
const sheet = (id: string) => portal.page.locator(`[data-sheet="${id}"]`)

describe('an assessment', () => {
  it('is listed with its year and where it stands', async () => {
    await portal.open('/reports/assessments')
    const row = portal.page.locator(`[data-assessment="${ROUND}"]`)
    await row.waitFor()
    expect(await row.innerText()).toMatch(
      /2025\s+团的基层建设年度考核\s+团广东省委\s+公示中，2026年12月1日前可提出异议/,
    )
  })

  it('shows who assesses all sheets by their place, and of a missing part that it counts for nothing', async () => {
    await portal.open(PAGE)
    await sheet('440100').waitFor()
    expect(
      await portal.page
        .locator('[data-sheet]')
        .evaluateAll(rows => rows.map(row => row.getAttribute('data-sheet'))),
    ).toEqual(['440100', '440300', '440400'])
    expect(await sheet('440100').innerText()).toMatch(/1\s+团广州市委\s+84\s+54\s+30/)
    expect(await sheet('440400').innerText()).toMatch(
      /团珠海市委\s+36 \/ 40\s+未提供\s+36\s+缺团费收缴率，与其他组织不可比，不排名/,
    )
    await sheet('440400').locator('a').click()
    const own = portal.page.locator('[data-score-sheet="440400"]')
    await own.waitFor()
    expect(await own.innerText()).toMatch(/来源系统不提供此项\s+—\s+不计\s+60/)
    expect(await own.innerText()).toContain('满分 40 分；没有数的项不计分，也不按 0 分计')
  })

  it('is tried with other weights, marked as a trial, and put back', async () => {
    await portal.open(PAGE)
    await portal.page.locator('[data-trial] summary').click()
    const weight = (title: string) => portal.page.getByLabel(`${title}的权重`)
    await weight('团费收缴率').fill('90')
    await weight('团费收缴率').blur()
    await expect.poll(() => portal.page.locator('[data-sum]').textContent()).toContain('合计 130，应为 100')
    expect(await portal.page.locator('[data-try]').isDisabled()).toBe(true)
    await weight('空心团支部占比').fill('10')
    await weight('空心团支部占比').blur()
    await portal.page.locator('[data-try]').click()
    await expect.poll(() => portal.page.locator('[data-is-trial]').textContent()).toContain('试算')
    expect(await sheet('440300').innerText()).toMatch(/^1\s+团深圳市委\s+91/)
    await portal.page.locator('[data-back]').click()
    await expect.poll(() => portal.page.locator('[data-is-trial]').count()).toBe(0)
    expect(await sheet('440100').innerText()).toMatch(/^1\s+团广州市委\s+84/)
  })

  it('is published after a warning', async () => {
    await portal.open(PAGE, { hasDraft: true })
    await portal.page.locator('[data-publish]').click()
    await portal.page.getByRole('button', { name: '公示' }).last().click()
    await expect
      .poll(() => portal.page.locator('[data-state]').first().textContent())
      .toContain('考核〔2025〕第1号')
    expect(portal.server.orders.at(-1)).toMatchObject({
      path: `/api/assessments/${encodeURIComponent(ROUND)}/publish`,
      body: { version: 0 },
    })
  })

  it('is exported as a workbook', async () => {
    await portal.open(PAGE)
    await portal.page.locator('[data-export]').click()
    await expect
      .poll(() => portal.server.orders.at(-1))
      .toMatchObject({
        path: '/api/exports',
        body: { kind: 'assessment', org: '440000', assessment: ROUND },
      })
  })
})

describe('an objection', () => {
  it('is written by the assessed on the own sheet, the only one that is seen', async () => {
    await portal.open(PAGE, { account: CITY })
    await portal.page.locator('[data-score-sheet="440100"]').waitFor()
    expect(await portal.page.locator('[data-sheet], [data-trial]').count()).toBe(0)
    await portal.page.locator('#objection').fill('团费收缴率未计补交的 2 个支部')
    await portal.page.locator('[data-object]').click()
    await expect
      .poll(() => portal.page.locator('[data-objection]').innerText())
      .toMatch(/异议（待答复）[\s\S]*未计补交的 2 个支部/)
    expect(portal.server.orders.at(-1)).toMatchObject({
      path: `/api/assessments/${encodeURIComponent(ROUND)}/sheets/440100/object`,
      body: { text: '团费收缴率未计补交的 2 个支部', version: 0 },
    })
    expect(await portal.page.locator('#objection').count()).toBe(0)
  })

  it('is answered by who assesses', async () => {
    await portal.open(`${PAGE}?sheet=440100`, { hasObjection: true })
    await portal.page.locator('#reply').fill('情况属实')
    await portal.page.locator('[data-uphold]').click()
    await expect
      .poll(() => portal.page.locator('[data-objection]').innerText())
      .toMatch(/异议（已采纳）[\s\S]*情况属实/)
    expect(portal.server.orders.at(-1)).toMatchObject({ body: { text: '情况属实', version: 1 } })
  })
})

it('the pages of assessments fit a phone', async () => {
  await portal.open(`${PAGE}?sheet=440100`, { size: PHONE, hasObjection: true })
  await portal.page.locator('[data-score-sheet]').waitFor()
  expect(await portal.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width)
})
