import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AccountInfo, AnswerRow, ReportAnswer } from '../../api/contract.ts'
import { changeText, valueText } from '../../dashboard/reports/report/words.ts'
import { REPORT_NAMES } from '../../warehouse/catalogue/reports.ts'
import { openBrowser } from '../support/browser.ts'
import {
  PASSWORD,
  type PortalServer,
  type PortalServerOptions,
  startPortalServer,
} from '../support/portalServer.ts'
import { sampleProvince } from '../support/wallPictures.ts'

/** The built pages of Guangdong; the tests' set-up builds them. */
const dist = path.resolve('dashboard/dist')
const orgs = sampleProvince('440000', '广东省')
const NOON = Date.parse('2026-11-25T12:00:00+08:00')
const ADMIN: AccountInfo = {
  login: 'admin',
  role: 'admin',
  org: '440000',
  orgName: '共青团广东省委员会',
  hasOneTimePassword: false,
}
const DESK = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

/** What the page's elements are asked for; the tests are compiled without the types of a browser. */
interface Node {
  ownerDocument: { documentElement: Node; activeElement: Node | null }
  querySelectorAll(selector: string): Iterable<Node>
  getAttribute(name: string): string | null
  getBoundingClientRect(): { left: number; right: number; top: number; bottom: number }
  textContent: string
  scrollWidth: number
  clientWidth: number
}

let browser: Browser
let context: BrowserContext
let page: Page
let server: PortalServer
let faults: string[]
/** Requests that left the host, and answers as the page was given them. */
let outside: string[]
let answers: ReportAnswer[]

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())
beforeEach(() => {
  faults = []
  outside = []
  answers = []
})
afterEach(async () => {
  await context.close()
  await server.stop()
  expect(faults).toEqual([])
  expect(outside).toEqual([])
})

interface Opening extends Partial<PortalServerOptions> {
  size?: { width: number; height: number }
  signedOut?: boolean
}

/** The portal at this address, signed in unless said otherwise. */
async function open(
  address: string,
  { size = DESK, signedOut = false, ...options }: Opening = {},
): Promise<void> {
  server = await startPortalServer({
    dist,
    orgs,
    account: ADMIN,
    now: () => NOON,
    ...options,
    alter: answer => {
      options.alter?.(answer)
      answers.push(structuredClone(answer))
    },
  })
  const isPhone = size === PHONE
  context = await browser.newContext({
    viewport: size,
    hasTouch: isPhone,
    isMobile: isPhone,
    reducedMotion: 'reduce',
  })
  page = await context.newPage()
  page.on('pageerror', error => faults.push(error.message))
  page.on('console', message => {
    // the browser itself reports each answer that is a refusal, and each script that a sandbox holds back
    if (
      message.type() === 'error' &&
      !/the server responded with a status|frame is sandboxed/.test(message.text())
    )
      faults.push(message.text())
  })
  page.on('request', request => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
      outside.push(request.url())
  })
  if (!signedOut)
    await context.request.post(`${server.url}/api/session`, { data: { login: 'admin', password: PASSWORD } })
  await page.goto(`${server.url}${address}`)
}

async function openReport(address: string, options?: Opening): Promise<void> {
  await open(address, options)
  await page.locator('tfoot [data-row=total]').waitFor()
}

const here = () => page.url().slice(server.url.length)
const query = (name: string) => new URL(page.url()).searchParams.get(name)
const rowNames = () => page.locator('tbody .name').allTextContents()

/** All drawn cells: `row|column|part` → text. */
async function drawnCells(): Promise<Map<string, string>> {
  const entries = await page
    .locator('.frame table')
    .evaluate((table: Node) =>
      [...table.querySelectorAll('tr[data-row]')].flatMap(row =>
        [...row.querySelectorAll('td[data-part]')].map((cell): [string, string] => [
          [
            row.getAttribute('data-row'),
            cell.getAttribute('data-column'),
            cell.getAttribute('data-part'),
          ].join('|'),
          cell.textContent.trim(),
        ]),
      ),
    )
  return new Map(entries)
}

