import { describe, expect, it } from 'vitest'
import {
  countingSystem,
  parseCountingRules,
  readCountingRules,
  rulesOn,
} from '../../../warehouse/orgs/countingRules.ts'
import { dayOfText } from '../../support/province/systems.ts'

const HEADER = 'entity,region,system,valid_from,valid_to'
const parse = (...rows: string[]) => parseCountingRules([HEADER, ...rows].join('\n'), 'own.csv')

describe('the table of counting systems', () => {
  it('is empty as it is shipped', () => {
    expect(readCountingRules({ COUNTING_SYSTEMS: undefined })).toEqual([])
  })

  it('names file and line of every fault', () => {
    const rows = [
      'people,44,1,2020-01-01,',
      'member,441,1,2020-01-01,',
      'member,44,guangdong,2020-01-01,',
      'member,44,0,2020-01-01,',
      'member,44,1,yesterday,',
      'member,44,1,2020-01-01,2019-12-31',
      'member,44,1',
    ]
    expect(() => parse(...rows)).toThrow(
      /own\.csv:2: unknown entity "people"[\s\S]*own\.csv:3: region "441"[\s\S]*own\.csv:4: system "guangdong"[\s\S]*own\.csv:5: system is below 1[\s\S]*own\.csv:6: valid_from "yesterday"[\s\S]*own\.csv:7: valid_to lies before[\s\S]*own\.csv:8: 3 columns/,
    )
    expect(() => parseCountingRules('entity,system\n', 'own.csv')).toThrow(
      /own\.csv:1: the first line must be/,
    )
    expect(() => readCountingRules({ COUNTING_SYSTEMS: '/nowhere/own.csv' })).toThrow(
      /COUNTING_SYSTEMS: cannot read \/nowhere\/own\.csv/,
    )
  })

  it('has one answer for a day', () => {
    expect(() => parse('member,44,1,2020-01-01,', 'member,44,2,2026-01-01,')).toThrow(
      /own\.csv:3: overlaps with own\.csv:2/,
    )
    expect(() =>
      parse('member,44,1,2020-01-01,2024-12-31', '*,44,1,2020-01-01,', 'member,44,2,2026-01-01,'),
    ).toThrow(/own\.csv:4: no system that counts for member in region "44" from 2025-01-01 to 2025-12-31/)
    const rules = parse('# since the move', 'member,44,1,2020-01-01,2025-12-31', 'member,44,2,2026-01-01,')
    const on = (day: string) => countingSystem(rulesOn(rules, dayOfText(day)), 'member', '440103')
    expect([on('2019-12-31'), on('2020-01-01'), on('2025-12-31'), on('2026-01-01')]).toEqual([
      undefined,
      1,
      1,
      2,
    ])
  })

  it('lets the entity go before all of them, and then the smaller region', () => {
    const rules = parse(
      '*,,1,2020-01-01,',
      '*,440103,2,2020-01-01,',
      'member,,3,2020-01-01,',
      'member,4401,4,2020-01-01,',
    )
    expect(countingSystem(rules, 'activity', '440200')).toBe(1)
    expect(countingSystem(rules, 'activity', '440103')).toBe(2)
    expect(countingSystem(rules, 'member', '440200')).toBe(3)
    expect(countingSystem(rules, 'member', '')).toBe(3)
    expect(countingSystem(rules, 'member', '440103')).toBe(4)
  })
})
