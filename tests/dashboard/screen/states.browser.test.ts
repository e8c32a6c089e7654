import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SCENES } from '../../../warehouse/catalogue/scenes.ts'
import { openBrowser } from '../../support/browser/browser.ts'
import { type Look, openLook } from '../../support/browser/look.ts'
import { sampleProvince } from '../../support/browser/sampleProvince.ts'
import { LINE_STATES, PICTURE_STATES, type WallState } from '../../support/browser/wallStates.ts'

/** Some of those that `npm run looks` takes pictures of, at one size. */
const STATES = ['live', 'empty', 'unknown_source', 'suppressed', 'late', 'failing'] as const
const size = { width: 1920, height: 1080 }
const orgs = sampleProvince('440000', '广东省')

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const stateOf = (name: string): WallState => {
  const state = PICTURE_STATES[name] ?? LINE_STATES[name]
  if (!state) throw new Error(`no state ${name}`)
  return state
}

async function looking(scene: string, first: string, see: (look: Look) => Promise<void>): Promise<void> {
  const look = await openLook({ browser, orgs, root: '440000', scene, size, theme: 'dark' }, stateOf(first))
  try {
    await see(look)
  } finally {
    await look.close()
  }
}

describe.each([...SCENES.keys()])('the scene %s', scene => {
  it('is whole and legible in every state of its figures, and no panel is blank', () =>
    looking(scene, 'live', async look => {
      for (const name of STATES)
        expect(
          (await look.show(stateOf(name))).map(fault => `${name}: ${fault}`),
          name,
        ).toEqual([])
    }))
})

describe('a panel', () => {
  it('that was never computed says since when it fails, and shows no number; one that was, where it stopped', () =>
    looking('dues', 'failing', async look => {
      expect(await look.texts('section.panel .empty[role=alert]')).toEqual(
        expect.arrayContaining([expect.stringMatching(/^▲ 查询超过 30 秒，已停止（\d\d:\d\d:\d\d 起）$/)]),
      )
      expect(await look.texts('.stamp.failure')).toEqual(
        expect.arrayContaining([expect.stringMatching(/^▲ 查询超过 30 秒，已停止，停在 \d\d:\d\d:\d\d$/)]),
      )
    }))

  it('whose chart has no number at all says why in its place', () =>
    looking('moves', 'live', async look => {
      await look.show(stateOf('unknown_source'))
      expect(await look.texts('section.panel .empty')).toEqual([
        '来源系统不提供此项',
        '来源系统不提供此项',
        '来源系统不提供此项',
      ])
      await look.show(stateOf('empty'))
      expect(await look.texts('section.panel .empty')).toEqual(['本月为 0'])
    }))

  it('whose bars have another unit than the figures above them says of what they are', () =>
    looking('dues', 'live', async look => {
      expect(await look.texts('section.panel[aria-label=欠交] .unit')).toContain('欠交金额按账龄（元）')
    }))
})
