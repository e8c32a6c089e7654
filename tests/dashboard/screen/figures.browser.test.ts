import { describe, expect, it } from 'vitest'
import type { FeedStatus } from '../../../warehouse/contract/picture.ts'
import type { Node } from '../../support/browser/layout.ts'
import { WALLS, wallPage } from '../../support/browser/wallPage.ts'

const wall = wallPage()

describe('figures', () => {
  it('change without the width of their box changing', async () => {
    await wall.open()
    const box = wall.page.locator('[data-figure=MEM01] .rolling')
    const before = await wall.headline()
    const widths = new Set([(await box.boundingBox())?.width])
    for (let n = 0; n < 5; n++) {
      const shown = await wall.headline()
      wall.server.advance()
      await expect.poll(wall.headline).not.toBe(shown)
      widths.add((await box.boundingBox())?.width)
    }
    expect(await wall.headline()).not.toBe(before)
    expect([...widths]).toHaveLength(1)
  })

  it('change at once when motion is not wanted', async () => {
    await wall.open()
    await wall.page.emulateMedia({ reducedMotion: 'reduce' })
    const strip = wall.page.locator('[data-figure=MEM01] .strip').first()
    expect(
      await strip.evaluate(
        (node: Node) => node.ownerDocument.defaultView.getComputedStyle(node).transitionDuration,
      ),
    ).toBe('0s')
  })

  it('stand dimmed with their time within 5 s after the server is gone, and are new after it is back', async () => {
    await wall.open()
    const before = await wall.headline()
    await wall.server.stop()
    await wall.page.locator('.band').waitFor({ timeout: 5_000 })
    expect(await wall.page.locator('.band').textContent()).toMatch(/连接中断.*数据停留在 \d\d:\d\d:\d\d/)
    expect(await wall.page.locator('.stamp.stale').count()).toBeGreaterThanOrEqual(7)
    expect(await wall.headline()).toBe(before)
    await wall.restart()
    wall.server.advance()
    await wall.page.locator('.band').waitFor({ state: 'detached', timeout: 15_000 })
    await expect.poll(wall.headline).not.toBe(before)
    expect(wall.faults).toEqual([])
  })

  it('stand dimmed within 5 s when the server falls silent on an open line', async () => {
    let silent = false
    await wall.open(WALLS[0], '', { silent: () => silent })
    await wall.page.locator('.state.live').waitFor()
    silent = true
    await wall.page.locator('.band').waitFor({ timeout: 6_000 })
  })

  it('a late panel says so by sign and words, a failed one by its reason, the others stay', async () => {
    await wall.open(WALLS[0], '', {
      alter(picture) {
        const { dues, joins_trend: joins, activities } = picture.panels
        if (!dues || !joins || !activities) throw new Error('the scene has other panels')
        dues.asOf -= 150_000
        joins.asOf -= 900_000
        activities.failure = { message: '查询超时', since: picture.builtAt - 60_000 }
      },
    })
    expect(await wall.page.locator('.stamp.late').allTextContents()).toEqual([
      expect.stringMatching(/^▲ 延迟 3 分钟$/),
    ])
    expect(await wall.page.locator('.stamp.very-late').allTextContents()).toEqual([
      expect.stringMatching(/^● 已停更 15 分钟$/),
    ])
    expect(await wall.page.locator('.failure').allTextContents()).toEqual([
      expect.stringContaining('查询超时'),
    ])
    expect(await wall.page.locator('.stamp.fresh').count()).toBeGreaterThanOrEqual(4)
  })

  it('move while the history is still loading, which the header tells', async () => {
    await wall.open(WALLS[0], '', {
      alterStatus: (status: FeedStatus) =>
        void Object.assign(status, { feed: 'behind', loading: { share: 0.43, text: '正在载入历史' } }),
    })
    await expect.poll(() => wall.page.locator('.loading').textContent()).toContain('正在载入历史 43%')
    const before = await wall.headline()
    wall.server.advance()
    await expect.poll(wall.headline).not.toBe(before)
  })

  it('of a line over polling say 降级', async () => {
    await wall.open(WALLS[0], '', { transports: ['polling'] })
    await expect.poll(() => wall.page.locator('.state').textContent()).toContain('降级')
  })
})
