import { describe, expect, it } from 'vitest'
import { drawnAt, isDue, isInForce, linesInForce } from '../../../jobs/alerts/lines.ts'
import type { RowCondition } from '../../../warehouse/catalogue/alertRule.ts'
import { parseReferenceValues } from '../../../warehouse/reference/referenceValues.ts'
import { at } from '../../warehouse/query/world.ts'

const HEADER = 'what,scope,valid_from,value,unit,source'
const references = (day: string, ...lines: string[]) => ({
  rows: parseReferenceValues([HEADER, ...lines].join('\n'), 'own.csv'),
  day: at(day),
})
const PLACE = { org_id: '7', system: 1, level: 6, region_code: '440103' }
const stuck: RowCondition = {
  severity: 'amber',
  item: 'out',
  is: 'above',
  line: { reference: 'transfer_stuck_after' },
}
const DAYS = ['transfer_stuck_after,,2020-01-01,7,天,a', 'transfer_stuck_after,region:44,2026-06-01,5,天,b']

describe('the line of a condition', () => {
  it('is what holds for the organisation on the day, in the unit of the figure', () => {
    const lineAt = (day: string, place = PLACE) => drawnAt(stuck, '小时', place, references(day, ...DAYS))
    expect(lineAt('2026-05-31')).toEqual({ line: 7 * 24 * 60 })
    expect(lineAt('2026-06-01')).toEqual({ line: 5 * 24 * 60 })
    expect(lineAt('2026-06-01', { ...PLACE, region_code: '510100' })).toEqual({ line: 7 * 24 * 60 })
    expect(lineAt('2019-12-31')).toBeUndefined()
  })

  it('is none where the value was taken back, there and nowhere else', () => {
    const back = references('2026-07-01', ...DAYS, 'transfer_stuck_after,region:44,2026-07-01,,天,c')
    expect(drawnAt(stuck, '小时', PLACE, back)).toBeUndefined()
    expect(linesInForce(stuck, '小时', back)).toEqual([7 * 24 * 60])
    expect(isInForce(stuck, references('2019-12-31', ...DAYS))).toBe(false)
  })

  it('with a deadline begins on the day after it', () => {
    const late: RowCondition = { ...stuck, is: 'at_least', line: 1, after: 'entry_own_due' }
    const due = (day: string) => references(day, 'entry_own_due,,2026-10-01,2026-11-17,日期,a')
    expect(drawnAt(late, '项', PLACE, due('2026-11-17'))).toBeUndefined()
    expect(drawnAt(late, '项', PLACE, due('2026-11-18'))).toEqual({ line: 1 })
    expect([isDue(late, due('2026-11-17')), isDue(late, due('2026-11-18'))]).toEqual([false, true])
    // a deadline that lies ahead is one; before it was set there is none
    expect([isInForce(late, due('2026-11-17')), isInForce(late, due('2026-09-30'))]).toEqual([true, false])
  })

  it('by pace is the share of the target that the time has passed of, and all of it afterwards', () => {
    const pace = {
      severity: 'amber',
      metric: 'SXX01',
      grain: 'month',
      of: 'value',
      is: 'below',
      line: { target: 'e_files_target', due: 'e_files_due' },
      periods: 1,
      item: '',
    } as const
    const phase = (day: string) =>
      references(day, 'e_files_target,,2026-02-01,1000,人,a', 'e_files_due,,2026-02-01,2026-02-28,日期,a')
    const lineAt = (day: string) => drawnAt(pace, '人', PLACE, phase(day))
    expect(lineAt('2026-01-31')).toBeUndefined()
    expect(lineAt('2026-02-14')).toEqual({ line: 500, target: 1000 })
    expect(lineAt('2026-02-28')).toEqual({ line: 1000, target: 1000 })
    expect(lineAt('2026-04-01')).toEqual({ line: 1000, target: 1000 })
  })
})
