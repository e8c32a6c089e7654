import { describe, expect, it } from 'vitest'
import { changeOf, type Stocks } from '../../../warehouse/tickets/changeOf.ts'
import { at } from '../query/world.ts'

const month = at('2026-11-01')
const stocks = (figures: Readonly<Record<string, number>>): Stocks =>
  new Map(Object.entries(figures).map(([day, value]) => [at(`${day}-01`), { state: 'value', value }]))
const rule = { percent: 5, baseBefore: 1 }
const summer = { ...rule, season: { from: 6, to: 10 } }

describe('a change of the month', () => {
  it('is beyond the line up and down, and not at the line', () => {
    expect(changeOf(month, stocks({ '2026-10': 100, '2026-11': 105 }), rule)).toBe('none')
    expect(changeOf(month, stocks({ '2026-10': 100, '2026-11': 95 }), rule)).toBe('none')
    expect(changeOf(month, stocks({ '2026-10': 100, '2026-11': 106 }), rule)).toMatchObject({
      value: 106,
      base: 100,
    })
    expect(changeOf(month, stocks({ '2026-10': 100, '2026-11': 94 }), rule)).toMatchObject({
      value: 94,
      base: 100,
    })
  })

  it('is measured from the month that the rule names', () => {
    const quarter = { percent: 5, baseBefore: 3 }
    const found = changeOf(month, stocks({ '2026-08': 100, '2026-10': 108, '2026-11': 109 }), quarter)
    expect(found).toEqual({
      value: 109,
      base: 100,
      baseMonth: at('2026-08-01'),
      yearBefore: null,
      percent: 5,
    })
  })

  it('is not known without either figure, and is none where everything is new', () => {
    expect(changeOf(month, stocks({ '2026-11': 106 }), rule)).toBe('unknown')
    expect(changeOf(month, stocks({ '2026-10': 106 }), rule)).toBe('unknown')
    expect(changeOf(month, stocks({ '2026-10': 0, '2026-11': 106 }), rule)).toBe('none')
    const before: Stocks = new Map([
      ...stocks({ '2026-11': 106 }),
      [at('2026-10-01'), { state: 'before_data', value: null }],
    ])
    expect(changeOf(month, before, rule)).toBe('unknown')
  })

  it('in the season of graduation is looked at against the year before too', () => {
    const september = at('2026-09-01')
    const usual = { '2025-09': 118, '2026-08': 100, '2026-09': 120 }
    expect(changeOf(september, stocks(usual), summer)).toBe('none')
    expect(changeOf(september, stocks({ ...usual, '2025-09': 100 }), summer)).toMatchObject({
      base: 100,
      yearBefore: 100,
    })
    expect(changeOf(month, stocks({ '2025-11': 106, '2026-10': 100, '2026-11': 106 }), summer)).toMatchObject(
      { yearBefore: null },
    )
  })

  it('in the season is judged by the month before alone where the year before is not known', () => {
    const september = at('2026-09-01')
    expect(changeOf(september, stocks({ '2026-08': 100, '2026-09': 120 }), summer)).toMatchObject({
      yearBefore: null,
    })
    expect(
      changeOf(september, stocks({ '2025-09': 0, '2026-08': 100, '2026-09': 120 }), summer),
    ).toMatchObject({ yearBefore: 0 })
  })

  it('of a season over the turn of the year is looked at in January', () => {
    const winter = { ...rule, season: { from: 12, to: 1 } }
    const figures = stocks({ '2026-01': 120, '2025-12': 100, '2025-01': 119 })
    expect(changeOf(at('2026-01-01'), figures, winter)).toBe('none')
  })
})
