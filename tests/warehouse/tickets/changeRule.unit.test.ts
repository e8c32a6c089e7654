import { describe, expect, it } from 'vitest'
import { parseReferenceValues, readReferenceValues } from '../../../warehouse/reference/referenceValues.ts'
import { changeRule, dueAfter } from '../../../warehouse/tickets/changeRule.ts'
import { at } from '../query/world.ts'

const place = { org_id: '20', system: 1, level: 3, region_code: '440100' }
const rows = (...lines: string[]) =>
  parseReferenceValues(['what,scope,valid_from,value,unit,source', ...lines].join('\n'), 'own.csv')
const on = at('2026-10-31')
const rule = (...lines: string[]) => changeRule(rows(...lines), place, on)
const LINE = 'change_explained_above,,2020-01-01,5,%,例'

describe('the rule of changes that are explained', () => {
  it('is five percent against the month before, with the season from June to October, until the province says otherwise', () => {
    const shipped = readReferenceValues({ REFERENCE_VALUES: undefined })
    expect(changeRule(shipped, place, on)).toEqual({ percent: 5, baseBefore: 1, season: { from: 6, to: 10 } })
    expect(dueAfter(shipped, 'explanation_due_after', place, at('2026-11-03'))).toBe(at('2026-11-13'))
  })

  it('is of the narrowest scope, and of the day', () => {
    const own = [
      LINE,
      'change_explained_above,region:4401,2026-10-01,8,%,例',
      'change_base_before,level:city,2026-01-01,3,月,例',
    ]
    expect(rule(...own)).toEqual({ percent: 8, baseBefore: 3 })
    expect(changeRule(rows(...own), place, at('2026-09-30'))).toMatchObject({ percent: 5 })
    expect(changeRule(rows(...own), { ...place, level: 4, region_code: '440200' }, on)).toEqual({
      percent: 5,
      baseBefore: 1,
    })
  })

  it('is none where no line is in force, and a step without a limit is never late', () => {
    expect(rule('change_base_before,,2020-01-01,1,月,例')).toBeUndefined()
    expect(rule(LINE, 'change_explained_above,,2026-10-01,,%,不再适用')).toBeUndefined()
    expect(dueAfter(rows(LINE), 'explanation_due_after', place, on)).toBeNull()
  })

  it.each([
    [
      'change_season_from,,2020-01-01,6,月,例',
      'own.csv:3: a season has a beginning and an end, but change_season_to has no value there',
    ],
    [
      'change_season_to,region:4401,2020-01-01,6,月,例',
      'own.csv:3: a season has a beginning and an end, but change_season_from has no value there',
    ],
    [
      'change_base_before,,2020-01-01,0,月,例',
      'own.csv:3: change_base_before is 0; it is a whole number of months from 1 to 12',
    ],
    ['change_base_before,,2020-01-01,1.5,月,例', 'own.csv:3: change_base_before is 1.5'],
  ])('refuses rows that contradict each other: %s', (line, words) => {
    expect(() => rule(LINE, line)).toThrow(words)
  })

  it('refuses a season beyond December, and two values of one scope and day', () => {
    const season = ['change_season_from,,2020-01-01,6,月,例', 'change_season_to,,2020-01-01,13,月,例']
    expect(() => rule(LINE, ...season)).toThrow('own.csv:4: the season names month 13')
    expect(() => rule(LINE, 'change_explained_above,,2020-01-01,6,%,例')).toThrow(
      'own.csv:3: change_explained_above has a value',
    )
  })
})
