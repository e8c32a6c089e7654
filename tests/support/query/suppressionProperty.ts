import fc from 'fast-check'
import { SMALLEST_SHOWN, suppress } from '../../../warehouse/query/suppress.ts'
import { askedOf, faultsIn, type Members } from './compositionAttack.ts'

type Reader = 'wall' | 'report'

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

const reader = fc.constantFrom<Reader>('wall', 'report')

/** What a reader of the masked tables learns that nobody is to learn; empty when they hold. */
function faultsOf(of: Members, by: Reader, isExact: boolean): string[] {
  const { asks, answers } = askedOf(of)
  const masked = suppress(asks, answers, by)
  const shown = new Map([...masked].map(([name, answer]) => [name, answer.cells]))
  return faultsIn(of, shown, SMALLEST_SHOWN[by], isExact)
}

function holds(most: number, isExact: boolean) {
  return fc.property(members(most), reader, (of, by) => {
    const faults = faultsOf(of, by, isExact)
    if (faults.length > 0) throw new Error(faults.join('\n'))
  })
}

/** Tables of up to eight organisations: every hidden cell could have at least k values, and none is marked <k that is not. */
export const hidesEnough = () => holds(8, false)

/** The same for a reader who tries every value; three organisations, because he takes his time. */
export const hidesEnoughFromTheStubborn = () => holds(3, true)
