import { expect, it } from 'vitest'
import { explainMetric } from '../../../jobs/measures/explainMetric.ts'
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
  const spansOf = (from: string, to: string) =>
    [...explainMetric('ACT07', { from: day(from), to: day(to) }).matchAll(/^-- of the (.*), up to/gm)].map(
      ([, spans]) => spans,
    )
  expect(spansOf('2026-11-01', '2026-11-30')).toEqual(['month', 'quarter', 'year'])
  expect(spansOf('2026-10-01', '2026-10-31')).toEqual(['month and the quarter', 'year'])
  expect(spansOf('2026-01-01', '2026-01-31')).toEqual(['month and the quarter and the year'])
})

it('names the metrics that there are when there is no such one', () => {
  expect(() => explainMetric('NEW01', OCTOBER)).toThrow(/there is no metric NEW01; there are ORG01, /)
})
