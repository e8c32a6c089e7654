import { beforeEach, describe, expect, it } from 'vitest'
import { instant } from '../../support/province/simulated.ts'
import { Truth, type TruthAsk, type TruthCell } from '../../support/province/truth.ts'

/** A province, a city, a school and two classes; three members. Every number below is counted by hand. */
let truth: Truth

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000
const org = (id: string, parent: string, type: string, industry = 'school') => ({
  org_id: id,
  parent_org_id: parent,
  org_full_name: id,
  org_short_name: id,
  org_type: type,
  region_code: '460000',
  industry_code: industry,
  school_stage: 'none',
  status: 'active',
  created_on: day('2010-01-01'),
  is_logged_in: 1,
  is_info_complete: 1,
  is_children_created: 1,
  has_retention_right: 1,
  sub_account_status: 'valid',
})
const member = (change: Record<string, string | number> = {}) => ({
  org_id: '4',
  status: 'active',
  report_status: 'approved',
  gender: 'female',
  birth_month: day('2009-05-01'),
  education: 'senior_high',
  political_status: 'league_member',
  payer_class: 'student',
  joined_on: day('2024-05-04'),
  is_floating: 0,
  ...change,
})
const at = (text: string) => instant(text)
const ask = (one: Partial<TruthAsk> & Pick<TruthAsk, 'metric'>): TruthCell[] =>
  truth.ask({
    org: 'root',
    rows: 'total',
    from: day('2026-05-01'),
    to: day('2026-05-31'),
    grain: 'all',
    ...one,
  })
const total = (one: Partial<TruthAsk> & Pick<TruthAsk, 'metric'>) =>
  ask(one).reduce((sum, cell) => sum + cell.numerator, 0)
const membersOn = (text: string, id = 'root') => total({ metric: 'MEM01', org: id, to: day(text) })

beforeEach(() => {
  truth = new Truth()
  const start = at('2026-04-01 00:00:00')
  truth.changed('org', '1000', start, org('1000', '0', 'leading_organ', 'government'))
  truth.changed('org', '2', start, org('2', '1000', 'leading_organ', 'government'))
  truth.changed('org', '3', start, org('3', '2', 'committee'))
  truth.changed('org', '4', start, org('4', '3', 'branch'))
  truth.changed('org', '5', start, org('5', '3', 'branch'))
  truth.changed('member', '11', start, member())
})

describe('stocks', () => {
  it('count a member of the snapshot from the day of joining', () => {
    expect([membersOn('2024-05-03'), membersOn('2024-05-04'), membersOn('2026-05-31')]).toEqual([0, 1, 1])
  })

  it('count a corrected day of joining backwards, and everything else only from the change on', () => {
    truth.changed(
      'member',
      '11',
      at('2026-05-10 08:00:00'),
      member({ joined_on: day('2023-12-04'), gender: 'male' }),
    )
    expect([membersOn('2023-12-03'), membersOn('2023-12-04')]).toEqual([0, 1])
    expect(ask({ metric: 'MEM01', to: day('2026-05-09'), by: 'gender' }).map(cell => cell.item)).toEqual([
      'female',
    ])
    expect(ask({ metric: 'MEM01', to: day('2026-05-10'), by: 'gender' }).map(cell => cell.item)).toEqual([
      'male',
    ])
  })

  it('cut days in Shanghai: 23:59 and 00:01 are two of them', () => {
    truth.changed('member', '11', at('2026-05-10 23:59:00'), member({ status: 'aged_out' }))
    truth.changed('member', '11', at('2026-05-11 00:01:00'), member({ org_id: '5' }))
    expect([
      membersOn('2026-05-09', '4'),
      membersOn('2026-05-10', '4'),
      membersOn('2026-05-11', '4'),
      membersOn('2026-05-11', '5'),
    ]).toEqual([1, 0, 0, 1])
  })

  it('never let a day lie before that of the change in front of it', () => {
    truth.changed('member', '11', at('2026-05-10 10:00:00'), member({ status: 'aged_out' }))
    truth.changed('member', '11', at('2026-05-08 10:00:00'), member())
    expect([membersOn('2026-05-08'), membersOn('2026-05-09'), membersOn('2026-05-10')]).toEqual([1, 1, 1])
  })

  it('know ages by the month: a year is complete from the first of the month of birth', () => {
    const band = (text: string) =>
      ask({ metric: 'MEM01', to: day(text), by: 'age_band' }).map(cell => cell.item)
    expect([band('2026-05-31'), band('2027-04-30'), band('2027-05-01')]).toEqual([
      ['14-17'],
      ['14-17'],
      ['18-22'],
    ])
  })

  it('count hollow branches, also those that never had a member', () => {
    expect(ask({ metric: 'ORG08', org: '3', rows: 'children' })).toEqual([
      { org: '5', bucket: day('2026-05-01'), item: '', numerator: 1, denominator: 0 },
    ])
  })
})

