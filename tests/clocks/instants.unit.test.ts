import { describe, expect, it } from 'vitest'
import { formatInstant, parseInstant } from '../../warehouse/platform/time/day.ts'
import { instantsAfter, parseAt } from './instants.ts'

const instants = (now: string) =>
  instantsAfter(parseInstant(now)).map(({ name, at }) => `${name}: ${formatInstant(at).slice(0, 16)}`)

describe('the instants at which the tests are run', () => {
  it('are those after the real one, by the calendar of Shanghai', () => {
    expect(instants('2026-11-28 14:30:00')).toEqual([
      'today: 2026-11-28 14:30',
      'last day of March: 2027-03-31 12:00',
      'leap day: 2028-02-29 12:00',
      "New Year's Eve: 2026-12-31 23:50",
      'New Year: 2027-01-01 00:10',
      'in three years: 2029-11-28 14:30',
    ])
  })

  it('are never today itself, and need no day that a year lacks', () => {
    expect(instants('2096-02-29 00:00:00')).toEqual([
      'today: 2096-02-29 00:00',
      'last day of March: 2096-03-31 12:00',
      'leap day: 2104-02-29 12:00',
      "New Year's Eve: 2096-12-31 23:50",
      'New Year: 2097-01-01 00:10',
      'in three years: 2099-03-01 00:00',
    ])
    expect(instants('2026-12-31 23:59:59')[3]).toBe("New Year's Eve: 2027-12-31 23:50")
  })

  it('may be given as dates and times of Shanghai, and as nothing else', () => {
    expect(parseAt('2028-02-29 08:00')).toBe(Date.UTC(2028, 1, 29))
    for (const text of [
      '2028-02-29',
      '2028-02-29T08:00',
      '2027-13-01 00:00',
      '2027-01-01 25:00',
      '2027-02-29 08:00',
    ])
      expect(parseAt(text), text).toBeUndefined()
  })
})
