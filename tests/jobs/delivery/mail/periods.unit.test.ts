import { afterAll, describe, expect, it } from 'vitest'
import { missedPeriods } from '../../../../jobs/delivery/mail/missedPeriods.ts'
import {
  dueAt,
  endedPeriods,
  latestDue,
  parsePeriod,
  periodAfter,
  periodAt,
} from '../../../../jobs/delivery/mail/periods.ts'
import { MAILINGS } from '../../../../warehouse/catalogue/mailings.ts'
import { formatDay } from '../../../../warehouse/platform/time/day.ts'
import { at } from '../../../warehouse/query/world.ts'

const { monthly, weekly } = MAILINGS
const zone = process.env.TZ
afterAll(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

describe('periods', () => {
  it.each([
    ['monthly', '2026-10-31', '2026-10', '2026-10-01', '2026-10-31', '2026年10月'],
    ['weekly', '2026-11-22', '2026-W47', '2026-11-16', '2026-11-22', '2026年第47周（11月16日至22日）'],
    ['weekly', '2026-12-31', '2026-W53', '2026-12-28', '2027-01-03', '2026年第53周（12月28日至1月3日）'],
    ['weekly', '2027-01-04', '2027-W01', '2027-01-04', '2027-01-10', '2027年第1周（1月4日至10日）'],
    ['weekly', '2024-12-30', '2025-W01', '2024-12-30', '2025-01-05', '2025年第1周（12月30日至1月5日）'],
  ] as const)('%s of %s is %s', (name, day, id, from, to, label) => {
    const period = periodAt(MAILINGS[name], at(day))
    expect([period.id, formatDay(period.from), formatDay(period.to), period.label]).toEqual([
      id,
      from,
      to,
      label,
    ])
    expect(parsePeriod(MAILINGS[name], id)).toEqual(period)
  })

  it.each(['2026-13', '2026-1', '2026-W01', '', 'x'])('%s is no month', id => {
    expect(parsePeriod(monthly, id)).toBeUndefined()
  })
  it.each(['2025-W53', '2026-W54', '2026-W00', '2026-10', ''])('%s is no week', id => {
    expect(parsePeriod(weekly, id)).toBeUndefined()
  })

  it('are over on the day after their last, and then the newest of those that can be sent', () => {
    const newest = (mailing: typeof weekly, day: string) =>
      endedPeriods(mailing, at(day), 2).map(({ id }) => id)
    expect(newest(weekly, '2026-11-22')).toEqual(['2026-W46', '2026-W45'])
    expect(newest(weekly, '2026-11-23')).toEqual(['2026-W47', '2026-W46'])
    expect(newest(monthly, '2027-01-31')).toEqual(['2026-12', '2026-11'])
    expect(newest(monthly, '2027-02-01')).toEqual(['2027-01', '2026-12'])
  })

  it('follow each other without a gap over twenty years', () => {
    for (const mailing of [monthly, weekly]) {
      const ids = new Set<string>()
      for (let period = periodAt(mailing, at('2010-01-01')); period.from < at('2030-01-01'); ) {
        const next = periodAfter(period)
        expect(next.from).toBe(period.to + 1)
        expect(parsePeriod(mailing, period.id)).toEqual(period)
        expect(ids.has(period.id)).toBe(false)
        ids.add(period.id)
        period = next
      }
    }
  })
})

describe('what is due', () => {
  it.each(['UTC', 'America/New_York', 'Asia/Shanghai'])('is told by Shanghai time where TZ is %s', tz => {
    process.env.TZ = tz
    const october = periodAt(monthly, at('2026-10-05'))
    expect(dueAt(monthly, october)).toBe(Date.parse('2026-11-04T08:00:00+08:00'))
    const week = periodAt(weekly, at('2026-11-20'))
    expect(dueAt(weekly, week)).toBe(Date.parse('2026-11-23T08:30:00+08:00'))
    expect(latestDue(monthly, Date.parse('2026-11-04T08:00:00+08:00')).id).toBe('2026-10')
    expect(latestDue(monthly, Date.parse('2026-11-04T07:59:59+08:00')).id).toBe('2026-09')
    expect(latestDue(weekly, Date.parse('2026-11-23T08:29:59+08:00')).id).toBe('2026-W46')
    expect(latestDue(weekly, Date.parse('2026-11-23T08:30:00+08:00')).id).toBe('2026-W47')
  })

  it('names what was missed since the first period, without the latest', () => {
    const latest = periodAt(monthly, at('2026-10-01'))
    expect(missedPeriods(monthly, ['2026-05', '2026-08'], latest)).toEqual(['2026-06', '2026-07', '2026-09'])
    expect(missedPeriods(monthly, [], latest)).toEqual([])
    expect(missedPeriods(monthly, ['2026-10'], latest)).toEqual([])
  })
})
