import { describe, expect, it } from 'vitest'
import { planSide } from '../../../dashboard/charts/flowBands.ts'

const frame = { height: 200, trunk: 180, gap: 10, line: 26 }
const x = { node: 10, trunk: 100 }

describe('the bands of a side of a flow', () => {
  it('are as high as their values, and together as the trunk', () => {
    const bands = planSide({ nodes: [3, 2, 1].map(value => ({ key: String(value), value })), x }, frame)
    expect(bands.map(({ height }) => height)).toEqual([90, 60, 30])
    expect(bands.map(({ top }) => top)).toEqual([0, 100, 170])
  })

  it('have labels that keep their distance and stay within the height', () => {
    const nodes = [100, 1, 1, 1].map((value, index) => ({ key: String(index), value }))
    const labels = planSide({ nodes, x }, { ...frame, trunk: 170 }).map(({ label }) => label)
    for (const [index, label] of labels.slice(1).entries())
      expect(label - (labels[index] ?? 0)).toBeGreaterThanOrEqual(26)
    expect(labels.at(-1)).toBeLessThanOrEqual(187)
  })

  it('are none without values', () => {
    expect(planSide({ nodes: [{ key: 'a', value: 0 }], x }, frame)).toEqual([])
  })
})
