import { describe, expect, it } from 'vitest'
import type { Cell } from '../../../ingest/format/record.ts'
import type { TimeType } from '../../../ingest/mapping/mapping.ts'
import { toDay, toInstant } from '../../../ingest/mapping/times.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'

type Given = Exclude<Cell, null>

const dayOf = (cell: Given, type: TimeType) => {
  const day = toDay(cell, type)
  return day === undefined ? 'not known' : formatDay(day)
}
const secondsOf = (text: string) => Date.parse(text) / 1_000

describe('a day', () => {
  it.each<[Given, TimeType, string]>([
    [20_574, 'date', '2026-05-01'],
    ['20574', 'date', '2026-05-01'],
    ['2026-05-01', 'date', '2026-05-01'],
    ['20260501', 'date', '2026-05-01'],
    ['2024-02-29', 'date', '2024-02-29'],
    [-1, 'date', '1969-12-31'],
    [-6_000, 'date', '1953-07-29'],
    // as a number a day, as text a year
    [1_998, 'date', '1975-06-22'],
    ['9862', 'date', '1997-01-01'],
    ['1900-01-02', 'date', '1900-01-02'],
    ['2299-12-31', 'date', '2299-12-31'],
    // wall clock: one minute on either side of midnight, in text and in numbers
    [Date.UTC(2026, 4, 31, 23, 59), 'datetime', '2026-05-31'],
    [Date.UTC(2026, 5, 1, 0, 1), 'datetime', '2026-06-01'],
    ['2026-05-31 23:59:00.000', 'datetime', '2026-05-31'],
    ['2026-06-01 00:01:00', 'datetime', '2026-06-01'],
    ['2026-05-31', 'datetime', '2026-05-31'],
    [Date.UTC(2026, 4, 31, 23, 59) * 1_000, 'datetime_us', '2026-05-31'],
    [Date.UTC(2026, 5, 1, 0, 1) * 1_000, 'datetime_us', '2026-06-01'],
    ['2017-12-07 23:59:00.000000000', 'datetime', '2017-12-07'],
    // GoldenGate
    ['1994-09-30:23:59:00', 'datetime', '1994-09-30'],
    // days of birth
    [Date.UTC(1953, 6, 29, 23, 59), 'datetime', '1953-07-29'],
    [Date.UTC(1970, 4, 1), 'datetime', '1970-05-01'],
    [Date.UTC(1968, 4, 1) * 1_000, 'datetime_us', '1968-05-01'],
    [Date.UTC(2000, 0, 1), 'datetime', '2000-01-01'],
    // instants: the same minutes in Shanghai
    ['2026-05-31T15:59:00Z', 'timestamp', '2026-05-31'],
    ['2026-05-31T16:01:00Z', 'timestamp', '2026-06-01'],
    ['2026-06-01T00:01:00+08:00', 'timestamp', '2026-06-01'],
    ['2026-05-31 23:59:00', 'timestamp', '2026-05-31'],
    [Date.UTC(2026, 4, 31, 16, 1), 'timestamp', '2026-06-01'],
    [202605, 'yyyymm', '2026-05-01'],
    ['202605', 'yyyymm', '2026-05-01'],
    ['2026-05', 'yyyymm', '2026-05-01'],
    ['2026-05-31', 'yyyymm', '2026-05-01'],
    ['20260531', 'yyyymmdd', '2026-05-31'],
    [20_260_531, 'yyyymmdd', '2026-05-31'],
    ['20260531235900', 'yyyymmdd', '2026-05-31'],
    [20_260_601_000_100, 'yyyymmdd', '2026-06-01'],
    ['2016年4月8日', 'chinese', '2016-04-08'],
    ['2016年12月31日', 'chinese', '2016-12-31'],
    ['2016年04月', 'chinese', '2016-04-01'],
    // seconds are instants as well
    [Date.UTC(2026, 4, 31, 15, 59) / 1_000, 'epoch_s', '2026-05-31'],
    [String(Date.UTC(2026, 4, 31, 16, 1) / 1_000), 'epoch_s', '2026-06-01'],
    ['1624614713.201', 'epoch_s', '2021-06-25'],
    // digits of the calendar, as text
    ['20260520', 'datetime', '2026-05-20'],
    ['202605201230', 'datetime', '2026-05-20'],
    ['20260520123000', 'timestamp', '2026-05-20'],
    ['946684800000', 'datetime', '2000-01-01'],
  ])('%j as %s is %s', (cell, type, expected) => {
    expect(dayOf(cell, type)).toBe(expected)
  })

  it.each<[Given, TimeType]>([
    ['', 'date'],
    ['0000-00-00', 'date'],
    ['0000-00-00 00:00:00', 'datetime'],
    ['0000-00-00 00:00:00.000000', 'timestamp'],
    ['00000000', 'yyyymmdd'],
    [0, 'yyyymm'],
    ['', 'chinese'],
    // what Debezium makes of a zero date in a column that must not be null
    [0, 'date'],
    [0, 'datetime'],
    [0, 'datetime_us'],
    ['0', 'date'],
    ['1970-01-01T00:00:00Z', 'timestamp'],
    // what the warehouse writes itself
    ['1900-01-01', 'date'],
    // no end
    ['9999-12-31', 'date'],
    [2_932_896, 'date'],
    ['9999-12-31 23:59:59', 'datetime'],
    [Date.UTC(9999, 11, 31), 'datetime'],
    [Date.UTC(9999, 11, 31, 23, 59, 59), 'datetime'],
    [Date.UTC(9999, 11, 31) * 1_000, 'datetime_us'],
    ['9999-12-31T23:59:59Z', 'timestamp'],
    ['99991231', 'yyyymmdd'],
    ['999912', 'yyyymm'],
  ])('%j as %s is not known', (cell, type) => {
    expect(toDay(cell, type)).toBeUndefined()
  })

  it.each<[Given, TimeType]>([
    ['1899-12-31', 'date'],
    [-25_568, 'date'],
    ['2300-01-01', 'date'],
    ['2999-12-31', 'date'],
    ['2026-02-29', 'date'],
    ['2026-02-31', 'date'],
    ['2026-04-31 10:00:00', 'datetime'],
    ['2026-13-01', 'date'],
    ['01.05.2026', 'date'],
    ['2026/05/01', 'date'],
    [20_574.5, 'date'],
    ['tomorrow', 'timestamp'],
    [202613, 'yyyymm'],
    ['2026', 'yyyymm'],
    [20_574, 'yyyymm'],
    ['20260532', 'yyyymmdd'],
    ['2026053', 'yyyymmdd'],
    ['20260531245900', 'yyyymmdd'],
    ['2016年2月30日', 'chinese'],
    ['2016-04', 'chinese'],
    [true, 'date'],
    // rubbish behind a date
    ['2026-05-01 and more', 'date'],
    ['2026-05-20 10:20 garbage', 'datetime'],
    ['2026-05-20 10:20:30.', 'datetime'],
    ['2026-05-20 10:20:30 CST', 'datetime'],
    ['2026-05-20 10:20:30+8', 'datetime'],
    ['2026-05-20 10:20:30+08:00x', 'timestamp'],
    ['2026-05-20 10:20:30+16:00', 'timestamp'],
    ['2026-05-20 1:20', 'datetime'],
    // text that is a year or a month, not a count of days
    ['2024', 'date'],
    ['1998', 'date'],
    ['202605', 'date'],
    ['202605', 'datetime'],
    ['2024', 'datetime'],
    // counts in other units
    [20_260_520, 'datetime'],
    [20_260_520, 'date'],
    [202_605_201_230, 'datetime'],
    [1_779_265_800, 'datetime'],
    ['1779265800', 'timestamp'],
    [1_714_494_600, 'timestamp'],
    [Date.UTC(1970, 4, 1, 10), 'datetime'],
    [1_779_265_800_000_000, 'datetime'],
    [1_779_265_800_000, 'datetime_us'],
    ['1779265800000000000', 'datetime_us'],
    [1_779_265_800_000, 'epoch_s'],
    ['20260520', 'epoch_s'],
  ])('%j as %s is refused', (cell, type) => {
    expect(() => toDay(cell, type)).toThrow(/^no \w+: expected a (date between|number or text)/)
  })
})

