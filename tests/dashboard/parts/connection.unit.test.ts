import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  closed,
  connectionOf,
  heard,
  isStale,
  judgeSequence,
  NO_LINE,
  opened,
  reconnectDelay,
  waitedSeconds,
} from '../../../dashboard/parts/connection.ts'
import { freshnessOf } from '../../../dashboard/parts/freshness.ts'
import type { FeedStatus } from '../../../warehouse/contract/picture.ts'

const status = (feed: FeedStatus['feed'] = 'live', now = 1_000): FeedStatus => ({
  now,
  build: 'b',
  day: '2026-11-21',
  feed,
  loading: null,
  rate: 0,
})

describe('the state of the line', () => {
  it('connecting until the server is heard', () => {
    expect(connectionOf(NO_LINE, 9_999_999)).toBe('connecting')
    expect(connectionOf(opened(NO_LINE, false, 0), 0)).toBe('live')
  })

  it('offline at once when the socket closes, and within 5 s when an open one falls silent', () => {
    const line = heard(NO_LINE, status(), false, 0)
    expect(connectionOf(line, 4_000)).toBe('live')
    expect(connectionOf(line, 4_500)).toBe('offline')
    expect(connectionOf(closed(line), 1)).toBe('offline')
  })

  it('says what the server says of its source, and polling only when nothing is worse', () => {
    expect(connectionOf(heard(NO_LINE, status('lost'), true, 0), 0)).toBe('source-lost')
    expect(connectionOf(heard(NO_LINE, status('behind'), true, 0), 0)).toBe('behind')
    expect(connectionOf(heard(NO_LINE, status(), true, 0), 0)).toBe('degraded')
  })

  it('figures are stale when the server or its source is lost, not while it catches up', () => {
    expect(
      (['offline', 'source-lost', 'behind', 'degraded', 'live', 'connecting'] as const).map(isStale),
    ).toEqual([true, true, false, false, false, false])
  })

  it('tells of a slow picture from its first asking on, and only on an open line', () => {
    const line = asked(opened(NO_LINE, false, 0), 10_000)
    expect(waitedSeconds(line, 11_000)).toBeNull()
    expect(waitedSeconds(line, 17_400)).toBe(7)
    expect(waitedSeconds(asked(line, 16_000), 17_400)).toBe(7)
    expect(waitedSeconds(closed(line), 17_400)).toBeNull()
    expect(waitedSeconds(answered(line), 17_400)).toBeNull()
  })

  it('knows how far the clock of the player is off', () => {
    expect(heard(NO_LINE, status('live', 5_000), false, 2_000).clockOffset).toBe(3_000)
  })
})

describe('the way back', () => {
  it('is spread over the 10 s it may take, from the first attempt on', () => {
    for (const attempt of [0, 1, 50]) {
      const delays = Array.from({ length: 1_000 }, (_, index) => reconnectDelay(attempt, index / 1_000))
      expect(Math.max(...delays)).toBeLessThanOrEqual(10_000)
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(300)
      const busiest = Math.max(
        ...Array.from(
          { length: 10 },
          (_, second) => delays.filter(delay => Math.floor(delay / 1_000) === second).length,
        ),
      )
      expect(busiest).toBeLessThan(150)
    }
  })
})

describe('the sequence', () => {
  it('applies the next, ignores what is shown or older, fetches again after a gap', () => {
    expect(judgeSequence(null, 7)).toBe('apply')
    expect(judgeSequence(7, 8)).toBe('apply')
    expect(judgeSequence(7, 7)).toBe('ignore')
    expect(judgeSequence(7, 3)).toBe('ignore')
    expect(judgeSequence(7, 9)).toBe('resync')
  })
})

describe('the age of a panel', () => {
  it('is late after two intervals and very late after five', () => {
    expect([0, 20_000, 20_001, 50_000, 50_001].map(age => freshnessOf(1_000, 10_000, 1_000 + age))).toEqual([
      'fresh',
      'fresh',
      'late',
      'late',
      'very-late',
    ])
  })
})
