import { describe, expect, it } from 'vitest'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { type Judgeable, judgeTarget } from '../../../warehouse/targets/judgeTarget.ts'

/** A phase of a hundred days. */
const WINDOW = { from: 1_000, to: 1_099 }
const HALF = 1_049
const OVER = 1_100
const judge = (value: number | null, today: number, more: Partial<Judgeable> = {}) =>
  judgeTarget(
    {
      figure: stated(value),
      target: 200,
      direction: 'at_least',
      window: WINDOW,
      accumulates: false,
      ...more,
    },
    today,
  )

describe('a value that is to be reached', () => {
  it.each([
    ['is behind below the share of the time that has passed', 99, HALF, 'behind'],
    ['is on pace from that share on', 100, HALF, 'on_pace'],
    ['is reached at the target, however early', 200, 1_000, 'reached'],
    ['is behind when the time is over, however little is missing', 199, OVER, 'behind'],
    ['stays reached when the time is over', 250, OVER, 'reached'],
  ] as const)('%s', (_, value, today, state) => {
    expect(judge(value, today).state).toBe(state)
  })

  it('tells its share and that of the time', () => {
    expect(judge(50, 1_024)).toEqual({ share: 0.25, elapsed: 0.25, state: 'on_pace' })
    expect(judge(250, OVER)).toEqual({ share: 1.25, elapsed: 1, state: 'reached' })
  })
})

describe('a limit that is to be kept', () => {
  const limit = { direction: 'at_most' } as const
  it.each([
    ['is kept, and no more than that, while the time runs', 200, HALF, false, 'on_pace', 1],
    ['is reached when it was kept to the end', 200, OVER, false, 'reached', 1],
    ['is behind when it was not kept to the end', 201, OVER, false, 'behind', 200 / 201],
    ['is on pace while what stands above it can still come down in time', 400, HALF, false, 'on_pace', 0.5],
    ['is behind when it comes down too slowly', 401, HALF, false, 'behind', 200 / 401],
    ['is behind for good when what only grows has passed it', 201, 1_001, true, 'behind', 200 / 201],
  ] as const)('%s', (_, value, today, accumulates, state, share) => {
    expect(judge(value, today, { ...limit, accumulates })).toMatchObject({ state, share })
  })

  it('of nothing is kept by nothing', () => {
    expect(judge(0, OVER, { ...limit, target: 0 })).toMatchObject({ state: 'reached', share: 1 })
    expect(judge(1, OVER, { ...limit, target: 0 })).toMatchObject({ state: 'behind', share: 0 })
  })
})

describe('without a number', () => {
  it('nothing is judged, and nothing of a hidden one is told', () => {
    expect(judge(null, HALF)).toEqual({ share: null, elapsed: 0.5, state: 'not_computed' })
    expect(judge(9, HALF, { figure: { state: 'suppressed', value: null, k: 10 } })).toMatchObject({
      share: null,
      state: 'not_computed',
    })
  })

  it('a phase that lies ahead has not begun, whatever stands there', () => {
    expect(judge(500, 999)).toEqual({ share: null, elapsed: 0, state: 'not_begun' })
    expect(
      judgeTarget({ figure: null, target: 1, direction: 'at_most', window: WINDOW, accumulates: true }, 0)
        .state,
    ).toBe('not_begun')
  })
})