describe('a zone in the text', () => {
  const DAYS = ['date', 'datetime', 'datetime_us', 'datetime_utc', 'timestamp', 'epoch_s'] as const

  it.each([
    '2026-05-19T16:30:00Z',
    '2026-05-19 16:30:00Z',
    '2026-05-19T16:30:00.123456Z',
    '2026-05-19T16:30Z',
    '2026-05-19 16:30:00 +00:00',
    '2026-05-20 00:30:00+08',
    '2026-05-20 00:30:00+0800',
    '2026-05-20 00:30:00 +08:00',
    '2026-05-20 00:30:00.5+08:00',
    '2026-05-19 09:30:00-07',
    '2026-05-19 22:15:00+05:45',
  ])('counts whatever the type: %s is 00:30 on 20 May in Shanghai', text => {
    for (const type of DAYS) {
      expect(dayOf(text, type)).toBe('2026-05-20')
      expect(toInstant(text, type)).toBe(secondsOf('2026-05-19T16:30:00Z'))
    }
  })

  it('that is missing is Shanghai, but for a column of UTC', () => {
    for (const type of DAYS)
      expect(dayOf('2026-05-19 16:30:00', type)).toBe(type === 'datetime_utc' ? '2026-05-20' : '2026-05-19')
    const late = Date.UTC(2026, 4, 19, 16, 30)
    for (const cell of [late, String(late), '20260519163000', '202605191630'])
      expect(dayOf(cell, 'datetime_utc')).toBe('2026-05-20')
    // a day has no hour that could move it
    expect(dayOf('2026-05-19', 'datetime_utc')).toBe('2026-05-19')
  })
})

