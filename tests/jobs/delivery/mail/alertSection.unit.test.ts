import { describe, expect, it } from 'vitest'
import { type AlertSummary, alertHtml, alertLines } from '../../../../jobs/delivery/mail/alertSection.ts'
import { at } from '../../../warehouse/query/world.ts'

const summary = (change: Partial<AlertSummary> = {}): AlertSummary => ({
  judgedOn: at('2026-11-22'),
  open: { amber: 0, red: 0 },
  first: [],
  doubts: [],
  ...change,
})

describe('the alerts in a mail', () => {
  it('tell nothing judged, nothing wrong and nothing that could be judged apart', () => {
    expect(alertLines(summary({ judgedOn: null }))).toEqual(['尚未计算。'])
    expect(alertLines(summary())).toEqual(['没有未解除的预警（判断至2026年11月22日）。'])
    expect(alertLines(summary({ doubts: ['A5 连续欠交团费，尚未计算'] })).at(-1)).toBe(
      '无法判断：A5 连续欠交团费，尚未计算',
    )
  })

  it('count all of them, and name the first', () => {
    const first = [{ severity: 'red' as const, orgName: '组织<1>', words: '团支部在册团员数 0 人' }]
    expect(alertLines(summary({ open: { amber: 1200, red: 1 }, first }))).toEqual([
      '未解除：红色 1 条，黄色 1,200 条（判断至2026年11月22日）。',
      '● 红色 组织<1>：团支部在册团员数 0 人',
      '其余 1,200 条见报表门户的“预警”。',
    ])
    expect(alertHtml(summary({ open: { amber: 0, red: 1 }, first }))).toContain('组织&lt;1&gt;：')
  })
})
