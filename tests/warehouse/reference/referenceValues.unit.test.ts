import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ReferenceName } from '../../../warehouse/catalogue/referenceValues.ts'
import { orgKey } from '../../../warehouse/orgs/orgKey.ts'
import { parseDay } from '../../../warehouse/platform/time/day.ts'
import {
  parseReferenceValues,
  readReferenceValues,
  referenceValue,
} from '../../../warehouse/reference/referenceValues.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const HEADER = 'what,scope,valid_from,value,unit,source'
const day = (text: string) => parseDay(text) ?? Number.NaN
const parse = (...lines: string[]) => parseReferenceValues([HEADER, ...lines].join('\n'), 'own.csv')
const place = (
  more: Partial<{ org_id: string; system: number; level: number; region_code: string }> = {},
) => ({
  org_id: '7',
  system: 1,
  level: 4,
  region_code: '440103',
  ...more,
})

describe('the reference values', () => {
  it('that are shipped hold for the places and days that their documents name', () => {
    const rows = readReferenceValues({ REFERENCE_VALUES: undefined })
    const value = (what: ReferenceName, at: string, region_code: string, level: number) =>
      referenceValue(rows, what, place({ region_code, level }), day(at))?.value
    expect(value('branch_members_least', '2026-11-29', '440103', 8)).toBe(3)
    expect(value('e_files_target', '2016-05-03', '140000', 2)).toBeUndefined()
    expect(value('e_files_target', '2016-09-30', '140000', 2)).toBe(150_000)
    expect(value('e_files_target', '2016-12-31', '140000', 2)).toBe(500_000)
    expect(value('e_files_target', '2016-12-31', '440000', 2)).toBeUndefined()
    expect(value('activities_target', '2017-11-03', '320100', 3)).toBe(10)
    expect(value('activities_target', '2017-11-03', '320102', 4)).toBeUndefined()
    expect(value('entry_own_due', '2017-12-13', '510104', 4)).toBe(day('2017-12-18'))
    expect(value('entry_own_due', '2017-12-13', '510104', 9)).toBe(day('2018-01-08'))
  })

  it('go by the narrowest scope that has begun, and name the row', () => {
    const rows = parse(
      'youths,,2020-01-01,1,人,a',
      'youths,system:1,2020-01-01,2,人,b',
      'youths,level:county,2020-01-01,3,人,c',
      'youths,region:44,2020-01-01,4,人,d',
      'youths,region:4401,2021-01-01,5,人,e',
      'youths,org:1:88,2020-01-01,6,人,f',
    )
    const value = (more = {}, at = '2020-06-01') => referenceValue(rows, 'youths', place(more), day(at))
    expect(value()?.value).toBe(4)
    expect(value({}, '2021-01-01')).toEqual({
      value: 5,
      unit: '人',
      from: day('2021-01-01'),
      source: 'e',
      place: 'own.csv:6',
    })
    expect(value({ org_id: orgKey(1, '88') })?.value).toBe(6)
    expect(value({ region_code: '110000' })?.value).toBe(3)
    expect(value({ region_code: '110000', level: 3 })?.value).toBe(2)
    expect(value({ region_code: '', level: 3, system: 2 })?.value).toBe(1)
    expect(value({}, '2019-12-31')).toBeUndefined()
  })

  it('end where a row says so', () => {
    const rows = parse(
      'youths,,2020-01-01,1,人,a',
      'youths,region:44,2020-01-01,2,人,b',
      'youths,region:44,2021-01-01,,人,c',
    )
    expect(referenceValue(rows, 'youths', place(), day('2020-12-31'))?.value).toBe(2)
    expect(referenceValue(rows, 'youths', place(), day('2021-01-01'))).toBeUndefined()
  })

  it('of an installation take the place of the shipped ones of the same subject and scope', () => {
    const { dir, remove } = temporaryDir()
    try {
      const file = path.join(dir, 'own.csv')
      fs.writeFileSync(file, `${HEADER}\nbranch_members_least,,2024-01-01,5,人,本省规定\n`)
      const rows = readReferenceValues({ REFERENCE_VALUES: file })
      const value = (what: ReferenceName, at: string) => referenceValue(rows, what, place(), day(at))?.value
      expect(value('branch_members_least', '2024-01-01')).toBe(5)
      expect(value('branch_members_least', '2023-12-31')).toBeUndefined()
      expect(value('branch_members_most', '2024-01-01')).toBe(50)
    } finally {
      remove()
    }
  })

  it.each([
    [
      'an unknown subject',
      'people,,2020-01-01,1,人,a',
      /own\.csv:2: unknown "people"; known are branch_members_least/,
    ],
    ['another unit', 'youths,,2020-01-01,1,个,a', /own\.csv:2: unit "个" of youths is wrong; it is 人/],
    ['a value that is no number', 'youths,,2020-01-01,1e3,人,a', /own\.csv:2: value "1e3" is no number/],
    [
      'a negative weight',
      'assessment_hours_weight,,2020-01-01,-30,%,a',
      /own\.csv:2: value "-30" is negative/,
    ],
    ['a negative value', 'youths,,2020-01-01,-1,人,a', /own\.csv:2: value "-1" is negative/],
    [
      'more than everything',
      'league_ratio_most,,2020-01-01,101,%,a',
      /own\.csv:2: value "101" is above 100 %/,
    ],
    ['a value that is no date', 'e_files_due,,2020-01-01,soon,日期,a', /own\.csv:2: value "soon" is no date/],
    ['a wrong day', 'youths,,2020-13-01,1,人,a', /own\.csv:2: valid_from "2020-13-01" is no date/],
    [
      'a scope that is none',
      'youths,city:1,2020-01-01,1,人,a',
      /own\.csv:2: scope "city:1": "city:1" is none of region/,
    ],
    ['an organisation beside a region', 'youths,org:1:2 region:44,2020-01-01,1,人,a', /own\.csv:2: scope/],
    [
      'a scope that says the same twice',
      'youths,region:44 region:45,2020-01-01,1,人,a',
      /names the same twice/,
    ],
    ['no source', 'youths,,2020-01-01,1,人,', /own\.csv:2: source is empty; name the document/],
  ])('refuse %s, with file and line', (_, line, message) => {
    expect(() => parse(line)).toThrow(message)
  })

  it('refuse two values for the same subject, scope and day', () => {
    expect(() =>
      parse('youths,level:city region:44,2020-01-01,1,人,a', 'youths,region:44 level:city,2020-01-01,2,人,a'),
    ).toThrow(/own\.csv:3: youths has a value from that day in own\.csv:2/)
    expect(() => readReferenceValues({ REFERENCE_VALUES: '/nowhere/own.csv' })).toThrow(
      /REFERENCE_VALUES: cannot read \/nowhere\/own\.csv/,
    )
  })
})
