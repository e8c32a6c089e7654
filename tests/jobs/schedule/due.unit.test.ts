import { expect, it } from 'vitest'
import { groupsOf } from '../../../jobs/schedule/due.ts'

const due = (...attempts: number[]) => attempts.map(attempt => ({ attempt }))
const sizes = (groups: readonly unknown[][]) => groups.map(({ length }) => length)
const able = { runTogether: async () => [] }

it('windows that were never tried are run a dozen at a time, one that failed by itself', () => {
  expect(sizes(groupsOf(able, due(...Array(26).fill(1))))).toEqual([12, 12, 2])
  expect(sizes(groupsOf(able, due(2, 1, 1, 3, 1)))).toEqual([1, 2, 1, 1])
  expect(sizes(groupsOf(able, due()))).toEqual([])
})

it('a job that cannot do several windows at once gets one at a time', () => {
  expect(sizes(groupsOf({}, due(1, 1, 1)))).toEqual([1, 1, 1])
})
