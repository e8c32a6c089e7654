import { describe, expect, it } from 'vitest'
import { portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()

async function openSending(mailing: string) {
  await portal.open('/reports/deliveries')
  await portal.page.locator(`[data-mailing=${mailing}] [data-send]`).click()
  const dialog = portal.page.getByRole('dialog')
  await dialog.locator('[data-whole]').waitFor()
  return dialog
}

describe('a correction', () => {
  it('is offered only for a period of which a mail was sent', async () => {
    const dialog = await openSending('weekly')
    expect(await dialog.getByText('更正已发送的').count()).toBe(0)
  })

  it('goes to those who had the mail, and says what it is, of which period, to whom and how many before it is confirmed', async () => {
    const dialog = await openSending('monthly')
    await dialog.locator('[data-whole]').click()
    await dialog.getByText('更正已发送的').click()
    // what was chosen for the mail itself is not chosen for its correction
    await expect.poll(() => dialog.locator('legend').textContent()).toContain('已选 0 / 3')
    await expect
      .poll(() => dialog.locator('[data-recipient="440100"]').textContent())
      .toContain('从未发送，没有可更正的')
    await dialog.locator('[data-whole]').click()
    await dialog.locator('[data-next]').click()
    await expect
      .poll(() => dialog.locator('[data-summary]').textContent())
      .toBe('将发送更正给 1 个团委：月报工作簿 2026年10月')
    expect(await dialog.locator('.named li').allTextContents()).toEqual([
      '共青团珠海市委员会 zhuhai@example.gov.cn',
    ])
    expect(await dialog.locator('[data-meaning]').textContent()).toMatch(/标明“更正”.*写明哪些数字有变/)
    expect(portal.server.orders.filter(({ path }) => path.includes('send'))).toEqual([])
    expect(await dialog.locator('[data-confirm]').textContent()).toContain('确认发送更正 1 封')
    await dialog.locator('[data-confirm]').click()
    await expect
      .poll(() => portal.server.orders.at(-1)?.body)
      .toEqual({
        period: '2026-10',
        recipients: [{ address: 'zhuhai@example.gov.cn', org: '440400' }],
        count: 1,
        correction: true,
      })
    await expect.poll(() => portal.page.locator('.el-message').textContent()).toContain('1 封已排队')
  })
})
