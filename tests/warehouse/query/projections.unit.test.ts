import { expect, it } from 'vitest'
import { projectionFor } from '../../../warehouse/query/projections.ts'

it('of the projections that hold all columns the smallest is chosen: what is not by organisation first', () => {
  expect(projectionFor('member', ['status', 'gender'])).toBe('by_dims')
  expect(projectionFor('member', ['status', 'org_id'])).toBe('by_org')
  expect(projectionFor('member', ['day', 'status', 'org_id'])).toBe('by_day')
  expect(projectionFor('dues_payment', ['org_id', 'bill_month'])).toBe('by_month')
})

it('none is chosen where only the log itself has all columns, or the sum', () => {
  expect(projectionFor('member', ['gender', 'org_id'])).toBe('')
  expect(projectionFor('dues_bill', ['bill_month'], 'amount_due_fen')).toBe('by_month')
  expect(projectionFor('signup', ['submitted_on'], 'person_key')).toBe('')
  // it has the columns, but holds rows and no sums
  expect(projectionFor('member', ['changed_at', 'status'])).toBe('')
})
