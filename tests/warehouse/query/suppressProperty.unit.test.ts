import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ITEMS } from '../../support/query/compositionAttack.ts'
import { hidesEnough, hidesEnoughFromTheStubborn } from '../../support/query/suppressionProperty.ts'

// every run draws other tables; `npm run bench -- suppression` draws as many as one has time for
const TABLES = 600

describe('all that one answer shows', { timeout: 60_000 }, () => {
  it('leaves every hidden cell at least k values, and marks none as <k that is not', () => {
    expect(Object.keys(ITEMS)).toHaveLength(2)
    fc.assert(hidesEnough(), { numRuns: TABLES })
  })

  it('does so for a reader who tries every value too', () => {
    fc.assert(hidesEnoughFromTheStubborn(), { numRuns: TABLES / 20 })
  })
})
