import { expect, it } from 'vitest'
import { arcPath, arcWidth, planArcs } from '../../../dashboard/charts/mapArcs.ts'

it('an arc there and an arc back lie apart', () => {
  const [a, b] = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
  ]
  expect(arcPath(a, b)).toBe('M0 0Q50 -22 100 0')
  expect(arcPath(b, a)).toBe('M100 0Q50 22 0 0')
})

it('an arc is as wide as its area tells, small ones stay visible', () => {
  const size = { least: 2, widest: 8 }
  expect([100, 25, 1].map(count => arcWidth(count, 100, size))).toEqual([8, 4, 2])
})

it('a stream is drawn where both of its ends are on the map', () => {
  const region = (code: string, east: number) => ({
    code,
    name: code,
    shortName: code,
    center: [east, 23] as const,
  })
  const map = { regions: [region('440100', 113), region('440300', 114)], bounds: [112, 22, 115, 24] as const }
  const end = (regionCode: string) => ({ name: regionCode, regionCode })
  const streams = [
    { from: end('440100'), to: end('440300'), count: 9 },
    { from: end('440100'), to: end(''), count: 4 },
  ]
  const arcs = planArcs(streams, map, { width: 600, height: 400 }, 1)
  expect(arcs.map(({ title, width }) => [title, width])).toEqual([['440100到440300 9 人', 9]])
  expect(planArcs(streams, map, { width: 0, height: 0 }, 1)).toEqual([])
})
