import { describe, expect, it } from 'vitest'
import { parseRatios, ratiosOn, readRatios } from '../../../jobs/retention/ratios.ts'
import { orgKey } from '../../../warehouse/orgs/orgKey.ts'
import { parseDay } from '../../../warehouse/platform/time/day.ts'

const HEADER = 'level,org,valid_from,valid_to,ratio'
const LEVELS = [
  'grassroots,,2020-01-01,,5000',
  'county,,2020-01-01,,2500',
  'city,,2020-01-01,,1250',
  'province,,2020-01-01,,950',
  'centre,,2020-01-01,,300',
]
const file = (...lines: string[]) => [HEADER, ...lines].join('\n')
const day = (text: string) => parseDay(text) ?? Number.NaN

describe('the file of the retention ratios', () => {
  it('ships the old published split, which adds up to the whole', () => {
    const { levels, overrides } = ratiosOn(readRatios({ RETENTION_RATIOS: undefined }), day('2026-11-30'))
    expect(levels).toEqual({ grassroots: 5000, county: 2500, city: 1250, province: 950, centre: 300 })
    expect(overrides.size).toBe(0)
  })

  it('knows the ratios of a day: dated per level, and of one organisation', () => {
    const table = parseRatios(
      file(
        'grassroots,,2020-01-01,2025-12-31,5000',
        'grassroots,,2026-01-01,,4000',
        ...LEVELS.slice(1),
        'county,1:4400000012,2026-01-01,2026-06-30,3000',
      ),
      'own.csv',
    )
    expect(ratiosOn(table, day('2025-12-31')).levels.grassroots).toBe(5000)
    expect(ratiosOn(table, day('2025-12-31')).overrides.size).toBe(0)
    const june = ratiosOn(table, day('2026-06-30'))
    expect(june.levels.grassroots).toBe(4000)
    expect(june.overrides.get(orgKey(1, '4400000012'))).toEqual({
      level: 'county',
      ratio: 3000,
      place: 'own.csv:8',
    })
    expect(ratiosOn(table, day('2026-07-01')).overrides.size).toBe(0)
    expect(() => ratiosOn(table, day('2019-12-31'))).toThrow(
      /own\.csv: no ratio of level grassroots on 2019-12-31/,
    )
  })

  it('reads what a spreadsheet saves, and remarks', () => {
    const text = `\uFEFF# 说明\r\n${file(...LEVELS).replaceAll('\n', '\r\n')}\r\n\r\n`
    expect(parseRatios(text, 'own.csv').rows.length).toBe(5)
  })

  it.each([
    [
      'an unknown level',
      'town,,2020-01-01,,100',
      /own\.csv:7: unknown level "town"; known are grassroots, county/,
    ],
    ['a fraction', 'county,1:7,2020-01-01,,25.5', /own\.csv:7: ratio "25\.5" is no whole number/],
    ['a percentage', 'county,1:7,2020-01-01,,25%', /own\.csv:7: ratio "25%" is no whole number/],
    ['a negative ratio', 'county,1:7,2020-01-01,,-1', /own\.csv:7: ratio is negative/],
    ['more than everything', 'county,1:7,2020-01-01,,10001', /own\.csv:7: ratio is above 10000/],
    ['a wrong date', 'county,1:7,2020-02-30,,100', /own\.csv:7: valid_from "2020-02-30" is no date/],
    ['a wrong end', 'county,1:7,2020-02-01,soon,100', /own\.csv:7: valid_to "soon" is no date/],
    [
      'an end before the beginning',
      'county,1:7,2020-02-02,2020-02-01,100',
      /own\.csv:7: valid_to lies before/,
    ],
    [
      'an organisation without system',
      'county,4400,2020-01-01,,100',
      /own\.csv:7: org "4400" is not <number/,
    ],
    ['a centre in the tree', 'centre,1:7,2020-01-01,,100', /own\.csv:7: the centre is no organisation/],
    ['a missing column', 'county,2020-01-01,,100', /own\.csv:7: 4 columns instead of 5/],
    ['dates that overlap', 'county,,2021-01-01,,100', /own\.csv:7: overlaps with own\.csv:3/],
  ])('refuses %s, with file and line', (_, line, message) => {
    expect(() => parseRatios(file(...LEVELS, line), 'own.csv')).toThrow(message)
  })

  it('refuses dates of one organisation that overlap, whatever the level', () => {
    const lines = ['county,1:7,2021-01-01,2021-12-31,100', 'city,1:7,2021-12-31,,100']
    expect(() => parseRatios(file(...LEVELS, ...lines), 'own.csv')).toThrow(
      /own\.csv:8: overlaps with own\.csv:7/,
    )
  })

  it('refuses days between the ratios of an organisation that none is for', () => {
    const lines = ['county,1:7,2021-01-01,2021-06-30,100', 'county,1:7,2021-08-01,,200']
    expect(() => parseRatios(file(...LEVELS, ...lines), 'own.csv')).toThrow(
      /own\.csv:8: no ratio of the organisation from 2021-07-01 to 2021-07-31/,
    )
  })

  it('refuses days without a ratio, a level without a row, and levels that keep more than there is', () => {
    const gap = ['county,,2020-01-01,2020-12-31,2500', 'county,,2021-02-01,,2500']
    expect(() =>
      parseRatios(file(...LEVELS.filter(line => !line.startsWith('county')), ...gap), 'own.csv'),
    ).toThrow(/own\.csv:7: no ratio of level county from 2021-01-01 to 2021-01-31/)
    expect(() => parseRatios(file(...LEVELS.slice(1)), 'own.csv')).toThrow(
      /own\.csv: no row of level grassroots/,
    )
    const more = ['county,,2020-01-01,2020-12-31,2500', 'county,,2021-01-01,,2501']
    expect(() =>
      parseRatios(file(...LEVELS.filter(line => !line.startsWith('county')), ...more), 'own.csv'),
    ).toThrow(/own\.csv:7: on 2021-01-01 the levels add up to 10001, more than 10000/)
  })

  it('names every fault at once, and the file that is not there', () => {
    expect(() =>
      parseRatios(file(...LEVELS, 'x,,2020-01-01,,1', 'county,1:7,2020-01-01,,a'), 'own.csv'),
    ).toThrow(/own\.csv:7:[\s\S]*own\.csv:8:/)
    expect(() => parseRatios('level;ratio\n', 'own.csv')).toThrow(
      /own\.csv:1: the first line must be level,org/,
    )
    expect(() => readRatios({ RETENTION_RATIOS: '/nowhere/own.csv' })).toThrow(
      /RETENTION_RATIOS: cannot read \/nowhere\/own\.csv/,
    )
  })
})
