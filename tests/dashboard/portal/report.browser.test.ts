import { describe, expect, it } from 'vitest'
import type { AnswerRow, ReportAnswer } from '../../../api/contract.ts'
import { valueText } from '../../../dashboard/portal/report/words.ts'
import { REPORT_NAMES } from '../../../warehouse/catalogue/reports.ts'
import { changeText } from '../../../warehouse/contract/figureText.ts'
import { type Node, portalPage } from '../../support/browser/portalPage.ts'

const portal = portalPage()
const rowNames = () => portal.page.locator('tbody .name').allTextContents()

/** All drawn cells: `row|column|part` → text. */
async function drawnCells(): Promise<Map<string, string>> {
  const entries = await portal.page
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
      cells.set(`${id}|${index}|value`, `${valueText(column, cell)}${cell.revised === undefined ? '' : '修'}`)
      for (const comparison of column.compare)
        cells.set(`${id}|${index}|${comparison}`, changeText(cell[comparison] ?? null, column.unit))
    }
  }
  for (const row of answer.rows) add(row, row.id)
  add(answer.total, 'total')
  return cells
}

describe('a report', () => {
  it('of every kind shows in every cell the figure of the answer, after the sentence that sums them up', async () => {
    await portal.open('/reports/')
    for (const [i, id] of REPORT_NAMES.entries()) {
      // from the list: to load the whole page for each takes longer than to draw it
      if (i > 0) await portal.page.goBack()
      await portal.page.locator(`a[data-report=${id}]`).first().click()
      await portal.page.locator(`main[data-report=${id}] tfoot [data-row=total]`).waitFor()
      const answer = portal.answers.at(-1)
      if (!answer) throw new Error('nothing was answered')
      const [drawn, expected] = [await drawnCells(), expectedCells(answer)]
      for (const [key, text] of expected) expect(drawn.get(key), `${id} ${key}`).toBe(text)
      expect([...drawn.keys()].filter(key => !key.endsWith('trend')).length).toBe(expected.size)
      const trends = answer.columns.filter(column => column.hasTrend).length
      expect(await portal.page.locator('td.trend svg path').count()).toBe(trends * (answer.rows.length + 1))
      const [headline, table] = [
        await portal.page.locator('.headline').boundingBox(),
        await portal.page.locator('.frame').boundingBox(),
      ]
      expect(await portal.page.locator('.headline').textContent()).toBe(answer.headline)
      expect((headline?.y ?? 0) + (headline?.height ?? 0)).toBeLessThanOrEqual(table?.y ?? 0)
    }
    await portal.page.locator('[data-chart=bars] canvas').waitFor()
  })

  it('stands whole in its link: a reload shows the same, a copied one too', async () => {
    await portal.openReport('/reports/r/member_growth')
    await portal.page.locator('[data-sort="0value"]').click()
    await portal.page.getByRole('button', { name: '列', exact: true }).click()
    await portal.page.locator('.columns .el-checkbox').nth(1).click()
    await portal.page.keyboard.press('Escape')
    await portal.page.getByText('当前数据·可比口径').click()
    await expect.poll(() => portal.query('basis')).toBe('current')
    await portal.page.getByRole('button', { name: /^时期：/ }).click()
    await portal.page.getByText('季', { exact: true }).click()
    await portal.page.locator('[data-day="2026-07-01"]').click()
    await expect.poll(() => portal.query('day')).toBe('2026-07-01')
    await expect.poll(() => portal.answers.at(-1)?.period.from).toBe('2026-07-01')
    await expect.poll(() => portal.page.locator('main.page').getAttribute('aria-busy')).toBe('false')
    expect(Object.fromEntries(new URL(portal.page.url()).searchParams)).toEqual({
      org: '440000',
      grain: 'quarter',
      day: '2026-07-01',
      rows: 'children',
      basis: 'current',
      sort: '-0',
      hide: '1',
    })
    const [cells, names, address] = [await drawnCells(), await rowNames(), portal.here()]
    await portal.page.reload()
    await portal.page.locator('tfoot [data-row=total]').waitFor()
    expect(await drawnCells()).toEqual(cells)
    expect(await rowNames()).toEqual(names)
    expect(portal.here()).toBe(address)
    expect(cells.has('total|1|value')).toBe(false)
  })

  it('goes down by the name of a row, up by its parents, and back', async () => {
    await portal.openReport('/reports/r/dues_collection?day=2026-09-01&sort=-2')
    await portal.page.getByRole('link', { name: '共青团广州市委员会' }).click()
    await expect.poll(() => portal.page.locator('main.page').getAttribute('data-org')).toBe('440100')
    expect([portal.query('day'), portal.query('sort')]).toEqual(['2026-09-01', '-2'])
    // what has nothing below it is no link
    await portal.page.locator('tbody .child a').first().click()
    await expect.poll(() => portal.page.locator('tbody .child a').count()).toBe(0)
    await portal.page.locator('.trail a').last().click()
    await expect.poll(() => portal.page.locator('main.page').getAttribute('data-org')).toBe('440100')
    await portal.page.goBack()
    await expect.poll(() => portal.page.locator('.trail').textContent()).toMatch(/^团广东省委 ›团广州市委 ›/)
    await portal.page.getByRole('button', { name: /^组织：/ }).click()
    await expect
      .poll(() => portal.page.locator('.parents button').allTextContents())
      .toEqual(['团广东省委', '团广州市委'])
    await portal.page.locator('.parents button').first().click()
    await expect.poll(() => portal.page.locator('main.page').getAttribute('data-org')).toBe('440000')
    await portal.page.goBack()
    await portal.page.goBack()
    await expect.poll(() => portal.page.locator('main.page').getAttribute('data-org')).toBe('440100')
    await portal.page.goBack()
    await expect.poll(() => portal.page.locator('main.page').getAttribute('data-org')).toBe('440000')
    expect(portal.query('day')).toBe('2026-09-01')
  })

  it('finds an organisation in the tree and by name, with the keyboard alone', async () => {
    await portal.openReport('/reports/r/activity')
    await portal.page.getByRole('button', { name: /^组织：/ }).press('Enter')
    const search = portal.page.getByRole('textbox', { name: '按名称查找组织' })
    await expect
      .poll(() => search.evaluate((node: Node) => node === node.ownerDocument.activeElement))
      .toBe(true)
    await portal.page.getByRole('button', { name: '展开 团深圳市委' }).press('Enter')
    await portal.page.locator('[data-org="440305"]').waitFor()
    await search.fill('天河')
    await portal.page.locator('.found [data-org="440106"]').press('Enter')
    await expect.poll(() => portal.page.locator('main.page').getAttribute('data-org')).toBe('440106')
    await portal.page.getByRole('button', { name: /^组织：/ }).press('Enter')
    await portal.page.locator('.parents').waitFor()
    await portal.page.keyboard.press('Escape')
    await expect.poll(() => portal.page.locator('.parents').count()).toBe(0)
  })

  it('cannot be asked for a period that begins after today', async () => {
    await portal.openReport('/reports/r/member_growth?day=2031-01-01')
    expect(portal.query('day')).toBe('2026-10-01')
    await portal.page.getByRole('button', { name: '下一月' }).click()
    await expect.poll(() => portal.query('day')).toBe('2026-11-01')
    await portal.page.locator('.running').waitFor()
    expect(await portal.page.getByRole('button', { name: '下一月' }).isDisabled()).toBe(true)
    const picker = portal.page.getByRole('button', { name: /^时期：/ })
    // the pointer rests on a button before it presses it: what opens by that would be closed by the press
    await picker.hover()
    await portal.page.evaluate(
      'new Promise(drawn => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(drawn))))',
    )
    expect(await portal.page.locator('[data-day]').count()).toBe(0)
    await picker.click()
    expect(await portal.page.locator('[data-day="2026-11-01"]').isDisabled()).toBe(false)
    expect(await portal.page.locator('[data-day="2026-12-01"]').isDisabled()).toBe(true)
    await portal.page.getByText('周', { exact: true }).click()
    expect(await portal.page.locator('[data-day="2026-11-29"]').isDisabled()).toBe(false)
    expect(await portal.page.locator('[data-day="2026-11-30"]').isDisabled()).toBe(true)
    await portal.page.locator('[data-day="2026-11-18"]').click()
    await expect.poll(() => [portal.query('grain'), portal.query('day')]).toEqual(['week', '2026-11-16'])
  })

  it('sorts by a figure and by a change; its own row and the total stay at the end', async () => {
    await portal.openReport('/reports/r/member_growth')
    const order = () => rowNames().then(names => names.filter(Boolean))
    const original = await order()
    const sorted = (pick: (row: AnswerRow) => number | null | undefined, sign: number) =>
      (portal.answers.at(-1)?.rows ?? [])
        .filter(row => row.kind === 'child')
        .sort((a, b) => {
          const [x, y] = [pick(a) ?? null, pick(b) ?? null]
          if (x === null || y === null) return Number(x === null) - Number(y === null)
          return sign * (x - y)
        })
        .map(row => row.name)
    await portal.page.locator('[data-sort="0value"]').click()
    await expect.poll(order).toEqual([...sorted(row => row.cells[0]?.value, -1), '本级'])
    expect(await portal.page.locator('th[aria-sort=descending]').count()).toBe(1)
    await portal.page.locator('[data-sort="2yoy"]').press('Enter')
    await expect.poll(order).toEqual([...sorted(row => row.cells[2]?.yoy, -1), '本级'])
    await portal.page.locator('[data-sort="2yoy"]').press('Enter')
    await expect.poll(order).toEqual([...sorted(row => row.cells[2]?.yoy, 1), '本级'])
    await portal.page.locator('[data-sort="2yoy"]').press('Enter')
    await expect.poll(order).toEqual(original)
    expect(await portal.page.locator('tfoot .name').textContent()).toBe('合计')
  })

  it('explains a hidden figure, a revised one, a column and the basis to pointer and keyboard', async () => {
    await portal.openReport('/reports/r/member_composition')
    const card = portal.page.locator('.explanation:visible')
    const hidden = portal.page.locator('[data-state="suppressed"]').first()
    expect(await hidden.textContent()).toBe('<3')
    await hidden.focus()
    await expect.poll(() => card.textContent()).toContain('少于 3 人')
    const described = await hidden.getAttribute('aria-describedby')
    expect(await portal.page.locator(`[id="${described}"]`).textContent()).toContain('少于 3 人')
    await portal.page.keyboard.press('Escape')
    await expect.poll(() => card.count()).toBe(0)
    await portal.page.locator('[data-revised]').first().hover()
    await expect.poll(() => card.textContent()).toMatch(/已发布：[\d,]+ 人；按目前的记录：[\d,]+ 人/)
    await portal.page.locator('[data-definition="0"]').focus()
    await expect.poll(() => card.textContent()).toContain(portal.answers[0]?.columns[0]?.definition)
    await portal.page.locator('[data-basis]').focus()
    await expect.poll(() => card.textContent()).toContain('按当时的组织隶属关系统计')
    for (const [index] of (portal.answers[0]?.columns ?? []).entries())
      expect(await portal.page.locator(`[data-definition="${index}"]`).count()).toBe(1)
  })

  it('keeps head, first column and total in view while the rest scrolls', async () => {
    await portal.openReport('/reports/r/dues_retention', { size: { width: 1024, height: 700 } })
    const frame = portal.page.locator('.frame')
    await frame.scrollIntoViewIfNeeded()
    await frame.evaluate((node: { scrollTo(x: number, y: number): void }) => node.scrollTo(500, 300))
    const box = await frame.boundingBox()
    const [head, name, total] = await Promise.all(
      ['thead', 'tbody tr:nth-child(12) .name', 'tfoot .name'].map(each =>
        portal.page.locator(`.frame ${each}`).first().boundingBox(),
      ),
    )
    expect(head?.y).toBeCloseTo((box?.y ?? 0) + 1, 0)
    expect(name?.x).toBeCloseTo((box?.x ?? 0) + 1, 0)
    expect(total?.x).toBeCloseTo((box?.x ?? 0) + 1, 0)
    expect((total?.y ?? 0) + (total?.height ?? 0)).toBeLessThanOrEqual((box?.y ?? 0) + (box?.height ?? 0))
    expect(
      await portal.page
        .locator('tbody tr')
        .first()
        .evaluate((node: Node) => node.getBoundingClientRect())
        .then(rect => rect.bottom - rect.top),
    ).toBe(36)
  })

  it('says which period is empty, what went wrong and what to do, and that data are late', async () => {
    let refusal: { status: number; message: string } | undefined
    await portal.open('/reports/r/activity', {
      refuse: asked => (asked === '/api/reports/activity' ? refusal : undefined),
      alter: answer => {
        if (answer.period.from === '2026-09-01') answer.rows = []
        answer.asOf -= 3 * 3_600_000
      },
    })
    await expect
      .poll(() => portal.page.locator('.as-of').textContent())
      .toMatch(/▲ 数据停在 2026-11-25 08:59:57/)
    await portal.page.getByRole('button', { name: '上一月' }).click()
    await expect.poll(() => portal.page.locator('.notice').textContent()).toContain('本期无数据（2026年9月）')
    refusal = { status: 503, message: '数据仓库暂时不可用，请稍后再试' }
    await portal.page.getByRole('button', { name: '上一月' }).click()
    await expect.poll(() => portal.page.locator('.notice').textContent()).toContain('数据仓库暂时不可用')
    refusal = undefined
    await portal.page.getByRole('button', { name: '重试' }).click()
    await portal.page.locator('tfoot [data-row=total]').waitFor()
    await portal.page.goto(`${portal.server.url}/reports/r/activity?org=999`)
    await expect
      .poll(() => portal.page.locator('.notice').textContent())
      .toContain('该组织不在您的数据范围内')
    await portal.page.getByRole('button', { name: '回到共青团广东省委员会' }).click()
    await portal.page.locator('tfoot [data-row=total]').waitFor()
    await portal.page.goto(`${portal.server.url}/reports/r/nothing`)
    await expect.poll(() => portal.page.locator('.notice').textContent()).toContain('没有这份报表')
  })

  it('has its link copied and says so, also in an office without TLS, where browsers have no clipboard', async () => {
    await portal.openReport('/reports/r/dues_collection')
    const copied = () => portal.page.evaluate('copied')
    await portal.page.evaluate(`
      copied = ''
      Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })
      document.addEventListener('copy', () => { copied = document.activeElement.value })`)
    const button = portal.page.getByRole('button', { name: '复制链接' })
    await button.click()
    await expect.poll(() => portal.page.locator('.acts .copy').textContent()).toBe('✓ 已复制')
    expect(await copied()).toBe(portal.page.url())
    expect(await portal.page.locator('.el-message').textContent()).toContain('链接已复制')
  })

  it('is printed on A4 across without the page around it, with account and time', async () => {
    await portal.openReport('/reports/r/member_growth')
    await portal.page.emulateMedia({ media: 'print' })
    for (const gone of ['.bar', '.toolbar', '.info'])
      expect(await portal.page.locator(gone).first().isVisible(), gone).toBe(false)
    expect(await portal.page.locator('h1').innerText()).toContain('共青团广东省委员会 · 2026年10月')
    expect(await portal.page.locator('.foot').innerText()).toMatch(
      /账号 admin（共青团广东省委员会）· \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 打印/,
    )
    const pdf = await portal.page.pdf({ preferCSSPageSize: true })
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 84[12][.\d]* 59[45][.\d]*\]/)
  })
})

describe('a list below a report', () => {
  it('shows who has most, in order, with the organisation and the figure', async () => {
    await portal.openReport('/reports/r/u_plus')
    const list = portal.page.locator('[data-top=SQU07]')
    await list.waitFor()
    expect(await list.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/^1\s+团广州市委\s+团的领导机关\s+1,234$/),
      expect.stringMatching(/^2\s+团深圳市委\s+团的领导机关\s+98$/),
    ])
  })
})
