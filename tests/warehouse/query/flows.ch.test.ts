import { describe, expect, it } from 'vitest'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'
import {
  answerOf,
  CHILDREN,
  HALF_YEAR,
  NOVEMBER,
  OCTOBER,
  plantCounted,
  type Question,
} from './askedWorld.ts'
import { at, TODAY } from './world.ts'

const test = plantedWarehouse(plantCounted)

const answer = (metric: MetricId, question?: Question) => answerOf(test.warehouse, metric, question)
const total = async (metric: MetricId, question: Question = {}) => (await answer(metric, question)).value

describe('flows', () => {
  it('counts who joined by the day of joining, whatever came after', async () => {
    expect(await total('MEM07', { from: at('2026-05-01'), to: at('2026-05-31') })).toBe(4)
    expect(await answer('MEM07', HALF_YEAR)).toEqual({
      '2026-06': 0,
      '2026-07': 0,
      '2026-08': 0,
      '2026-09': 1,
      '2026-10': 1,
      '2026-11': 2,
    })
    expect(await answer('MEM07', { org: '1', ...CHILDREN, ...NOVEMBER })).toEqual({
      '10': 0,
      '20': 1,
      '1': 0,
    })
    expect(await answer('MEM07', { by: 'school_stage', from: at('2026-01-01'), to: TODAY })).toMatchObject({
      university: 6,
      none: 2,
      '': 1,
    })
  })

  it('says what a stock gained', async () => {
    expect(await total('MEM08')).toBe(1)
    expect(await total('MEM08', NOVEMBER)).toBe(1)
    expect(await total('MEM08', { ...NOVEMBER, org: '20' })).toBe(0)
    expect(await total('MEM08', OCTOBER)).toBe(0)
  })

  it('counts new organisations', async () => {
    expect(await total('ORG05', OCTOBER)).toBe(1)
    expect(await answer('ORG05', { ...OCTOBER, by: 'org_type', org: '11' })).toMatchObject({
      branch: 1,
      committee: 0,
    })
  })

  it('sums dues in fen by the month of the bill and by the day of payment', async () => {
    expect(await total('DUE01', NOVEMBER)).toBe(520)
    expect(await total('DUE01', OCTOBER)).toBe(60)
    expect(await answer('DUE01', { ...NOVEMBER, by: 'payer_class' })).toMatchObject({
      student: 20,
      wage: 500,
    })
    expect(await total('DUE02')).toBe(430)
    expect(await total('DUE02', NOVEMBER)).toBe(470)
    // the only one of October was refunded, so that the data begin in November
    expect(await total('DUE02', OCTOBER)).toBeNull()
    expect(await answer('DUE02', { ...NOVEMBER, by: 'channel' })).toEqual({
      wechat: 450,
      alipay: 0,
      unionpay: 0,
      cash: 20,
    })
    expect(await answer('DUE02', { ...NOVEMBER, org: '1', ...CHILDREN })).toEqual({
      '10': 470,
      '20': 0,
      '1': 0,
    })
    expect(await answer('DUE03', { ...OCTOBER, to: TODAY, grain: 'month' })).toEqual({
      '2026-10': 20,
      '2026-11': 150,
    })
    expect(await total('DUE04', NOVEMBER)).toBeCloseTo(150 / 520)
    expect(await answer('DUE04', { ...NOVEMBER, org: '1', ...CHILDREN })).toEqual({
      '10': 150 / 520,
      '20': null,
      '1': null,
    })
  })

  it('counts activities, sign-ups and check-ins by their day', async () => {
    expect(await total('ACT01')).toBe(1)
    expect(await answer('ACT01', { ...NOVEMBER, by: 'category' })).toMatchObject({
      ideological: 1,
      public_service: 1,
    })
    expect(await answer('ACT01', { ...NOVEMBER, by: 'kind' })).toEqual({ offline: 1, online: 1 })
    expect(await answer('ACT01', { ...OCTOBER, to: TODAY, grain: 'month', org: '10' })).toEqual({
      '2026-10': 1,
      '2026-11': 2,
    })
    expect(await total('ACT03')).toBe(1)
    expect(await answer('ACT03', { ...OCTOBER, to: TODAY, org: '10', ...CHILDREN })).toEqual({
      '11': 0,
      '12': 1,
      '10': 2,
    })
    expect(await total('ACT05', OCTOBER)).toBe(2)
    expect(await answer('ACT05', { ...OCTOBER, by: 'method' })).toEqual({ geo: 1, qr: 1 })
  })
})
