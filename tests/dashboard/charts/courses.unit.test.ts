import { expect, it } from 'vitest'
import { courseScale, pathOf } from '../../../dashboard/charts/courses.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'

const line = (...values: (number | null)[]) => values.map(stated)

it('small lines share one scale: counts from 0, shares from their smallest', () => {
  expect(courseScale([line(4, 9), line(2, null)], '人')).toEqual({ least: 0, most: 9 })
  expect(courseScale([line(0.4, 0.9), line(0.3)], '%')).toEqual({ least: 0.3, most: 0.9 })
  expect(courseScale([line(null)], '%')).toEqual({ least: 0, most: 1 })
})

it('a month without a number parts the line instead of falling to 0', () => {
  expect(pathOf(line(0, 10, null, 5), { least: 0, most: 10 }, { width: 90, height: 50, room: 5 })).toBe(
    'M0 45L30 5M90 25',
  )
})
