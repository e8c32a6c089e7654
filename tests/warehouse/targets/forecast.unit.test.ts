import { describe, expect, it } from 'vitest'
import { Random } from '../../../ingest/demo/random.ts'
import { FEWEST_STEPS, forecastOf } from '../../../warehouse/targets/forecast.ts'

const weekly = (values: readonly number[], remaining: number) =>
  forecastOf({ values, stepDays: 7 }, remaining, 20_000)

describe('a forecast', () => {
  it('of an even pace is one day, and its bounds are that day', () => {
    expect(weekly([0, 10, 20, 30, 40], 25)).toEqual({
      kind: 'day',
      day: 20_018,
      earliest: 20_018,
      latest: 20_018,
      steps: 4,
    })
  })

  it('lies between its bounds, which are the wider the more uneven the pace is', () => {
    const calm = weekly([0, 9, 20, 29, 40, 50], 100)
    const wild = weekly([0, 2, 20, 22, 48, 50], 100)
    if (calm.kind !== 'day' || wild.kind !== 'day') throw new Error('there is no forecast')
    for (const { earliest, day, latest } of [calm, wild]) {
      expect(earliest).toBeLessThan(day)
      expect(latest ?? Number.POSITIVE_INFINITY).toBeGreaterThan(day)
    }
    expect(calm.day).toBe(wild.day)
    expect(wild.earliest).toBeLessThan(calm.earliest)
    expect(wild.latest ?? Number.POSITIVE_INFINITY).toBeGreaterThan(calm.latest ?? 0)
  })

  it('has no last day when by the pace so far it may also never come', () => {
    expect(weekly([0, 30, 28, 60, 55], 100)).toMatchObject({ kind: 'day', latest: null })
  })

  it('holds nine of ten courses that go on as they went', () => {
    const random = new Random(5, 'courses')
    const step = () => 10 + 6 * (random.next() + random.next() + random.next() - 1.5)
    let held = 0
    const courses = 2_000
    for (let i = 0; i < courses; i++) {
      const values = [0]
      for (let k = 0; k < 8; k++) values.push((values.at(-1) ?? 0) + step())
      const found = weekly(values, 120)
      if (found.kind !== 'day') throw new Error('there is no forecast')
      let weeks = 0
      for (let gone = 0; gone < 120; gone += step()) weeks++
      const arrived = 20_000 + weeks * 7
      // a course arrives within a week, its bounds lie on days
      if (arrived > found.earliest - 7 && arrived < (found.latest ?? Number.POSITIVE_INFINITY) + 7) held++
    }
    expect(held / courses).toBeGreaterThan(0.88)
  })

  it.each([
    ['short', Array.from({ length: FEWEST_STEPS }, (_, i) => i), 1],
    ['short', [], 1],
    ['stalled', [5, 5, 5, 5, 5], 1],
    ['stalled', [9, 8, 7, 6, 5], 1],
    ['far', [0, 1, 2, 3, 4], 600],
  ] as const)('is none when the history is too %s', (why, values, remaining) => {
    expect(weekly(values, remaining)).toEqual({ kind: 'none', why })
  })
})
