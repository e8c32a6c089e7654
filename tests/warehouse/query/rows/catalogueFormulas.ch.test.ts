import { describe, expect, it } from 'vitest'
import { UNPLACED, WHOLE } from '../../../../warehouse/query/rows/formulaSql.ts'
import { parseReferenceValues } from '../../../../warehouse/reference/referenceValues.ts'
import { plantedWarehouse } from '../../../support/plantedWarehouse.ts'
import { at } from '../world.ts'
import { type FiguresAsked, figuresOf, NOVEMBER, ofCatalogue, plantRows } from './formulaWorld.ts'

const test = plantedWarehouse(plantRows)

const figures = (...asked: FiguresAsked) => figuresOf(test.warehouse, ...asked)

describe('metrics of the catalogue', () => {
  it('BIZ01 counts each item once, on the day that it was decided or due, and as timely what a person decided', async () => {
    // timely: one; besides: by the system, due and not decided twice, without a limit
    expect(await figures(ofCatalogue('BIZ01'))).toEqual(['0: 1/5', '10: 1/5', '111: 1/5'])
    const october = { from: at('2026-10-01'), to: at('2026-10-31') }
    expect(await figures(ofCatalogue('BIZ01'), october)).toEqual([])
  })

  it('BIZ05 is the mean time of what was decided, in minutes, sum and number apart', async () => {
    // 25.5 hours, 72 hours, 1 hour
    expect(await figures(ofCatalogue('BIZ05'))).toEqual(['0: 5910/3', '10: 5910/3', '111: 5910/3'])
  })

  it('MSG04 counts who sent anything, once', async () => {
    expect(await figures(ofCatalogue('MSG04'), NOVEMBER, [WHOLE, '10', '11', '12'])).toEqual([
      '0: 2/1',
      '10: 2/1',
      '11: 1/1',
      '12: 1/1',
    ])
  })

  it('TRF06 is the median of days at the receiving organisation, never that of those below', async () => {
    // 2 and 35 days at 111, 9 at 112; where the start is not known there is nothing to tell
    expect(await figures(ofCatalogue('TRF06'), NOVEMBER, [WHOLE, '10', '111', '112', '121'])).toEqual([
      '0: 9000/1000',
      '10: 9000/1000',
      '111: 18500/1000',
      '112: 9000/1000',
    ])
  })

  it('ACT12 counts members by their minutes of the year, whoever has none among all', async () => {
    const orgs = [WHOLE, '10', '111', '112', UNPLACED]
    expect(await figures(ofCatalogue('ACT12'), NOVEMBER, orgs)).toEqual([])
    const least = parseReferenceValues(
      'what,scope,valid_from,value,unit,source\nactivity_hours_least,,2026-01-01,10,小时,a',
      'own.csv',
    )
    expect(await figures(ofCatalogue('ACT12'), NOVEMBER, orgs, least)).toEqual([
      '0: 2/7',
      '10: 1/5',
      '111: 1/2',
      '112: 0/2',
      `${UNPLACED}: 1/1`,
    ])
  })

  it('ACT18 counts organisations that did something in the period, and no others', async () => {
    expect(await figures(ofCatalogue('ACT18'))).toEqual([
      '0 org_type=branch: 1/2',
      '0 org_type=committee: 0/1',
      '0: 1/3',
      '10 org_type=branch: 1/2',
      '10 org_type=committee: 0/1',
      '10: 1/3',
      '111 org_type=branch: 1/1',
      '111: 1/1',
      '112 org_type=branch: 0/1',
      '112: 0/1',
    ])
  })

  it('MEM11 holds members from 14 to 28 against the youths of the same ages', async () => {
    const youths = parseReferenceValues(
      'what,scope,valid_from,value,unit,source\nyouths,,2026-01-01,7,人,a',
      'own.csv',
    )
    expect(await figures(ofCatalogue('MEM11'), NOVEMBER, ['11', '111', '112'], youths)).toEqual([
      '11: 3/7',
      '111: 2/7',
      '112: 1/7',
    ])
  })

  it('MEM19 looks ahead from the day asked about, and takes nobody of unknown age', async () => {
    // until 19 February 1999; member 2 is younger
    expect(await figures(ofCatalogue('MEM19'), NOVEMBER, [WHOLE, '10', '111', UNPLACED])).toEqual([
      '0: 2/1',
      '10: 1/1',
      '111: 1/1',
      `${UNPLACED}: 1/1`,
    ])
  })
})
