import { describe, expect, it } from 'vitest'
import { outcomeOf, rowOutcomeOf, type Seen } from '../../../jobs/alerts/condition.ts'
import { FIGURE_STATES, type StatedFigure } from '../../../warehouse/contract/figureState.ts'

const value = (number: number): StatedFigure => ({ state: 'value', value: number })
const seen = (number: number, base?: StatedFigure): Seen => ({
  figure: value(number),
  ...(base ? { base } : {}),
})
const ABSENT = FIGURE_STATES.filter(state => state !== 'value').map(
  (state): StatedFigure => (state === 'suppressed' ? { state, value: null, k: 3 } : { state, value: null }),
)
const atLeast = { is: 'at_least', line: 3, of: 'value' } as const
const moves = { is: 'moves_beyond', line: 0.05, of: 'change' } as const

describe('a condition', () => {
  it('holds from its line on', () => {
    expect(outcomeOf(atLeast, [seen(3)])).toMatchObject({ kind: 'holds', figure: 3, line: 3 })
    expect(outcomeOf(atLeast, [seen(2)])).toEqual({ kind: 'clear' })
    expect(outcomeOf({ ...atLeast, is: 'above' }, [seen(3)])).toEqual({ kind: 'clear' })
    expect(outcomeOf({ ...atLeast, is: 'below' }, [seen(2)])).toMatchObject({ kind: 'holds' })
    expect(outcomeOf({ ...atLeast, is: 'below' }, [seen(3)])).toEqual({ kind: 'clear' })
    expect(outcomeOf({ ...atLeast, is: 'at_most' }, [seen(3)])).toMatchObject({ kind: 'holds' })
  })

  it('never holds on a figure that is not a value, whatever it is instead, and says which', () => {
    for (const figure of ABSENT)
      for (const is of ['at_least', 'above', 'at_most', 'below'] as const)
        expect(outcomeOf({ is, line: 0, of: 'value' }, [{ figure }])).toEqual({
          kind: 'unknown',
          doubt: figure.state,
        })
  })

  it('holds only when it held in every one of its periods', () => {
    expect(outcomeOf(atLeast, [seen(3), seen(4), seen(5)])).toMatchObject({ kind: 'holds', lasting: 2 })
    expect(outcomeOf(atLeast, [seen(3), seen(2), seen(5)])).toEqual({ kind: 'clear' })
    expect(outcomeOf(atLeast, [seen(2), seen(4), seen(5)])).toEqual({ kind: 'clear' })
  })

  it('is open when an earlier period is not known, unless another one decides', () => {
    const before: Seen = { figure: { state: 'before_data', value: null } }
    expect(outcomeOf(atLeast, [seen(3), before])).toEqual({ kind: 'unknown', doubt: 'before_data' })
    expect(outcomeOf(atLeast, [seen(3), before, seen(2)])).toEqual({ kind: 'clear' })
  })

  it('takes a change by its size, from a base that is a value and not 0', () => {
    expect(outcomeOf(moves, [seen(94, value(100))])).toMatchObject({ kind: 'holds', compared: -0.06 })
    expect(outcomeOf(moves, [seen(105, value(100))])).toEqual({ kind: 'clear' })
    expect(outcomeOf(moves, [seen(0, value(0))])).toEqual({ kind: 'clear' })
    expect(outcomeOf(moves, [seen(5, value(0))])).toEqual({ kind: 'unknown', doubt: 'no_data' })
    for (const base of ABSENT)
      expect(outcomeOf(moves, [seen(5, base)])).toEqual({ kind: 'unknown', doubt: base.state })
  })

  it('of an open alert with a line at which it clears stays up to that one, and is raised again from its own line on', () => {
    const change = { ...moves, clears: 0.04 }
    expect(outcomeOf(change, [seen(104.5, value(100))])).toEqual({ kind: 'clear' })
    expect(outcomeOf(change, [seen(104.5, value(100))], true)).toMatchObject({ line: 0.04, isKept: true })
    expect(outcomeOf(change, [seen(106, value(100))], true)).toMatchObject({ line: 0.05, kind: 'holds' })
    expect(outcomeOf(change, [seen(103, value(100))], true)).toEqual({ kind: 'clear' })
    expect(outcomeOf(moves, [seen(104.5, value(100))], true)).toEqual({ kind: 'clear' })
  })

  it('over rows takes the one furthest beyond its line, of those that have not come too far', () => {
    const days = { is: 'at_least', line: 27, until: 30 } as const
    expect(rowOutcomeOf(days, [3, 28, 29, 45])).toMatchObject({ kind: 'holds', figure: 29 })
    expect(rowOutcomeOf(days, [31, 45])).toEqual({ kind: 'clear' })
    expect(rowOutcomeOf({ is: 'at_most', line: 30 }, [80, 12])).toMatchObject({ figure: 12 })
  })

  it('draws its line by another metric, and is open without it', () => {
    const half = { is: 'above', line: { times: 0.5 }, of: 'value' } as const
    expect(outcomeOf(half, [{ figure: value(6), lineFigure: value(10) }])).toMatchObject({
      kind: 'holds',
      line: 5,
    })
    expect(outcomeOf(half, [{ figure: value(5), lineFigure: value(10) }])).toEqual({ kind: 'clear' })
    for (const lineFigure of ABSENT)
      expect(outcomeOf(half, [{ figure: value(6), lineFigure }])).toEqual({
        kind: 'unknown',
        doubt: lineFigure.state,
      })
  })
})
