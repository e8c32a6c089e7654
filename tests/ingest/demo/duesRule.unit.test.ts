import { expect, it } from 'vitest'
import { monthlyDues, type Payer } from '../../../ingest/demo/duesRule.ts'

const WAGE: Payer = { payer: 'wage', isPartyMember: false, isCadreOver28: false, income: 0 }

it.each([
  [{ ...WAGE, income: 0 }, 300],
  [{ ...WAGE, income: 1_999 }, 300],
  [{ ...WAGE, income: 2_000 }, 400],
  [{ ...WAGE, income: 2_499 }, 400],
  [{ ...WAGE, income: 2_500 }, 500],
  [{ ...WAGE, income: 5_499 }, 1_000],
  [{ ...WAGE, income: 9_999 }, 1_900],
  [{ ...WAGE, income: 10_000 }, 2_000],
  [{ ...WAGE, income: 80_000 }, 2_000],
  [{ ...WAGE, payer: 'self_employed', income: 3_100 }, 600],
  [{ ...WAGE, payer: 'student' }, 20],
  [{ ...WAGE, payer: 'relief', income: 9_000 }, 20],
  [{ ...WAGE, payer: 'farmer' }, 50],
  [{ ...WAGE, payer: 'student', isPartyMember: true }, 0],
  [{ ...WAGE, income: 9_000, isCadreOver28: true }, 0],
  [{ ...WAGE, payer: 'party_member', income: 9_000 }, 0],
] as const)('%o owes %i fen a month', (payer, fen) => {
  expect(monthlyDues(payer)).toBe(fen)
})
