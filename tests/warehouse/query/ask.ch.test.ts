import { describe, expect, it } from 'vitest'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import type { Ask } from '../../../warehouse/query/types.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'
import { answerOf, CHILDREN, plantCounted, type Question, ROOT } from './askedWorld.ts'
import { TODAY } from './world.ts'

const test = plantedWarehouse(plantCounted)

const answer = (metric: MetricId, question?: Question) => answerOf(test.warehouse, metric, question)
const total = async (metric: MetricId, question: Question = {}) => (await answer(metric, question)).value

describe('what may be asked', () => {
  it('refuses an organisation outside the scope, for every kind of row', async () => {
    const scope = { org: '20' }
    for (const org of ['root', '1', '10', '111'])
      for (const rows of ['total', 'children'] as const)
        await expect(answer('MEM01', { scope, org, rows })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await total('MEM01', { scope, org: '21' })).toBe(1)
  })

  it('names an unknown organisation', async () => {
    for (const org of ['77', '0077', '1 or 1=1', '99999999999999999999', ''])
      await expect(answer('MEM01', { org })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('refuses a breakdown that the metric does not allow', async () => {
    await expect(answer('MEM18', { by: 'gender' })).rejects.toMatchObject({ code: 'input' })
  })

  it('answers personal attributes below the city as of yesterday', async () => {
    expect(await answer('MEM01', { by: 'gender', org: '21' })).toMatchObject({ female: 0 })
    expect(await answer('MEM01', { by: 'gender', org: '20', ...CHILDREN })).toMatchObject({ '21 female': 0 })
    expect(await answer('MEM01', { by: 'gender', org: '20' })).toMatchObject({ female: 1 })
  })

  it('gives the heads of the logs it read', async () => {
    const asked: Ask = {
      name: 'q',
      metrics: ['ORG08', 'DUE04'],
      org: 'root',
      rows: 'total',
      from: TODAY,
      to: TODAY,
      grain: 'all',
    }
    const { heads } = await askUnmasked(test.warehouse.reader, ROOT, [asked], TODAY)
    expect(heads).toEqual({ org: '1', member: '2', dues_bill: '3', dues_payment: '4' })
  })
})