describe('movement of people', () => {
  it('counts an admission by the day of approval, and a restored member not again', () => {
    truth.changed(
      'member',
      '12',
      at('2026-05-03 09:00:00'),
      member({ status: 'registering', joined_on: -25567 }),
    )
    truth.changed('member', '12', at('2026-05-07 09:00:00'), member({ joined_on: day('2026-05-07') }))
    truth.changed(
      'member',
      '12',
      at('2026-05-09 09:00:00'),
      member({ status: 'exit_suspended', joined_on: day('2026-05-07') }),
    )
    truth.changed('member', '12', at('2026-05-20 09:00:00'), member({ joined_on: day('2026-05-07') }))
    expect(ask({ metric: 'MEM07', grain: 'day' })).toEqual([
      { org: 'root', bucket: day('2026-05-07'), item: '', numerator: 1, denominator: 0 },
    ])
    expect(total({ metric: 'MEM08' })).toBe(1)
  })

  it('keeps the admission of somebody who was deleted', () => {
    truth.changed('member', '12', at('2026-05-03 09:00:00'), member({ joined_on: day('2026-05-03') }))
    truth.changed('member', '12', at('2026-05-05 09:00:00'), null)
    expect([total({ metric: 'MEM07' }), membersOn('2026-05-04'), membersOn('2026-05-05')]).toEqual([1, 2, 1])
  })

  it('does not move somebody back who was deleted before ever counting', () => {
    truth.changed(
      'member',
      '12',
      at('2026-05-03 09:00:00'),
      member({ status: 'registering', joined_on: day('2025-12-04') }),
    )
    truth.changed('member', '12', at('2026-05-04 09:00:00'), null)
    truth.changed('member', '12', at('2026-05-06 09:00:00'), member({ joined_on: day('2025-12-04') }))
    expect(ask({ metric: 'MEM07', from: day('2025-12-01'), grain: 'day' }).map(cell => cell.bucket)).toEqual([
      day('2026-05-06'),
    ])
  })
})

describe('facts', () => {
  const bill = (change: Record<string, string | number> = {}) => ({
    org_id: '4',
    member_id: '11',
    bill_month: day('2026-05-01'),
    payer_class: 'student',
    amount_due_fen: 20,
    status: 'open',
    ...change,
  })
  const payment = (paidOn: string) => ({
    org_id: '4',
    bill_id: '21',
    bill_month: day('2026-05-01'),
    member_id: '11',
    amount_fen: 20,
    channel: 'wechat',
    is_proxy: 0,
    is_backpay: 0,
    is_voluntary: 0,
    paid_on: day(paidOn),
  })

  it('are gone when they are void or deleted, as if they had never been', () => {
    truth.changed('dues_bill', '21', at('2026-05-01 00:20:00'), bill())
    truth.changed('dues_payment', '31', at('2026-05-04 12:00:00'), payment('2026-05-04'))
    expect([total({ metric: 'DUE01' }), total({ metric: 'DUE02' }), total({ metric: 'DUE03' })]).toEqual([
      20, 20, 20,
    ])
    truth.changed('dues_payment', '31', at('2026-06-02 12:00:00'), null)
    truth.changed('dues_bill', '21', at('2026-06-03 12:00:00'), bill({ status: 'void' }))
    expect([total({ metric: 'DUE01' }), total({ metric: 'DUE02' }), total({ metric: 'DUE03' })]).toEqual([
      0, 0, 0,
    ])
  })

  it('belong to the branch of the bill, whatever became of the member, and to where that branch is today', () => {
    truth.changed('dues_bill', '21', at('2026-05-01 00:20:00'), bill())
    truth.changed('member', '11', at('2026-05-10 10:00:00'), member({ org_id: '5' }))
    truth.changed('org', '3', at('2026-06-10 10:00:00'), org('3', '1000', 'committee'))
    expect(
      ask({ metric: 'DUE01', org: '1000', rows: 'children' }).map(cell => [cell.org, cell.numerator]),
    ).toEqual([['3', 20]])
    expect(total({ metric: 'DUE01', org: '2' })).toBe(0)
  })

  it('give the two sums of a rate: what was collected on the bills of the month, whenever it was paid', () => {
    truth.changed('dues_bill', '21', at('2026-05-01 00:20:00'), bill())
    truth.changed('dues_bill', '22', at('2026-05-01 00:20:00'), bill({ amount_due_fen: 400 }))
    truth.changed('dues_payment', '31', at('2026-07-04 12:00:00'), payment('2026-07-04'))
    expect(ask({ metric: 'DUE04' })).toMatchObject([{ numerator: 20, denominator: 420 }])
    expect(total({ metric: 'DUE02' })).toBe(0)
  })

  it('of an organisation that was deleted stay with those who stood above it', () => {
    truth.changed('dues_bill', '21', at('2026-05-01 00:20:00'), bill())
    truth.changed('org', '4', at('2026-06-10 10:00:00'), null)
    expect(
      ask({ metric: 'DUE01', org: '3', rows: 'children' }).map(cell => [cell.org, cell.numerator]),
    ).toEqual([['4', 20]])
    expect(
      total({ metric: 'ORG02', to: day('2026-05-31') }) - total({ metric: 'ORG02', to: day('2026-06-10') }),
    ).toBe(1)
  })

  it('of an organisation without a place are in the total and under nobody', () => {
    truth.changed('dues_bill', '21', at('2026-05-01 00:20:00'), bill({ org_id: '99' }))
    expect(ask({ metric: 'DUE01', rows: 'children' }).map(cell => [cell.org, cell.numerator])).toEqual([
      ['', 20],
    ])
    expect([total({ metric: 'DUE01' }), total({ metric: 'DUE01', org: '1000' })]).toEqual([20, 0])
  })
})
