import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SMALLEST_SHOWN, suppress } from '../../../warehouse/query/suppress.ts'
import { askedOf, faultsIn, ITEMS, type Members } from '../../support/query/compositionAttack.ts'

const TABLES = 10_000

/** Counts of persons: most are few, some nobody, some many. */
const count = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 6 }) },
  { weight: 2, arbitrary: fc.nat({ max: 40 }) },
  { weight: 1, arbitrary: fc.constant(0) },
)

/** An organisation: a number of persons by class, and the same persons by gender. */
const org = fc
  .tuple(fc.array(count, { minLength: 4, maxLength: 4 }), fc.nat({ max: 1000 }), fc.nat({ max: 6 }))
  .map(([classes, share, unknown]) => {
    const size = classes.reduce((sum, each) => sum + each, 0)
    const unasked = Math.min(size, unknown > 4 ? unknown - 4 : 0)
    const male = Math.round(((size - unasked) * share) / 1000)
    return { status_class: classes, gender: [male, size - unasked - male, unasked] }
  })

const members = (most: number): fc.Arbitrary<Members> =>
  fc
    .record({
      orgs: fc.array(org, { minLength: 1, maxLength: most }),
      rest: fc.option(org, { nil: undefined }),
      hasTotal: fc.boolean(),
    })
    .map(({ orgs, rest, hasTotal }) => ({ orgs, hasTotal, ...(rest && hasTotal ? { rest } : {}) }))

const channel = fc.constantFrom('wall', 'report')

function check(of: Members, reader: 'wall' | 'report', isExact: boolean): void {
  const { asks, answers } = askedOf(of)
  const masked = suppress(asks, answers, reader)
  const shown = new Map([...masked].map(([name, answer]) => [name, answer.cells]))
  expect(faultsIn(of, shown, SMALLEST_SHOWN[reader], isExact)).toEqual([])
}

describe('all that one answer shows', () => {
  it('leaves every hidden cell at least k values, and marks none as <k that is not', {
    timeout: 600_000,
  }, () => {
    expect(Object.keys(ITEMS)).toHaveLength(2)
    fc.assert(
      fc.property(members(8), channel, (of, reader) => check(of, reader, false)),
      { numRuns: TABLES },
    )
  })

  it('does so for a reader who tries every value too', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(members(3), channel, (of, reader) => check(of, reader, true)),
      { numRuns: TABLES / 20 },
    )
  })
})
