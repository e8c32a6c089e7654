import { describe, expect, it } from 'vitest'
import { listParts } from '../../../warehouse/catalogue/listParts.ts'
import { checkMetric } from '../../../warehouse/catalogue/metrics/checkMetric.ts'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'

const idsOf = (id: MetricId) => listParts(id).map(each => `${each.id} ${each.unit}`)

describe('what of a metric can be listed', () => {
  it('is a count or a sum itself', () => {
    expect(idsOf('MEM01')).toEqual(['value 人'])
    expect(idsOf('DUE02')).toEqual(['value 元'])
    expect(idsOf('DUE08')).toEqual(['value 人'])
    expect(idsOf('TRE15')).toEqual(['value 个'])
  })

  it('is each part of a quotient, and what of the denominator the numerator leaves out', () => {
    expect(idsOf('TRE01')).toEqual(['numerator 个', 'denominator 个', 'rest 个'])
    expect(idsOf('DUE05')).toEqual(['numerator 人', 'denominator 人', 'rest 人'])
    // members ÷ branches: nothing is left of one without the other
    expect(idsOf('ORG14')).toEqual(['numerator 人', 'denominator 个'])
  })

  it('is of an average what it is over', () => {
    expect(idsOf('BIZ05')).toEqual(['denominator 条'])
  })

  it('is nothing of scores, of what no source tells and of what jobs compute in their own way', () => {
    for (const metric of METRICS.values()) {
      if (metric.kind !== 'computed') continue
      const isNone =
        metric.isUntold || metric.formula?.weights || (!metric.formula && metric.job !== 'tickets')
      expect([metric.id, listParts(metric.id).length > 0]).toEqual([metric.id, !isNone])
    }
  })
})

describe('an entry', () => {
  const entry = {
    title: '组织',
    unit: '个' as const,
    definition: '组织。',
    breakdowns: [],
    measure: {
      entity: 'org' as const,
      aggregate: 'count' as const,
      where: [],
      basis: { kind: 'state' as const },
    },
  }

  it('is refused when a list of it would show what is no attribute of an organisation, or a person', () => {
    expect(() => checkMetric('X', { ...entry, lists: ['created_on'] })).not.toThrow()
    expect(() => checkMetric('X', { ...entry, lists: ['amount_fen'] })).toThrow('no field amount_fen')
    expect(() => checkMetric('X', { ...entry, lists: ['secretary_key'] })).toThrow(
      'cannot show secretary_key',
    )
    expect(() =>
      checkMetric('X', { ...entry, measure: { ...entry.measure, entity: 'member' }, lists: ['created_on'] }),
    ).toThrow('only a list of organisations')
  })

  it('is refused when it holds large and small organisations against each other by a count', () => {
    expect(() => checkMetric('X', { ...entry, comparable: 'more' })).toThrow('comparable by shares only')
  })
})