/** What the cells of an answer have to read, lines of months excepted. */
function expectedCells(answer: ReportAnswer): Map<string, string> {
  const cells = new Map<string, string>()
  const add = (row: AnswerRow, id: string) => {
    for (const [index, column] of answer.columns.entries()) {
      const cell = row.cells[index]
      if (!cell) continue
      cells.set(
        `${id}|${index}|value`,
        `${valueText(column, cell, answer.k)}${cell.revised === undefined ? '' : '修'}`,
      )
      for (const comparison of column.compare)
        cells.set(`${id}|${index}|${comparison}`, changeText(column, cell[comparison]))
    }
  }
  for (const row of answer.rows) add(row, row.id)
  add(answer.total, 'total')
  return cells
}

describe('signing in', () => {
  it('is asked for first, says what is wrong, and leads to where one wanted to go', async () => {
    await open('/reports/r/dues_collection?org=440100', { signedOut: true })
    await page.locator('#login').waitFor()
    const isFocused = (node: Node) => node === node.ownerDocument.activeElement
    await expect.poll(() => page.locator('#login').evaluate(isFocused)).toBe(true)
    await expect.poll(() => query('next')).toBe('/reports/r/dues_collection?org=440100')
    await page.locator('button[type=submit]').click()
    await expect.poll(() => page.locator('[role=alert]').textContent()).toContain('请输入账号和密码')
    await page.locator('#login').fill('admin')
    await page.locator('#password').fill('wrong')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('[role=alert]').textContent()).toContain('账号或密码不正确')
    await page.locator('#password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.locator('tfoot [data-row=total]').waitFor()
    expect(here()).toMatch(/^\/reports\/r\/dues_collection\?org=440100/)
  })

  it('tells the words of the rate limit', async () => {
    await open('/reports/sign-in', { signedOut: true })
    await page.locator('#login').fill('admin')
    for (let n = 0; n < 4; n++) {
      await page.locator('#password').fill(`wrong ${n}`)
      await page.locator('button[type=submit]').click()
      await expect.poll(() => page.locator('#password').inputValue()).toBe('')
    }
    await expect.poll(() => page.locator('[role=alert]').textContent()).toContain('尝试次数过多')
  })

  it('goes to no other host afterwards', async () => {
    await open(`/reports/sign-in?next=${encodeURIComponent('//evil.example/x')}`, { signedOut: true })
    await page.locator('#login').fill('admin')
    await page.locator('#password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.locator('[data-report=org_entry]').waitFor()
    expect(here()).toBe('/reports/')
  })

  it('is asked for again when the session ends, and signing out ends it', async () => {
    await openReport('/reports/r/activity')
    server.endSessions()
    await page.getByRole('button', { name: '上一月' }).click()
    await page.locator('#login').waitFor()
    expect(query('next')).toContain('/reports/r/activity?')
    await page.locator('#login').fill('admin')
    await page.locator('#password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.locator('tfoot [data-row=total]').waitFor()
    await page.locator('.account').click()
    await page.locator('[data-sign-out]').click()
    await page.locator('#login').waitFor()
    expect(server.orders.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/session' })
  })
})

describe('the list', () => {
  it('has all reports by department, finds them, and remembers those that were opened', async () => {
    await open('/reports/?org=440300')
    await page.locator('[data-report=org_entry]').waitFor()
    expect(await page.locator('[data-report]').count()).toBe(REPORT_NAMES.length)
    expect(await page.locator('section h2').allTextContents()).toEqual([
      '组织部',
      '学校部',
      '宣传部',
      '办公室',
      '信息中心',
    ])
    await page.getByRole('textbox', { name: '查找报表' }).fill('账龄')
    await expect.poll(() => page.locator('[data-report]').count()).toBe(1)
    await page.locator('[data-report=dues_arrears]').press('Enter')
    await page.locator('tfoot [data-row=total]').waitFor()
    expect(query('org')).toBe('440300')
    await page.locator('a.product').click()
    await expect
      .poll(() => page.locator('.recent a').allTextContents())
      .toEqual(['欠缴账龄共青团深圳市委员会 · 2026年10月'])
  })
})

describe('a report', () => {
  it('of every kind shows in every cell the figure of the answer, after the sentence that sums them up', async () => {
    await openReport(`/reports/r/${REPORT_NAMES[0]}`)
    for (const id of REPORT_NAMES) {
      await page.goto(`${server.url}/reports/r/${id}`)
      await page.locator(`main[data-report=${id}] tfoot [data-row=total]`).waitFor()
      const answer = answers.at(-1)
      if (!answer) throw new Error('nothing was answered')
      const [drawn, expected] = [await drawnCells(), expectedCells(answer)]
      for (const [key, text] of expected) expect(drawn.get(key), `${id} ${key}`).toBe(text)
      expect([...drawn.keys()].filter(key => !key.endsWith('trend')).length).toBe(expected.size)
      const trends = answer.columns.filter(column => column.hasTrend).length
      expect(await page.locator('td.trend svg path').count()).toBe(trends * (answer.rows.length + 1))
      const [headline, table] = [
        await page.locator('.headline').boundingBox(),
        await page.locator('.frame').boundingBox(),
      ]
      expect(await page.locator('.headline').textContent()).toBe(answer.headline)
      expect((headline?.y ?? 0) + (headline?.height ?? 0)).toBeLessThanOrEqual(table?.y ?? 0)
    }
    await page.locator('[data-chart=bars] canvas').waitFor()
  })

  it('stands whole in its link: a reload shows the same, a copied one too', async () => {
    await openReport('/reports/r/member_growth')
    await page.locator('[data-sort="0value"]').click()
    await page.getByRole('button', { name: '列', exact: true }).click()
    await page.locator('.columns .el-checkbox').nth(1).click()
    await page.keyboard.press('Escape')
    await page.getByText('当前数据·可比口径').click()
    await expect.poll(() => query('basis')).toBe('current')
    await page.getByRole('button', { name: /^时期：/ }).click()
    await page.getByText('季', { exact: true }).click()
    await page.locator('[data-day="2026-07-01"]').click()
    await expect.poll(() => query('day')).toBe('2026-07-01')
    await expect.poll(() => answers.at(-1)?.period.from).toBe('2026-07-01')
    await expect.poll(() => page.locator('main.page').getAttribute('aria-busy')).toBe('false')
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      org: '440000',
      grain: 'quarter',
      day: '2026-07-01',
      rows: 'children',
      basis: 'current',
      sort: '-0',
      hide: '1',
    })
    const [cells, names, address] = [await drawnCells(), await rowNames(), here()]
    await page.reload()
    await page.locator('tfoot [data-row=total]').waitFor()
    expect(await drawnCells()).toEqual(cells)
    expect(await rowNames()).toEqual(names)
    expect(here()).toBe(address)
    expect(cells.has('total|1|value')).toBe(false)
  })

  it('goes down by the name of a row, up by its parents, and back', async () => {
    await openReport('/reports/r/dues_collection?day=2026-09-01&sort=-2')
    await page.getByRole('link', { name: '共青团广州市委员会' }).click()
    await expect.poll(() => page.locator('main.page').getAttribute('data-org')).toBe('440100')
    expect([query('day'), query('sort')]).toEqual(['2026-09-01', '-2'])
    // what has nothing below it is no link
    await page.locator('tbody .child a').first().click()
    await expect.poll(() => page.locator('tbody .child a').count()).toBe(0)
    await page.locator('.trail a').last().click()
    await expect.poll(() => page.locator('main.page').getAttribute('data-org')).toBe('440100')
    await page.goBack()
    await expect
      .poll(() => page.locator('.trail').textContent())
      .toMatch(/^共青团广东省委员会 ›共青团广州市委员会 ›/)
    await page.getByRole('button', { name: /^组织：/ }).click()
    expect(await page.locator('.parents button').allTextContents()).toEqual([
      '共青团广东省委员会',
      '共青团广州市委员会',
    ])
    await page.locator('.parents button').first().click()
    await expect.poll(() => page.locator('main.page').getAttribute('data-org')).toBe('440000')
    await page.goBack()
    await page.goBack()
    await expect.poll(() => page.locator('main.page').getAttribute('data-org')).toBe('440100')
    await page.goBack()
    await expect.poll(() => page.locator('main.page').getAttribute('data-org')).toBe('440000')
    expect(query('day')).toBe('2026-09-01')
  })

  it('finds an organisation in the tree and by name, with the keyboard alone', async () => {
    await openReport('/reports/r/activity')
    await page.getByRole('button', { name: /^组织：/ }).press('Enter')
    const search = page.getByRole('textbox', { name: '按名称查找组织' })
    await expect
      .poll(() => search.evaluate((node: Node) => node === node.ownerDocument.activeElement))
      .toBe(true)
    await page.getByRole('button', { name: '展开 共青团深圳市委员会' }).press('Enter')
    await page.locator('[data-org="440305"]').waitFor()
    await search.fill('天河')
    await page.locator('.found [data-org="440106"]').press('Enter')
    await expect.poll(() => page.locator('main.page').getAttribute('data-org')).toBe('440106')
    await page.getByRole('button', { name: /^组织：/ }).press('Enter')
    await page.locator('.parents').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.parents').count()).toBe(0)
  })

  it('cannot be asked for a period that begins after today', async () => {
    await openReport('/reports/r/member_growth?day=2031-01-01')
    expect(query('day')).toBe('2026-10-01')
    await page.getByRole('button', { name: '下一月' }).click()
    await expect.poll(() => query('day')).toBe('2026-11-01')
    await page.locator('.running').waitFor()
    expect(await page.getByRole('button', { name: '下一月' }).isDisabled()).toBe(true)
    const picker = page.getByRole('button', { name: /^时期：/ })
    // the pointer rests on a button before it presses it: what opens by that would be closed by the press
    await picker.hover()
    await page.evaluate(
      'new Promise(drawn => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(drawn))))',
    )
    expect(await page.locator('[data-day]').count()).toBe(0)
    await picker.click()
    expect(await page.locator('[data-day="2026-11-01"]').isDisabled()).toBe(false)
    expect(await page.locator('[data-day="2026-12-01"]').isDisabled()).toBe(true)
    await page.getByText('周', { exact: true }).click()
    expect(await page.locator('[data-day="2026-11-29"]').isDisabled()).toBe(false)
    expect(await page.locator('[data-day="2026-11-30"]').isDisabled()).toBe(true)
    await page.locator('[data-day="2026-11-18"]').click()
    await expect.poll(() => [query('grain'), query('day')]).toEqual(['week', '2026-11-16'])
  })

  it('sorts by a figure and by a change; its own row and the total stay at the end', async () => {
    await openReport('/reports/r/member_growth')
    const order = () => rowNames().then(names => names.filter(Boolean))
    const original = await order()
    const sorted = (pick: (row: AnswerRow) => number | null | undefined, sign: number) =>
      (answers.at(-1)?.rows ?? [])
        .filter(row => row.kind === 'child')
        .sort((a, b) => {
          const [x, y] = [pick(a) ?? null, pick(b) ?? null]
          if (x === null || y === null) return Number(x === null) - Number(y === null)
          return sign * (x - y)
        })
        .map(row => row.name)
    await page.locator('[data-sort="0value"]').click()
    await expect.poll(order).toEqual([...sorted(row => row.cells[0]?.value, -1), '本级'])
    expect(await page.locator('th[aria-sort=descending]').count()).toBe(1)
    await page.locator('[data-sort="2yoy"]').press('Enter')
    await expect.poll(order).toEqual([...sorted(row => row.cells[2]?.yoy, -1), '本级'])
    await page.locator('[data-sort="2yoy"]').press('Enter')
    await expect.poll(order).toEqual([...sorted(row => row.cells[2]?.yoy, 1), '本级'])
    await page.locator('[data-sort="2yoy"]').press('Enter')
    await expect.poll(order).toEqual(original)
    expect(await page.locator('tfoot .name').textContent()).toBe('合计')
  })

  it('explains a hidden figure, a revised one, a column and the basis to pointer and keyboard', async () => {
    await openReport('/reports/r/member_composition')
    const card = page.locator('.explanation:visible')
    const hidden = page.locator('[data-suppressed]').first()
    expect(await hidden.textContent()).toBe('<3')
    await hidden.focus()
    await expect.poll(() => card.textContent()).toContain('少于 3 人的数字')
    const described = await hidden.getAttribute('aria-describedby')
    expect(await page.locator(`[id="${described}"]`).textContent()).toContain('少于 3 人的数字')
    await page.keyboard.press('Escape')
    await expect.poll(() => card.count()).toBe(0)
    await page.locator('[data-revised]').first().hover()
    await expect.poll(() => card.textContent()).toMatch(/已发布：[\d,]+ 人；按目前的记录：[\d,]+ 人/)
    await page.locator('[data-definition="0"]').focus()
    await expect.poll(() => card.textContent()).toContain(answers[0]?.columns[0]?.definition)
    await page.locator('[data-basis]').focus()
    await expect.poll(() => card.textContent()).toContain('按当时的组织隶属关系统计')
    for (const [index] of (answers[0]?.columns ?? []).entries())
      expect(await page.locator(`[data-definition="${index}"]`).count()).toBe(1)
  })

  it('keeps head, first column and total in view while the rest scrolls', async () => {
    await openReport('/reports/r/dues_retention', { size: { width: 1024, height: 700 } })
    const frame = page.locator('.frame')
    await frame.scrollIntoViewIfNeeded()
    await frame.evaluate((node: { scrollTo(x: number, y: number): void }) => node.scrollTo(500, 300))
    const box = await frame.boundingBox()
    const [head, name, total] = await Promise.all(
      ['thead', 'tbody tr:nth-child(12) .name', 'tfoot .name'].map(each =>
        page.locator(`.frame ${each}`).first().boundingBox(),
      ),
    )
    expect(head?.y).toBeCloseTo((box?.y ?? 0) + 1, 0)
    expect(name?.x).toBeCloseTo((box?.x ?? 0) + 1, 0)
    expect(total?.x).toBeCloseTo((box?.x ?? 0) + 1, 0)
    expect((total?.y ?? 0) + (total?.height ?? 0)).toBeLessThanOrEqual((box?.y ?? 0) + (box?.height ?? 0))
    expect(
      await page
        .locator('tbody tr')
        .first()
        .evaluate((node: Node) => node.getBoundingClientRect())
        .then(rect => rect.bottom - rect.top),
    ).toBe(36)
  })

  it('says which period is empty, what went wrong and what to do, and that data are late', async () => {
    let refusal: { status: number; message: string } | undefined
    await open('/reports/r/activity', {
      refuse: asked => (asked === '/api/reports/activity' ? refusal : undefined),
      alter: answer => {
        if (answer.period.from === '2026-09-01') answer.rows = []
        answer.asOf -= 3 * 3_600_000
      },
    })
    await expect.poll(() => page.locator('.as-of').textContent()).toMatch(/▲ 数据停在 2026-11-25 08:59:57/)
    await page.getByRole('button', { name: '上一月' }).click()
    await expect.poll(() => page.locator('.notice').textContent()).toContain('本期无数据（2026年9月）')
    refusal = { status: 503, message: '数据仓库暂时不可用，请稍后再试' }
    await page.getByRole('button', { name: '上一月' }).click()
    await expect.poll(() => page.locator('.notice').textContent()).toContain('数据仓库暂时不可用')
    refusal = undefined
    await page.getByRole('button', { name: '重试' }).click()
    await page.locator('tfoot [data-row=total]').waitFor()
    await page.goto(`${server.url}/reports/r/activity?org=999`)
    await expect.poll(() => page.locator('.notice').textContent()).toContain('该组织不在您的数据范围内')
    await page.getByRole('button', { name: '回到共青团广东省委员会' }).click()
    await page.locator('tfoot [data-row=total]').waitFor()
    await page.goto(`${server.url}/reports/r/nothing`)
    await expect.poll(() => page.locator('.notice').textContent()).toContain('没有这份报表')
  })

  it('is printed on A4 across without the page around it, with account and time', async () => {
    await openReport('/reports/r/member_growth')
    await page.emulateMedia({ media: 'print' })
    for (const gone of ['.bar', '.toolbar', '.info'])
      expect(await page.locator(gone).first().isVisible(), gone).toBe(false)
    expect(await page.locator('h1').innerText()).toContain('共青团广东省委员会 · 2026年10月')
    expect(await page.locator('.foot').innerText()).toMatch(
      /账号 admin（共青团广东省委员会）· \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 打印/,
    )
    const pdf = await page.pdf({ preferCSSPageSize: true })
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 84[12][.\d]* 59[45][.\d]*\]/)
  })
})

