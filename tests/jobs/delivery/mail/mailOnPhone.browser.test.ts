import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bulletinHtml } from '../../../../jobs/delivery/mail/bulletin.ts'
import { frameMail } from '../../../../jobs/delivery/mail/mailFrame.ts'
import { openBrowser } from '../../../support/browser/browser.ts'

const PHONE = { width: 390, height: 844 }
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe('the weekly mail on a phone', () => {
  it('has the longest title in two lines beside the widest figure, and does not scroll sideways', async () => {
    const days = '本月至今（2026年11月1日至22日）'
    const changes = { mom: '▲ +1,234.5%', yoy: '▼ −12.3 个百分点' }
    const title = '实收（收付实现制）：实收'
    const html = bulletinHtml({
      lines: [
        { title: '团员总数', days: '', value: '1,234,567 人', ...changes },
        { title, days, value: '12,345,678.90 元', ...changes },
      ],
      headlines: ['截至2026年11月22日，共有团员 1,234,567 人。'],
      notes: [],
    })
    const subject = '每周简报 2026年第47周（11月16日至22日）'
    const page = await browser.newPage({ viewport: PHONE, isMobile: true })
    await page.setContent(frameMail({ subject, html, text: '' }, [], undefined).html)
    const linesOf = (text: string) =>
      page.evaluate(`(() => {
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        while (texts.nextNode()) {
          if (!texts.currentNode.data.endsWith(${JSON.stringify(text)})) continue
          const range = document.createRange()
          range.selectNodeContents(texts.currentNode)
          return new Set([...range.getClientRects()].map(({ top }) => top)).size
        }
      })()`)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width)
    expect(await linesOf(title)).toBe(2)
    expect(await linesOf('12,345,678.90 元')).toBe(1)
    expect(await linesOf(changes.yoy)).toBe(1)
    await page.close()
  })
})
