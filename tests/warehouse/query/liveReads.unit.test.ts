import { expect, it } from 'vitest'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { liveReadFaults } from '../../../warehouse/query/liveReads.ts'
import type { Ask } from '../../../warehouse/query/types.ts'
import { TODAY } from './world.ts'

const faults = (metric: MetricId, rest: Partial<Ask> = {}) =>
  liveReadFaults(
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

it('names what would read a whole log each time that it changes', () => {
  // no projection knows the day of joining
  expect(faults('MEM21')).toEqual([
    'MEM21 would read the whole log member each time that it changes: no projection holds it',
  ])
  expect(faults('MEM13')).toHaveLength(1)
  expect(faults('DUE10')).toHaveLength(1)
})

it('finds nothing wrong with what a projection holds, nor with logs so small that they have none', () => {
  for (const id of ['MEM01', 'MEM12', 'ORG08', 'TRE05', 'DUE04', 'ACT05', 'ACT10'] as const)
    expect(faults(id), id).toEqual([])
  expect(faults('MEM01', { rows: 'children', from: TODAY - 400, grain: 'month' })).toEqual([])
})