describe('exports', () => {
  it('show their progress, can be cancelled, and are fetched when done', async () => {
    await openReport('/reports/r/dues_collection')
    const order = async (which: string) => {
      await page.locator('[data-export-menu]').click()
      await page.locator(`[data-export-${which}]:visible`).click()
    }
    await order('report')
    const first = page.locator('.tray [data-export=e1]')
    await first.waitFor()
    expect(server.orders.at(-1)?.body).toEqual({
      kind: 'report',
      report: 'dues_collection',
      org: '440000',
      grain: 'month',
      day: '2026-10-01',
      rows: 'children',
    })
    server.advance(0.4)
    await expect.poll(() => first.textContent()).toContain('正在生成 40% · 480 行')
    await first.getByRole('button', { name: '取消' }).click()
    await expect.poll(() => first.getAttribute('data-state')).toBe('cancelled')
    await order('monthly')
    const second = page.locator('.tray [data-export=e2]')
    await second.waitFor()
    expect(server.orders.at(-1)?.body).toEqual({ kind: 'monthly', org: '440000', month: '2026-10' })
    server.advance(1)
    await expect.poll(() => second.textContent()).toContain('已完成 · 184.3 KB')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      second.getByRole('link', { name: '下载' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('e2.xlsx')
    await page.locator('.tray a', { hasText: '我的导出' }).click()
    await expect.poll(() => page.locator('main [data-export]').count()).toBe(2)
    expect(await page.locator('main [data-export=e2]').textContent()).toContain('2026-11-26 12:00')
  })
})

describe('mailings and deliveries', () => {
  it('put what needs a decision first, tell what is known, and send nothing before it is confirmed', async () => {
    await open('/reports/deliveries')
    const row = page.locator('[data-delivery]')
    await row.first().waitFor()
    expect(await row.first().getAttribute('data-state')).toBe('uncertain')
    await row.first().locator('[data-resend]').click()
    const dialog = page.getByRole('dialog')
    await expect
      .poll(() => dialog.textContent())
      .toMatch(/可能已经收到，也可能没有.*<monthly\.2026-10\.2@tuanshu\.example>.*会收到第二封/)
    await dialog.getByRole('button', { name: '取消' }).click()
    expect(server.orders.filter(each => each.path.includes('decide'))).toEqual([])
    await row.first().locator('[data-skip]').click()
    await page.locator('[data-confirm]:visible').click()
    await expect.poll(() => page.locator('[data-delivery=d2]').getAttribute('data-state')).toBe('skipped')
    expect(server.orders.at(-1)).toMatchObject({
      path: '/api/deliveries/d2/decide',
      body: { action: 'skip' },
    })
    await page.locator('[data-delivery=d3] [data-resend]').click()
    await page.locator('[data-confirm]:visible').click()
    await expect.poll(() => page.locator('[data-delivery=d3]').getAttribute('data-state')).toBe('waiting')
  })

  it('are filtered by what stands in the link', async () => {
    await open('/reports/deliveries?state=sent')
    await expect.poll(() => page.locator('[data-delivery]').count()).toBe(1)
    await page.getByRole('textbox', { name: '时期' }).fill('2026-09')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.notice').textContent()).toContain('没有符合条件')
    expect([query('state'), query('period')]).toEqual(['sent', '2026-09'])
  })

  it('are paused, previewed under the recipient’s scope, and sent now', async () => {
    await open('/reports/deliveries')
    const monthly = page.locator('[data-mailing=monthly]')
    await monthly.locator('[data-pause]').click()
    await expect.poll(() => monthly.textContent()).toContain('▲ 已暂停')
    await monthly.locator('[data-preview]').click()
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.textContent()).toContain('团数月报（guangzhou@example.gov.cn）')
    await expect
      .poll(() => page.frameLocator('iframe').locator('p').textContent())
      .toContain('附件为本级月报工作簿')
    await page.keyboard.press('Escape')
    await monthly.locator('[data-send]').click()
    await page.locator('[data-confirm]:visible').click()
    await expect
      .poll(() => server.orders.at(-1))
      .toMatchObject({ path: '/api/mailings/monthly/send', body: { period: '2026-11' } })
  })

  it('are for administrators', async () => {
    await open('/reports/deliveries', { account: { ...ADMIN, role: 'department' } })
    await expect.poll(() => page.locator('.notice').textContent()).toContain('没有权限')
    expect(await page.locator('nav a').allTextContents()).toEqual(['报表', '我的导出', '演示邮箱'])
  })

  it('of the demonstration end in a mailbox whose mails cannot break out', async () => {
    await open('/reports/mailbox')
    await page.locator('[data-message=m1]').click()
    await expect.poll(() => page.frameLocator('iframe').locator('h1').textContent()).toBe('团数月报')
    expect(await page.locator('.files a').getAttribute('href')).toBe('/api/mailbox/m1/files/0')
    expect(await page.title()).toBe('演示邮箱 · 团数')
  })
})

describe('running the system', () => {
  it('tells how every job stands, what went wrong in words, and how its window is done again', async () => {
    await open('/reports/ops')
    const job = (name: string) => page.locator(`[data-job=${name}]`)
    await job('retention').waitFor()
    expect(await job('retention').textContent()).toMatch(
      /每天 03:10.*● 失败.*团费留存比例的配置有误.*2026-11-01 至 11-24.*3 分 4 秒.*已失败 3 次，11-25 12:05 再试/,
    )
    expect(await job('participation').textContent()).toContain('还没有运行过')
    expect(await job('trend').textContent()).toContain('数据未到齐：团员到 2026-11-24 22:00')
    expect(await page.locator('[data-wrong]').textContent()).toBe('● 团费留存上次没有完成')
    const run = page.locator('[data-run=retention-0]')
    expect(await run.locator('code').isVisible()).toBe(false)
    await run.locator('summary').click()
    expect(await run.locator('code').textContent()).toBe(
      'npm run job -- run retention --from 2026-11-01 --to 2026-11-24',
    )
    expect(await run.textContent()).toContain('ratios.csv:14')
    expect(await page.locator('[data-run]').count()).toBe(12)
    await page.locator('[data-more]').click()
    expect(await page.locator('[data-run]').count()).toBe(15)
    expect(await page.locator('[data-feed]').textContent()).toBe('▲ 正在追赶积压')
    expect(
      await page.locator('[data-log]').evaluateAll(all => all.map(one => one.getAttribute('data-log'))),
    ).toEqual(['org', 'member', 'signup', 'dues_payment'])
    const member = page.locator('[data-log=member]')
    expect(await member.textContent()).toMatch(/团员2026-11-25 11:58:44.*1,240/)
    expect(await page.locator('[data-log=org]').textContent()).toContain('● 已停止上报，67 分钟前')
    expect(await page.locator('[data-log=signup]').textContent()).toContain('尚不知道')
    await member.locator('button').click()
    expect(await page.locator('[data-partitions=member]').textContent()).toMatch(
      /gd\.zhtj\.tb_member1947531948771 ?1,240/,
    )
    expect(await page.locator('[data-reason=bad_value]').textContent()).toMatch(/字段的值不能转换.*37/)
  })

  it('is for administrators, and says in its place what could not be read', async () => {
    await open('/reports/ops', { account: { ...ADMIN, role: 'committee' } })
    await expect.poll(() => page.locator('.notice').textContent()).toContain('没有权限')
    await context.close()
    await server.stop()
    const refuse = (path: string) =>
      path === '/api/ops/jobs' ? { status: 503, message: '数据仓库暂时不可用，请稍后再试' } : undefined
    await open('/reports/ops', { refuse })
    await expect.poll(() => page.locator('.notice').textContent()).toContain('数据仓库暂时不可用')
    await page.locator('[data-log=org]').waitFor()
  })
})

describe('the own password', () => {
  const NEXT = 'Regen an der Weser'
  const fill = async (old: string, next: string, again: string) => {
    for (const [name, text] of [
      ['old', old],
      ['next', next],
      ['again', again],
    ])
      await page.locator(`#password-${name}`).fill(text ?? '')
    await page.locator('[data-change-password]').click()
  }

  it('made for the account asks to be changed; the rules stand there before anything is typed', async () => {
    await open('/reports/', { account: { ...ADMIN, hasOneTimePassword: true } })
    await page.locator('[data-one-time] button').click()
    await expect.poll(() => page.locator('[data-rules] li').count()).toBe(4)
    const error = page.locator('.error')
    await fill(PASSWORD, NEXT, 'something else')
    expect(await error.textContent()).toBe('▲ 两次输入的新密码不一致')
    expect(server.orders.filter(each => each.path.endsWith('/password'))).toEqual([])
    await fill('wrong', NEXT, NEXT)
    await expect.poll(() => error.textContent()).toBe('▲ 原密码不正确')
    await fill(PASSWORD, NEXT, NEXT)
    await expect.poll(() => page.locator('#password-old').count()).toBe(0)
    expect(server.orders.at(-1)).toEqual({
      method: 'POST',
      path: '/api/session/password',
      body: { password: PASSWORD, newPassword: NEXT },
    })
    await expect.poll(() => page.locator('[data-one-time]').count()).toBe(0)
  })

  it('is changed from the account menu, also on a phone', async () => {
    await open('/reports/', { size: PHONE })
    await page.locator('.account').click()
    await page.locator('[data-open-password]').click()
    await page.locator('#password-again').waitFor()
    expect(await page.locator('[data-one-time]').count()).toBe(0)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('#password-again').count()).toBe(0)
  })
})

