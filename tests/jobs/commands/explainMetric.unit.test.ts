import { expect, it } from 'vitest'
import { explainMetric } from '../../../jobs/commands/explainMetric.ts'
import { METRICS } from '../../../warehouse/catalogue/metrics.ts'
import { day } from '../support.ts'

const OCTOBER = { from: day('2026-10-01'), to: day('2026-10-31') }

it('says of every metric what it is, and by which SQL with all its values', () => {
  for (const metric of METRICS.values()) {
    const text = explainMetric(metric.id, OCTOBER)
    expect(text).toContain(`-- ${metric.id} ${metric.title}`)
    expect(text).toContain(metric.definition)
    if (metric.kind === 'computed' && !metric.formula) continue
    for (const [, name] of text.matchAll(/\{(p\d+): /g))
      expect(text, metric.id).toContain(`set param_${name} = '`)
  }
  expect(explainMetric('MEM01', OCTOBER)).toContain("set param_p1 = '[\\'active\\', \\'transferring\\']';")
})

it('shows the month, the quarter and the year of what counts once in them', () => {
  const spans = [...explainMetric('ACT07', OCTOBER).matchAll(/^-- of the (\w+), up to 2026-10-31/gm)]
  expect(spans.map(([, span]) => span)).toEqual(['month', 'quarter', 'year'])
})

it('names the metrics that there are when there is no such one', () => {
  expect(() => explainMetric('NEW01', OCTOBER)).toThrow(/there is no metric NEW01; there are ORG01, /)
})
