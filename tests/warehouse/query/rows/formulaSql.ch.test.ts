import { describe, expect, it } from 'vitest'
import { CHECKINS, MEMBERS, ORGS, PAYMENTS, those } from '../../../../warehouse/catalogue/metrics/figures.ts'
import type { FormulaTerm, Measure, Rows } from '../../../../warehouse/catalogue/metrics/metric.ts'
import { METRICS } from '../../../../warehouse/catalogue/metrics.ts'
import { formulaQueries, WHOLE } from '../../../../warehouse/query/rows/formulaSql.ts'
import { plantedWarehouse } from '../../../support/plantedWarehouse.ts'
import { at } from '../world.ts'
import { entry, type FiguresAsked, figuresOf, NOVEMBER, of, ofCatalogue, plantRows } from './formulaWorld.ts'

const test = plantedWarehouse(plantRows)

const figures = (...asked: FiguresAsked) => figuresOf(test.warehouse, ...asked)

describe('what an entry may combine', () => {
  it('conditions on figures together with conditions on texts', async () => {
    const busy = those(
      { ...ORGS, with: { checkins: { of: CHECKINS, by: 'org_id' }, members: { of: MEMBERS, by: 'org_id' } } },
      {
        any: [
          {
            all: [
              { field: 'org_type', in: ['branch'] },
              { field: 'checkins', op: '>', than: { const: 1 } },
            ],
          },
          {
            all: [
              { field: 'org_type', notIn: ['branch'] },
              { field: 'members', op: '=', than: { const: 0 } },
            ],
          },
        ],
      },
    )
    // the committee has no members; 111 one check-in of November, 112 one
    expect(await figures(of(busy), NOVEMBER, ['11', '111', '112'])).toEqual(['11: 1/1'])
    const year = { from: at('2026-01-01'), to: NOVEMBER.to }
    expect(await figures(of(busy), year, ['11', '111', '112'])).toEqual(['11: 2/1', '111: 1/1'])
  })

  it('groups, by figures of theirs, where their last row stands', async () => {
    const often: Measure = {
      ...CHECKINS,
      per: {
        by: 'member_id',
        figures: { times: 'count', minutes: { sum: 'activity_minutes' } },
        where: [
          { field: 'times', op: '>', than: { const: 1 } },
          { field: 'minutes', op: '>=', than: { const: 600 } },
        ],
        last: ['checked_on', 'id'],
      },
    }
    const always = { from: at('2025-01-01'), to: NOVEMBER.to }
    // members 1 (last at 112) and 2
    expect(await figures(of(often), always)).toEqual(['0: 2/1', '10: 2/1', '111: 1/1', '112: 1/1'])
    expect(await figures(of({ ...often, aggregate: { sum: 'minutes' } }), always)).toEqual([
      '0: 1799/1',
      '10: 1799/1',
      '111: 1199/1',
      '112: 600/1',
    ])
  })

  it('a metric at other times: the start, the period before, months ago, and months that roll', async () => {
    const collected: Measure = { ...PAYMENTS, aggregate: { sum: 'amount_fen' } }
    const whole = async (numerator: FormulaTerm[], denominator: FormulaTerm[] = []) =>
      (await figures(entry({ formula: { numerator, denominator } }), NOVEMBER, [WHOLE]))[0]
    expect(await whole([{ of: collected }, { of: collected, at: 'previous', times: -1 }])).toBe('0: 150/1')
    expect(await whole([{ of: collected }], [{ of: collected, at: { months: -1 } }])).toBe('0: 250/100')
    expect(await whole([{ of: collected, at: { rolling: 3 } }], [{ of: MEMBERS }])).toBe('0: 380/7')
    expect(await whole([{ of: MEMBERS }], [{ of: MEMBERS, at: 'start' }])).toBe('0: 7/7')
  })

  it('rows by what they were on the day asked about: what was taken back later stood then', async () => {
    const standing: Rows = { ...CHECKINS, basis: { kind: 'since', field: 'checked_on' } }
    const ever: Measure = { ...standing, aggregate: { distinct: 'member_id' } }
    const to = (day: string) => ({ from: at('2026-11-01'), to: at(day) })
    expect(await figures(of(ever), to('2026-11-03'), ['121'])).toEqual(['121: 1/1'])
    expect(await figures(of(ever), to('2026-11-04'), ['121'])).toEqual([])
  })

  it('what rows of the period have of another log, though they got it after the period', async () => {
    const come = (kind: 'ever' | 'state'): Measure => ({
      ...ORGS,
      aggregate: { sum: 'come' },
      with: { come: { of: { ...CHECKINS, basis: { kind } }, by: 'org_id' } },
    })
    const before = { from: at('2026-10-01'), to: at('2026-10-31') }
    expect(await figures(of(come('state')), before, ['111'])).toEqual(['111: 2/1'])
    expect(await figures(of(come('ever')), before, ['111'])).toEqual(['111: 3/1'])
  })

  it('how many rows another log has that meet a condition on figures of their own', async () => {
    const minutes = {
      of: { ...CHECKINS, basis: { kind: 'ever' } },
      by: 'member_id',
      sum: 'activity_minutes',
    } as const
    const active = {
      ...those(MEMBERS, { field: 'minutes', op: '>=', than: { const: 600 } }),
      with: { minutes },
    }
    const lively: Measure = {
      ...ORGS,
      aggregate: { sum: 'active' },
      with: { active: { of: active, by: 'org_id' } },
    }
    // 600 of the first member, 1199 of the second
    expect(await figures(of(lively), NOVEMBER, ['111', '112'])).toEqual(['111: 2/1'])
  })

  it('how many different persons an organisation has below itself, each once', async () => {
    const lively: Measure = {
      ...those(ORGS, { field: 'persons', op: '>=', than: { const: 2 } }),
      with: { persons: { of: CHECKINS, by: 'org_id', distinct: 'member_id', reach: 'subtree' } },
    }
    // one at 111 and another at 112; in February the latter was at 111 too
    expect(await figures(of(lively), NOVEMBER, ['11', '111'])).toEqual(['11: 1/1'])
    const year = { from: at('2026-01-01'), to: NOVEMBER.to }
    expect(await figures(of(lively), year, ['11', '111', '112'])).toEqual(['11: 2/1', '111: 1/1'])
  })

  it('several metrics over the same rows together, and all that is light in one statement', () => {
    const queries = formulaQueries(
      (['DUE06', 'MSG04', 'DUE08', 'DUE07', 'TRF06'] as const).map(ofCatalogue),
      NOVEMBER,
      () => ({
        sql: 'select 1',
        hasAliases: false,
      }),
    )
    expect(queries.map(({ metrics }) => metrics.map(({ id }) => id))).toEqual([
      ['MSG04', 'TRF06'],
      ['DUE06', 'DUE07'],
      ['DUE08'],
    ])
  })

  it('nothing but bound values', () => {
    for (const metric of METRICS.values()) {
      if (metric.kind !== 'computed' || !metric.formula) continue
      for (const { sql } of formulaQueries([metric], NOVEMBER, () => ({ sql: '', hasAliases: false })))
        expect(sql.replaceAll(/--.*|toDate32\('1900-01-01'\)/g, ''), metric.id).not.toMatch(
          /20\d\d-|now\(|today\(/,
        )
    }
  })
})