describe('on a phone', () => {
  it('no page scrolls sideways', async () => {
    await open('/reports/', { size: PHONE })
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
      await page.goto(`${server.url}/reports/${place}`)
      await page.locator('h1').first().waitFor()
      await page.waitForLoadState('networkidle')
      const widths = await page.locator('body').evaluate((body: Node) => {
        const { scrollWidth, clientWidth } = body.ownerDocument.documentElement
        return [scrollWidth, clientWidth]
      })
      expect(widths, place).toEqual([PHONE.width, PHONE.width])
    }
  })

  it('the table scrolls inside its frame below a fixed first column, pickers are drawers', async () => {
    await openReport('/reports/r/dues_collection', { size: PHONE })
    const frame = page.locator('.frame')
    await frame.evaluate((node: { scrollTo(x: number, y: number): void }) => node.scrollTo(400, 0))
    const [box, name] = [await frame.boundingBox(), await page.locator('tbody .name').first().boundingBox()]
    expect(name?.x).toBeCloseTo((box?.x ?? 0) + 1, 0)
    expect(name?.width).toBeLessThan(140)
    await page.getByRole('button', { name: /^时期：/ }).tap()
    await page.locator('.el-drawer [data-day="2026-08-01"]').tap()
    await expect.poll(() => query('day')).toBe('2026-08-01')
    await page.getByRole('button', { name: /^组织：/ }).tap()
    await page.locator('.el-drawer [data-org="440300"]').tap()
    await expect.poll(() => page.locator('main.page').getAttribute('data-org')).toBe('440300')
  })

  it('a tap explains a hidden figure', async () => {
    await openReport('/reports/r/member_composition', { size: PHONE })
    await page.locator('[data-suppressed]').first().tap()
    await expect.poll(() => page.locator('.explanation:visible').textContent()).toContain('少于 3 人的数字')
  })
})