describe('an instant', () => {
  it.each<[Given, TimeType, string]>([
    [Date.UTC(2026, 4, 31, 23, 59, 58, 999), 'datetime', '2026-05-31T23:59:58+08:00'],
    ['2026-05-31 23:59:58.000', 'datetime', '2026-05-31T23:59:58+08:00'],
    ['2026-05-31T23:59', 'datetime', '2026-05-31T23:59:00+08:00'],
    [Date.UTC(2026, 4, 31, 23, 59) * 1_000, 'datetime_us', '2026-05-31T23:59:00+08:00'],
    ['2026-05-31T15:59:00.123456Z', 'timestamp', '2026-05-31T15:59:00Z'],
    ['2026-05-31 23:59:00', 'timestamp', '2026-05-31T15:59:00Z'],
    [1_780_000_000, 'epoch_s', '2026-05-28T20:26:40Z'],
    ['20260531235958', 'yyyymmdd', '2026-05-31T23:59:58+08:00'],
    ['202605312359', 'yyyymmdd', '2026-05-31T23:59:00+08:00'],
    ['2016年4月8日', 'chinese', '2016-04-08T00:00:00+08:00'],
    [16_899, 'date', '2016-04-08T00:00:00+08:00'],
  ])('%j as %s is %s', (cell, type, expected) => {
    expect(toInstant(cell, type)).toBe(secondsOf(expected))
  })

  it.each<[Given, TimeType]>([
    ['', 'datetime'],
    ['0000-00-00 00:00:00', 'datetime'],
    [0, 'timestamp'],
    [0, 'epoch_s'],
    ['1970-01-01T00:00:00+00:00', 'timestamp'],
    ['9999-12-31 23:59:59', 'datetime'],
  ])('%j as %s is not known', (cell, type) => {
    expect(toInstant(cell, type)).toBeUndefined()
  })

  it.each<[Given, TimeType]>([
    ['1969-12-31 23:59:59', 'datetime'],
    ['2200-01-01 00:00:00', 'datetime'],
    ['2026-05-31 25:00:00', 'datetime'],
    ['2026-05-31 10:60:00', 'datetime'],
    ['tomorrow', 'timestamp'],
    [true, 'epoch_s'],
  ])('%j as %s is refused', (cell, type) => {
    expect(() => toInstant(cell, type)).toThrow(/^no \w+: expected/)
  })
})
