import { describe, expect, it } from 'vitest'
import { combineRatios, contradictions, type EnteredSplit, SPLIT, splitFaults } from '../../../jobs/retention/enteredSplits.ts'
import { parseRatios, ratiosOn } from '../../../jobs/retention/ratios.ts'
import { parseDay } from '../../../warehouse/platform/time/day.ts'

const day = (text: string) => parseDay(text) ?? Number.NaN
const FILE = parseRatios(
  [
    'level,org,valid_from,valid_to,ratio',
    'grassroots,,2020-01-01,,5000',
    'county,,2020-01-01,,2500',
    'city,,2020-01-01,,1250',
    'province,,2020-01-01,2027-12-31,950',
    'province,,2028-01-01,,950',
    'centre,,2020-01-01,,300',
    'county,1:44,2020-01-01,,3000',
  ].join('\n'),
  'own.csv',
)
const LEVELS = { grassroots: 6000, county: 2000, city: 1000, province: 700, centre: 300 }

function entered(from: string, more: Partial<EnteredSplit> = {}): EnteredSplit {
  return {
    id: from,
    what: SPLIT,
    scope: { org: '', region: '', level: '', system: 0 },
    from: day(from),
    levels: LEVELS,
    source: 'x',
    isWithdrawn: false,
    enteredBy: 'zhang',
    enteredAt: 0,
    ...more,
  }
}

describe('shares that are entered on the page', () => {
  it('hold from their day on for all levels, until the next ones; single organisations keep those of the file', () => {
    const next = { ...LEVELS, grassroots: 5900, centre: 400 }
    const table = combineRatios(FILE, [entered('2027-01-01', { levels: next }), entered('2026-07-01')])
    const on = (text: string) => ratiosOn(table, day(text))
    expect(on('2026-06-30').levels.grassroots).toBe(5000)
    expect(on('2026-07-01').levels).toEqual(LEVELS)
    expect(on('2026-12-31').levels).toEqual(LEVELS)
    expect(on('2028-06-01').levels).toEqual(next)
    expect([...on('2028-06-01').overrides.values()]).toMatchObject([{ ratio: 3000, place: 'own.csv:8' }])
  })

  it('are contradicted by general rows of the own file that begin later, by file and line', () => {
    expect(contradictions(FILE, [entered('2026-07-01')])).toEqual([
      expect.stringMatching(/^own\.csv:6: .* level province .* by zhang, from 2026-07-01 on/),
    ])
    expect(contradictions(FILE, [entered('2026-07-01', { isWithdrawn: true })])).toEqual([])
    expect(contradictions(FILE, [entered('2028-07-01')])).toEqual([])
  })

  it('are refused by their field when they are no shares, not the whole, said twice, or otherwise than the file', () => {
    const faults = (more: Partial<typeof LEVELS>, from = '2028-07-01', splits: EnteredSplit[] = []) =>
      splitFaults(FILE, true, splits, { levels: { ...LEVELS, ...more }, from: day(from) })
    expect(faults({})).toEqual([])
    expect(faults({ county: -1 })).toEqual([{ field: 'county', reason: 'not_a_share' }])
    expect(faults({ county: 0.5 })).toEqual([{ field: 'county', reason: 'not_a_share' }])
    expect(faults({ county: 1999 })).toEqual([{ field: 'levels', reason: 'not_whole', sum: 9999 }])
    expect(faults({ county: 2001 })).toEqual([{ field: 'levels', reason: 'not_whole', sum: 10_001 }])
    expect(faults({}, '2028-07-01', [entered('2028-07-01')])).toMatchObject([{ field: 'valid_from', reason: 'taken' }])
    expect(faults({}, '2026-07-01')).toEqual([
      { field: 'valid_from', reason: 'file', words: expect.stringContaining('own.csv:6') },
    ])
  })
})
