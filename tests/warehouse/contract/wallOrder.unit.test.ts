import { describe, expect, it } from 'vitest'
import {
  NO_ORDER,
  pastDayOf,
  REPLAY_WEEKS,
  recordedAt,
  specialAt,
  type WallSpecial,
} from '../../../warehouse/contract/wallOrder.ts'

const replay: WallSpecial = { kind: 'replay', until: '2026-11-20', stepSeconds: 2, at: 10_000 }
const order = { ...NO_ORDER, special: replay }
const end = 10_000 + REPLAY_WEEKS * 2_000

describe('a replay', () => {
  it('shows the ends of the weeks of twelve months, each for its seconds, up to its day', () => {
    expect(pastDayOf(replay, 10_000)).toBe('2025-11-21')
    expect(pastDayOf(replay, 11_999)).toBe('2025-11-21')
    expect(pastDayOf(replay, 12_000)).toBe('2025-11-28')
    expect(pastDayOf(replay, end - 1)).toBe('2026-11-20')
  })

  it('ends by itself, and the wall shows what is now', () => {
    expect(specialAt(order, end - 1)).toBe(replay)
    expect(specialAt(order, end)).toBeNull()
  })

  it('begins with its first week also on a wall whose clock is behind', () => {
    expect(pastDayOf(replay, 0)).toBe('2025-11-21')
  })
})

it('the last day is played so many times as fast, and then over', () => {
  const at = 100 * 86_400_000
  const special: WallSpecial = { kind: 'last_day', speed: 600, at }
  expect(recordedAt(special, at)).toBe(at - 86_400_000)
  expect(recordedAt(special, at + 1_000)).toBe(at - 86_400_000 + 600_000)
  expect(specialAt({ ...NO_ORDER, special }, at + 143_999)).toBe(special)
  expect(specialAt({ ...NO_ORDER, special }, at + 144_000)).toBeNull()
})

it('a past day and a freeze stand until they are ended', () => {
  const past: WallSpecial = { kind: 'past', day: '2025-12-31', at: 0 }
  expect(specialAt({ ...NO_ORDER, special: past }, 1e15)).toBe(past)
  expect(pastDayOf(past, 1e15)).toBe('2025-12-31')
  expect(pastDayOf({ kind: 'frozen', at: 0 }, 0)).toBeNull()
})
