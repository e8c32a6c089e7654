import { expect, it } from 'vitest'
import { dueInWords } from '../../../jobs/schedule/outlooks.ts'
import { startOfDay } from '../../../warehouse/platform/time/day.ts'
import { day } from '../support.ts'

const window = { from: day('2026-11-01'), to: day('2026-11-28') }
const next = startOfDay(day('2026-11-29')) + (3 * 60 + 20) * 60_000
const none = { done: 0, due: 0 }

it.each([
  ['is planned for its next look', { kind: 'time' } as const, none, '计划 11月29日 03:20 计算'],
  ['catches up', { kind: 'turn', window } as const, { done: 3, due: 23 }, '正在补算，已完成 3 / 26 个时期'],
  ['is about to run', { kind: 'turn', window } as const, { done: 0, due: 1 }, '即将计算'],
  [
    'waits for a history',
    { kind: 'logs', window, why: { kind: 'loading', share: 0.426 } } as const,
    { done: 0, due: 1 },
    '历史数据正在装入（42%），装完后计算',
  ],
  [
    'failed and is tried again',
    { kind: 'retry', window, tries: 2, at: next } as const,
    { done: 0, due: 1 },
    '上次运行失败，11月29日 03:20 再试',
  ],
])('says when a job that %s will have computed it', (_, wait, backlog, words) => {
  expect(dueInWords(wait, backlog, next)).toBe(words)
})
