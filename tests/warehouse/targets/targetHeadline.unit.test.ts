import { describe, expect, it } from 'vitest'
import type { TargetAnswer, TargetStanding } from '../../../warehouse/targets/campaignAnswer.ts'
import { headlineOf } from '../../../warehouse/targets/targetHeadline.ts'

const headline = (total: Partial<TargetStanding>, more: Partial<TargetAnswer> = {}) =>
  headlineOf(
    {
      title: '团费收缴率',
      unit: '%',
      direction: 'at_least',
      rows: [],
      total: {
        id: '1',
        name: '团广州市委',
        canDrill: true,
        target: 0.95,
        startsOn: '2026-01-01',
        dueOn: '2026-12-31',
        figure: { state: 'value', value: 0.9 },
        measuredOn: '2026-07-01',
        share: 0.9474,
        elapsed: 0.5,
        state: 'on_pace',
        rank: null,
        forecast: null,
        ...total,
      },
      ...more,
    },
    '团广州市委',
  )

describe('the headline of a target', () => {
  it.each<[string, string]>([
    [headline({}), '团广州市委团费收缴率 90.0%，完成目标 95.0%的 94.7%，时间已过 50.0%：正常。'],
    [
      headline({ share: 1 }, { direction: 'at_most' }),
      '团广州市委团费收缴率 90.0%，目标为不超过 95.0%，时间已过 50.0%：正常。',
    ],
    [
      headline({ figure: { state: 'suppressed', value: null, k: 10 }, share: null, state: 'not_computed' }),
      '团广州市委团费收缴率：少于 10 人，为保护个人信息不显示；目标 95.0%，暂不能判断。',
    ],
    [
      headline({ figure: null, share: null, state: 'not_begun' }),
      '团广州市委的目标为团费收缴率不低于 95.0%，自 2026-01-01 开始。',
    ],
    [
      headline({ target: null, share: null, elapsed: null, state: null }),
      '团广州市委团费收缴率 90.0%，没有下达给本级的目标。',
    ],
  ])('is %s', (text, expected) => {
    expect(text).toBe(expected)
  })
})
