import { expect, it } from 'vitest'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { requireLiveReads } from '../../../warehouse/query/liveReads.ts'
import type { Ask } from '../../../warehouse/query/types.ts'
import { TODAY } from './world.ts'

const live =
  (metric: MetricId, rest: Partial<Ask> = {}) =>
  () =>
    requireLiveReads(
      [
        {
          name: 'panel',
          metrics: [metric],
          org: 'root',
          rows: 'total',
          from: TODAY,
          to: TODAY,
          grain: 'all',
          ...rest,
        },
      ],
      TODAY,
    )

it('refuses what would read a whole log each time that it changes, by the name of the metric', () => {
  // no projection knows the day of joining
  expect(live('MEM21')).toThrow(/^metric MEM21: no projection of member .* "panel"/)
  expect(live('MEM13')).toThrow(/^metric MEM13/)
  expect(live('DUE10')).toThrow(/^metric DUE10/)
})

it('lets pass what a projection holds, and logs so small that they have none', () => {
  for (const id of ['MEM01', 'MEM12', 'ORG08', 'TRE05', 'DUE04', 'ACT05', 'ACT10'] as const)
    expect(live(id), id).not.toThrow()
  expect(live('MEM01', { rows: 'children', from: TODAY - 400, grain: 'month' })).not.toThrow()
})
