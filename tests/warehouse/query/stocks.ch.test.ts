import { describe, expect, it } from 'vitest'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'
import { answerOf, CHILDREN, HALF_YEAR, plantCounted, type Question } from './askedWorld.ts'
import { at, TODAY } from './world.ts'

const test = plantedWarehouse(plantCounted)

const answer = (metric: MetricId, question?: Question) => answerOf(test.warehouse, metric, question)
const total = async (metric: MetricId, question: Question = {}) => (await answer(metric, question)).value

describe('stocks', () => {
  it('counts members now: the province, a subtree, the rows of its children', async () => {
    expect(await total('MEM01')).toBe(7)
    expect(await total('MEM01', { org: '1' })).toBe(6)
    expect(await total('MEM01', { org: '11' })).toBe(4)
    expect(await answer('MEM01', CHILDREN)).toEqual({ '1': 6, '': 1 })
    expect(await answer('MEM01', { org: '1', ...CHILDREN })).toEqual({ '10': 5, '20': 1, '1': 0 })
    expect(await answer('MEM01', { org: '11', ...CHILDREN })).toEqual({ '111': 4, '112': 0, '11': 0 })
    expect(await answer('MEM01', { org: '111', ...CHILDREN })).toEqual({ '111': 4 })
  })

  it('counts members on a past day where they were on that day', async () => {
    const day = (text: string) => ({ from: at(text), to: at(text) })
    // nobody knows of any member before the first
    expect(await total('MEM01', day('2025-12-31'))).toBeNull()
    expect(await total('MEM01', day('2026-05-08'))).toBe(5)
    expect(await answer('MEM01', { org: '10', ...CHILDREN, ...day('2026-05-08') })).toEqual({
      '11': 3,
      '12': 1,
      '10': 0,
    })
    expect(await answer('MEM01', { org: '10', ...CHILDREN, ...day('2026-05-09') })).toEqual({
      '11': 2,
      '12': 2,
      '10': 0,
    })
    expect(await total('MEM01', { org: '20', ...day('2026-11-14') })).toBe(1)
    expect(await total('MEM01', { org: '20', ...day('2026-11-15') })).toBe(1)
    expect(await total('MEM01', { org: '20', ...day('2026-11-18') })).toBe(0)
  })

  it('carries a stock from month to month, months without changes included', async () => {
    expect(await answer('MEM01', HALF_YEAR)).toEqual({
      '2026-06': 5,
      '2026-07': 5,
      '2026-08': 5,
      '2026-09': 6,
      '2026-10': 6,
      '2026-11': 7,
    })
    expect(
      await answer('MEM01', { org: '20', from: at('2026-11-14'), to: at('2026-11-16'), grain: 'day' }),
    ).toEqual({
      '2026-11-14': 1,
      '2026-11-15': 1,
      '2026-11-16': 1,
    })
    expect(
      await answer('MEM01', {
        org: '10',
        ...CHILDREN,
        from: at('2026-10-05'),
        to: at('2026-11-05'),
        grain: 'month',
      }),
    ).toEqual({
      '11 2026-10': 4,
      '11 2026-11': 4,
      '12 2026-10': 1,
      '12 2026-11': 1,
      '10 2026-10': 0,
      '10 2026-11': 0,
    })
  })

  it('counts members of a kind', async () => {
    expect(await total('MEM02')).toBe(6)
    expect(await answer('MEM02', { org: '10', ...CHILDREN })).toEqual({ '11': 3, '12': 1, '10': 0 })
    expect(await total('MEM18')).toBe(1)
    expect(await total('MEM12')).toBeCloseTo(5 / 7)
    expect(await answer('MEM12', { org: '11', ...CHILDREN })).toEqual({ '111': 0.5, '112': null, '11': null })
  })

  it('breaks members down by attributes of theirs and of their organisation', async () => {
    expect(await answer('MEM01', { by: 'gender' })).toEqual({ male: 2, female: 5, unknown: 0 })
    expect(await answer('MEM01', { by: 'education' })).toMatchObject({ bachelor: 6, '': 1, college: 0 })
    expect(await answer('MEM01', { by: 'status_class' })).toEqual({ student: 5, working: 1, other: 1 })
    expect(await answer('MEM01', { by: 'industry_code' })).toMatchObject({
      school: 5,
      village: 1,
      '': 1,
      enterprise: 0,
    })
    expect(await answer('MEM01', { by: 'region_code', org: '1' })).toEqual({
      '440103': 4,
      '440104': 1,
      '440200': 1,
    })
    expect(await answer('MEM01', { by: 'gender', org: '1', ...CHILDREN })).toMatchObject({
      '10 male': 2,
      '10 female': 3,
      '20 female': 1,
    })
  })

  it('bands age by completed years, with the month of birth', async () => {
    expect(await answer('MEM01', { by: 'age_band' })).toEqual({
      '<14': 1,
      '14-17': 0,
      '18-22': 3,
      '23-27': 1,
      '≥28': 1,
      '': 1,
    })
  })

  it('counts organisations, also direct children only', async () => {
    expect(await total('ORG01')).toBe(9)
    expect(await total('ORG01', { org: '10' })).toBe(6)
    expect(await total('ORG02', { from: at('2026-10-09'), to: at('2026-10-09') })).toBe(3)
    expect(await total('ORG02')).toBe(4)
    expect(await answer('ORG01', { by: 'level', org: '1' })).toEqual({ '2': 1, '3': 2, '4': 3, '5': 3 })
    expect(await answer('ORG03', { by: 'org_type' })).toMatchObject({ committee: 5, branch: 0 })
    expect(await total('ORG04')).toBe(1)
    expect(await total('ORG04', { org: '10' })).toBe(2)
    expect(await answer('ORG04', { org: '10', ...CHILDREN })).toEqual({ '11': 2, '12': 1, '10': 2 })
  })

  it('counts branches without a member, as of any day', async () => {
    expect(await total('ORG08')).toBe(1)
    expect(await answer('ORG08', { org: '10', ...CHILDREN })).toEqual({ '11': 1, '12': 0, '10': 0 })
    expect(await answer('ORG08', { by: 'industry_code' })).toMatchObject({ enterprise: 1, school: 0 })
    // before May nobody was in 111 and 121, and 112 did not exist
    expect(await total('ORG08', { from: at('2026-04-30'), to: at('2026-04-30') })).toBe(2)
    expect(await answer('ORG08', { from: at('2026-04-01'), to: TODAY, grain: 'month', org: '10' })).toEqual({
      '2026-04': 2,
      '2026-05': 0,
      '2026-06': 0,
      '2026-07': 0,
      '2026-08': 0,
      '2026-09': 0,
      '2026-10': 1,
      '2026-11': 1,
    })
  })

  it('counts activities by their state', async () => {
    expect(await total('ACT02')).toBe(2)
    expect(await total('ACT02', { from: at('2026-10-08'), to: at('2026-10-08') })).toBe(1)
    expect(await answer('ACT02', { by: 'category' })).toMatchObject({
      ideological: 1,
      public_service: 1,
      training: 0,
    })
    expect(await answer('ACT02', { org: '10', ...CHILDREN })).toEqual({ '11': 1, '12': 0, '10': 1 })
  })
})
