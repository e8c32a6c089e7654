import { describe, expect, it } from 'vitest'
import { changeSince } from '../../../warehouse/contract/change.ts'
import { type StatedFigure, stated } from '../../../warehouse/contract/figureState.ts'
import type { ChangeBase } from '../../../warehouse/contract/scene.ts'
import type { Unit } from '../../../warehouse/contract/unit.ts'

describe('the change of a figure', () => {
  it.each<[string, number, number, ChangeBase, Unit]>([
    ['▲ 23', 1_023, 1_000, 'day', '人'],
    ['▼ 2', 998, 1_000, 'day', '人'],
    ['持平', 1_000, 1_000, 'day', '人'],
    ['▲ 12.50', 101_250, 100_000, 'day', '元'],
    ['▲ 2.3%', 1_023, 1_000, 'month', '人'],
    ['▼ 50.0%', 500, 1_000, 'year', '人'],
    // rounds to nothing
    ['持平', 100_001, 100_000, 'year', '人'],
    ['▲ 1.2 个百分点', 0.512, 0.5, 'year', '%'],
    ['▼ 1.2 个百分点', 0.488, 0.5, 'day', '%'],
  ])('reads %s', (text, value, base, against, unit) => {
    expect(changeSince(stated(value), stated(base), against, unit)).toBe(text)
  })

  it.each<[string, StatedFigure, StatedFigure]>([
    ['without a base', stated(5), { state: 'before_data', value: null }],
    ['of a hidden figure', { state: 'suppressed', value: null, k: 5 }, stated(9)],
    ['against a hidden base', stated(9), { state: 'suppressed_with', value: null }],
    ['against nothing', stated(9), stated(0)],
  ])('is none %s', (_, figure, base) => {
    expect(changeSince(figure, base, 'year', '人')).toBe('—')
  })
})
