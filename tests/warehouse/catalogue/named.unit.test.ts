import { expect, it } from 'vitest'
import { findMetric } from '../../../warehouse/catalogue/metrics.ts'
import { TOP_IDS } from '../../../warehouse/catalogue/tops.ts'
import { columnOf, readStatistics } from '../../bench/namedStatistics.ts'

it('every statistic that the documents of the five systems name is a metric, a list or a column of a report', () => {
  const statistics = readStatistics()
  expect(new Set(statistics.map(({ id }) => id)).size).toBe(234)
  const unanswered = statistics.filter(
    ({ id, column }) => !(column ? columnOf(column) : findMetric(id) || TOP_IDS.some(top => top === id)),
  )
  expect(unanswered.map(({ id }) => id)).toEqual([])
})
