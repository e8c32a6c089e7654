import { expect, it } from 'vitest'
import { markOf } from '../../../dashboard/parts/marks.ts'

const at = (time: string) => Date.parse(`${time}+08:00`)
const now = at('2026-11-29T12:00:00')

it('what is not now says by its words that it is not, and of when it is', () => {
  expect(markOf(null, null, now)).toBe('')
  const frozen = { kind: 'frozen', at: at('2026-11-29T09:42:00') } as const
  expect(markOf(frozen, at('2026-11-29T09:41:30'), now)).toBe('画面定格 09:41')
  expect(markOf(frozen, at('2026-11-28T09:41:30'), now)).toBe('画面定格 11-28 09:41')
  expect(markOf(frozen, at('2025-11-28T09:41:30'), now)).toBe('画面定格 2025-11-28 09:41')
  expect(markOf(frozen, null, now)).toBe('画面定格')
  expect(markOf({ kind: 'maintenance', at: at('2026-11-29T09:00:00') }, null, now)).toBe('维护 09:00 起')
  const past = { kind: 'past', day: '2025-12-31', at: now } as const
  expect(markOf(past, null, now)).toBe('回看 2025-12-31')
  const replay = { kind: 'replay', until: '2026-11-28', stepSeconds: 2, at: now } as const
  expect(markOf(replay, at('2026-03-01T23:59:59'), now)).toBe('回放 2026-03-01（每 2 秒一周）')
  const lastDay = { kind: 'last_day', speed: 600, at: now } as const
  expect(markOf(lastDay, at('2026-11-28T14:00:00'), now)).toBe('回放 2026-11-28 14:00 ×600')
})

it('a replay that is slower than its clock says the day that is shown, not the one that is due', () => {
  const past = { kind: 'past', day: '2025-12-31', at: now } as const
  expect(markOf(past, at('2025-12-30T23:59:59'), now)).toBe('回看 2025-12-30')
})
