import { describe, expect, it } from 'vitest'
import { accepted, explained, looked, opened, returned } from '../../../warehouse/tickets/ticket.ts'
import { at } from '../query/world.ts'

const today = at('2026-11-03')
const change = { value: 120, base: 100, baseMonth: at('2026-09-01'), yearBefore: null, percent: 5 }
const ticket = opened({ month: at('2026-10-01'), kind: 'members', org: '10' }, change, {
  on: today,
  at: 1_000,
  dueOn: at('2026-11-13'),
})
const own = { login: 'city', byOrg: '10', at: 2_000, dueOn: at('2026-11-20') }
const superior = { login: 'province', byOrg: 'root', at: 3_000, dueOn: at('2026-11-30') }

describe('a ticket', () => {
  it('goes from the organisation to the superior and back, until it is accepted', () => {
    const first = explained(ticket, '新生入学', own)
    expect(first).toMatchObject({
      state: 'explained',
      text: '新生入学',
      login: 'city',
      byOrg: '10',
      dueOn: own.dueOn,
    })
    const back = returned(first, '请说明人数', superior)
    expect(back).toMatchObject({ state: 'returned', text: '请说明人数', dueOn: superior.dueOn })
    const done = accepted(explained(back, '新生入学 20 人', own), superior)
    expect(done).toMatchObject({ state: 'accepted', text: '', dueOn: null })
  })

  it('keeps the figures that it was opened with', () => {
    const done = accepted(explained(ticket, '新生入学', own), superior)
    expect(done).toMatchObject(change)
  })

  it('says why a step out of turn cannot be', () => {
    const waiting = explained(ticket, '新生入学', own)
    const done = accepted(waiting, superior)
    const undone = { ...ticket, holds: false }
    expect(() => explained(waiting, '再说明', own)).toThrow('书面说明已提交，正等待上级审定')
    expect(() => explained(done, '再说明', own)).toThrow('书面说明已通过，不能再改')
    expect(() => explained(undone, '说明', own)).toThrow('数据更正后变化不再超过规定幅度，无须说明')
    expect(() => accepted(ticket, superior)).toThrow('还没有可审定的书面说明')
    expect(() => returned(done, '理由', superior)).toThrow('书面说明已通过')
    expect(() => accepted({ ...waiting, holds: false }, superior)).toThrow('无须审定')
  })

  it('is handed to the superior once, on the day after its deadline', () => {
    expect(looked(ticket, true, at('2026-11-13'), 9)).toBeUndefined()
    const late = looked(ticket, true, at('2026-11-14'), 9)
    expect(late).toMatchObject({
      action: 'escalated',
      escalatedOn: at('2026-11-14'),
      state: 'open',
      login: '',
    })
    expect(late && looked(late, true, at('2026-11-15'), 10)).toBeUndefined()
  })

  it('is never late without a deadline, nor while the superior has it', () => {
    expect(looked({ ...ticket, dueOn: null }, true, at('2027-11-14'), 9)).toBeUndefined()
    expect(looked(explained(ticket, '新生入学', own), true, at('2027-11-14'), 9)).toBeUndefined()
  })

  it('is marked when corrected figures undo it, and comes back with them', () => {
    const undone = looked(ticket, false, today, 9)
    expect(undone).toMatchObject({ action: 'lapsed', holds: false, state: 'open' })
    expect(undone && looked(undone, false, at('2027-11-14'), 10)).toBeUndefined()
    expect(undone && looked(undone, true, today, 10)).toMatchObject({ action: 'restored', holds: true })
  })

  it('stays as it is while the figures cannot tell, and once it is accepted', () => {
    expect(looked(ticket, null, today, 9)).toBeUndefined()
    expect(looked(accepted(explained(ticket, '新生入学', own), superior), false, today, 9)).toBeUndefined()
  })
})
