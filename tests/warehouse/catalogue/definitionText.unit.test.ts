import { describe, expect, it } from 'vitest'
import { countingRulesOf, definitionText } from '../../../warehouse/catalogue/definitionText.ts'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'

function rulesOf(id: MetricId) {
  const metric = METRICS.get(id)
  if (!metric) throw new Error(`there is no ${id}`)
  return countingRulesOf(metric)
}

describe('a definition', () => {
  it.each([...METRICS.values()])(
    'of $id says population, period, lost organisations and the whole',
    metric => {
      const text = definitionText(metric)
      for (const rule of Object.values(countingRulesOf(metric))) {
        expect(rule).toMatch(/^[^。]+。/)
        expect(text).toContain(rule)
      }
      expect(text.startsWith(metric.definition)).toBe(true)
    },
  )

  it('tells by its own figure when a record counts, and whose records stand in 未归属', () => {
    expect(rulesOf('MEM01').period).toContain('生效日期不晚于期末')
    expect(rulesOf('MEM07').period).toContain('变动的生效日期')
    expect(rulesOf('DUE02').period).toContain('业务日期')
    expect(rulesOf('ORG04').population).toBe('只统计直属下级组织。')
    for (const id of METRICS.keys()) {
      expect(rulesOf(id).whole, id).toBe('全部＝组织树上各组织与“未归属”。')
      expect(rulesOf(id).lostOrgs, id).toContain('计入“未归属”')
    }
  })
})
