import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { FeedRate, stateOf } from '../../api/live/feed.ts'
import { readStatus } from '../../api/live/status.ts'
import type { FeedRow } from '../../warehouse/feed/feed.ts'
import { temporaryDir } from '../support/warehouse.ts'

const NOW = 1_800_000_000_000
const row = (given: Partial<FeedRow>): FeedRow => ({
  log: 'member',
  process: '1',
  at: NOW,
  completeAt: NOW,
  lag: 0,
  applied: 0,
  ...given,
})

describe('the feed', () => {
  it('is live, behind or lost', () => {
    expect(stateOf([], NOW)).toBe('lost')
    expect(stateOf([row({ at: NOW - 5_001 })], NOW)).toBe('lost')
    expect(stateOf([row({ at: NOW - 4_000, completeAt: NOW - 4_000 })], NOW)).toBe('live')
    expect(stateOf([row({}), row({ log: 'org', completeAt: NOW - 60_000 })], NOW)).toBe('behind')
    // what a process said that is gone counts no more
    expect(
      stateOf(
        [row({}), row({ log: 'member', process: '0', at: NOW - 60_000, completeAt: NOW - 60_000 })],
        NOW,
      ),
    ).toBe('live')
  })

  it('has a rate over the last ten seconds, across a restart', () => {
    const rate = new FeedRate()
    expect(rate.perSecond()).toBe(0)
    rate.add([row({ applied: 0 })], NOW - 60_000)
    rate.add([row({ applied: 1_000 })], NOW - 10_000)
    rate.add([row({ applied: 2_000 })], NOW - 5_000)
    rate.add([row({ applied: 2_000 }), row({ process: '2', applied: 500 })], NOW)
    expect(rate.perSecond()).toBe(150)
  })
})

describe('the status', () => {
  it('carries the build, the business day and the progress of a load that goes on', async () => {
    const { dir, remove } = temporaryDir()
    try {
      const page = path.join(dir, 'dist')
      const loading = path.join(dir, 'run', 'loading.json')
      fs.mkdirSync(page)
      fs.mkdirSync(path.dirname(loading))
      const source = {
        dataDir: dir,
        page,
        now: () => Date.now(),
        feed: () => 'live' as const,
        rate: () => 1.234,
      }
      expect(await readStatus(source)).toMatchObject({ build: '', loading: null, feed: 'live', rate: 1.2 })

      fs.writeFileSync(path.join(page, 'index.html'), 'one')
      fs.writeFileSync(loading, JSON.stringify({ share: 0.5, text: '正在载入 2025 年 3 月' }))
      const first = await readStatus(source)
      expect(first.loading).toEqual({ share: 0.5, text: '正在载入 2025 年 3 月' })
      expect(first.build).toMatch(/^[0-9a-f]{16}$/)

      fs.writeFileSync(path.join(page, 'index.html'), 'another')
      fs.utimesSync(path.join(page, 'index.html'), new Date(), new Date(Date.now() + 5_000))
      fs.utimesSync(loading, new Date(), new Date(Date.now() - 60_000))
      const second = await readStatus(source)
      expect(second.build).not.toBe(first.build)
      expect(second.loading).toBeNull()
    } finally {
      remove()
    }
  })

  it('turns the day at midnight in Shanghai', async () => {
    const at = (now: string) =>
      readStatus({
        dataDir: '/nowhere',
        page: '/nowhere',
        now: () => Date.parse(now),
        feed: () => 'lost',
        rate: () => 0,
      })
    expect((await at('2026-11-21T15:59:59.999Z')).day).toBe('2026-11-21')
    expect((await at('2026-11-21T16:00:00.000Z')).day).toBe('2026-11-22')
  })
})
