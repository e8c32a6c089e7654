import { describe, expect, it } from 'vitest'
import { nextNightlyReload } from '../../../dashboard/parts/reload.ts'
import {
  ageOf,
  bucketLabel,
  clockOf,
  dateOf,
  dayOf,
  monthOf,
  stampOf,
} from '../../../dashboard/parts/time.ts'

const at = (text: string) => Date.parse(text)

describe('time in Shanghai', () => {
  it('tells clock, date and day of Shanghai whatever the zone of the player', () => {
    const evening = at('2026-11-20T16:00:05Z')
    expect(clockOf(evening)).toBe('00:00:05')
    expect(dayOf(evening)).toBe('2026-11-21')
    expect(dateOf(evening)).toBe('2026年11月21日星期六')
  })

  it('a stamp of another day carries its date', () => {
    const now = at('2026-11-21T10:00:00+08:00')
    expect(stampOf(at('2026-11-21T09:59:00+08:00'), now)).toBe('09:59:00')
    expect(stampOf(at('2026-11-20T23:59:00+08:00'), now)).toBe('11-20 23:59:00')
  })

  it('ages and buckets in words', () => {
    expect([ageOf(-5), ageOf(42_400), ageOf(180_000), ageOf(7_200_000), ageOf(5 * 86_400_000)]).toEqual([
      '0 秒',
      '42 秒',
      '3 分钟',
      '2 小时',
      '5 天',
    ])
    expect([bucketLabel('2026-01'), bucketLabel('2026-11'), bucketLabel('2026-11-21')]).toEqual([
      '26年1月',
      '11月',
      '11-21',
    ])
    expect(monthOf('2026-03-01')).toBe('2026年3月')
  })
})

describe('the nightly reload', () => {
  it('falls between 04:00 and 04:30 of Shanghai, after now', () => {
    expect(nextNightlyReload(at('2026-11-21T00:10:00+08:00'), 0)).toBe(at('2026-11-21T04:00:00+08:00'))
    expect(nextNightlyReload(at('2026-11-21T00:10:00+08:00'), 0.999)).toBeLessThan(
      at('2026-11-21T04:30:00+08:00'),
    )
    expect(nextNightlyReload(at('2026-11-21T04:00:00+08:00'), 0)).toBe(at('2026-11-22T04:00:00+08:00'))
    expect(nextNightlyReload(at('2026-12-31T23:59:59+08:00'), 0.5)).toBe(at('2027-01-01T04:15:00+08:00'))
  })
})
