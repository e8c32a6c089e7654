import { describe, expect, it } from 'vitest'
import { simulate } from '../../../support/province/simulated.ts'

const { truth } = simulate({
  members: 2_500,
  seed: 3,
  from: '2025-05-01 00:00:00',
  until: '2026-05-01 00:00:00',
})
const rows = (entity: Parameters<typeof truth.lastRows>[0]) => truth.lastRows(entity)
const transfers = rows('transfer')
const steps = rows('transfer_step')
const appeals = rows('transfer_appeal')
const byId = new Map(transfers.map(row => [row.id, row]))
const stepsById = new Map<string, typeof steps>()
for (const step of steps) {
  const id = String(step.transfer_id)
  stepsById.set(id, [...(stepsById.get(id) ?? []), step])
}
const stepsOf = (id: unknown) => stepsById.get(String(id)) ?? []
const HOUR = 3_600
const DAY = 24 * HOUR

describe('a transfer', () => {
  it('is approved by the system on the receiving side only: after 30 natural days, and after 72 hours', () => {
    const bySystem = steps.filter(step => step.decided_by === 'system')
    const waits = new Set(
      bySystem.map(step => `${step.step} ${Number(step.decided_at) - Number(step.opened_at)}`),
    )
    expect(waits).toEqual(new Set([`in_branch ${30 * DAY}`, `in_superior ${72 * HOUR}`]))
    const late = steps.filter(step => step.due_at && Number(step.decided_at) > Number(step.due_at))
    expect(late).toEqual([])
  })

  it('waits on the sending side for as long as it takes', () => {
    const long = steps.filter(
      step => /^out/.test(String(step.step)) && Number(step.decided_at) - Number(step.opened_at) > 7 * DAY,
    )
    expect(long.length).toBeGreaterThan(0)
    expect(long.every(step => step.due_at === 0)).toBe(true)
  })

  it('goes from one organisation to the next, each step opened when the one before is approved', () => {
    const order = ['confirm', 'out_branch', 'out_superior', 'in_branch', 'in_superior']
    let followed = 0
    for (const { id } of transfers) {
      const own = stepsOf(id).sort((a, b) => order.indexOf(String(a.step)) - order.indexOf(String(b.step)))
      own.forEach((step, i) => {
        const before = own[i - 1]
        if (!before) return
        expect([before.status, before.decided_at]).toEqual(['approved', step.opened_at])
        followed++
      })
    }
    expect(followed).toBeGreaterThan(500)
  })

  it('is asked of the member when the branch starts it, unless a primary or secondary school does', () => {
    const asked = steps
      .filter(step => step.step === 'confirm')
      .map(step => byId.get(String(step.transfer_id)))
    expect(asked.length).toBeGreaterThan(0)
    expect(new Set(asked.map(row => row?.started_by))).toEqual(new Set(['branch']))
    expect(transfers.some(row => row.status === 'rejected_unconfirmed')).toBe(true)
  })

  it('ends where the record of the member stands then', () => {
    const places = new Map(rows('member').map(row => [row.id, row]))
    const last = new Map(
      transfers
        .filter(row => row.status !== 'blocked_by_dues' && row.status !== 'open')
        .sort((a, b) => Number(a.ended_on) - Number(b.ended_on))
        .map(row => [row.member_id, row]),
    )
    const done = [...last.values()].filter(row => /^done/.test(String(row.status)) && row.to_org_id !== '0')
    const there = done.filter(row => places.get(String(row.member_id))?.org_id === row.to_org_id)
    // whole branches that are merged later move without an application of each member
    expect(there.length / done.length).toBeGreaterThan(0.97)
    const away = transfers.filter(row => row.to_org_id === '0' && row.status === 'done_manual')
    expect(away.length).toBeGreaterThan(0)
    expect(new Set(away.map(row => places.get(String(row.member_id))?.status))).toEqual(
      new Set(['moved_out_of_province']),
    )
  })

  it('is refused with arrears, and nothing follows from that', () => {
    const blocked = transfers.filter(row => row.status === 'blocked_by_dues')
    expect(blocked.length).toBeGreaterThan(0)
    expect(blocked.flatMap(row => stepsOf(row.id))).toEqual([])
  })

  it('tells the year of those who leave school', () => {
    const graduates = transfers.filter(row => row.is_graduate === 1)
    expect(graduates.length).toBeGreaterThan(100)
    expect(new Set(graduates.map(row => row.cohort_year))).toEqual(new Set([2025]))
  })
})

describe('an appeal', () => {
  it('is made against a return by the receiving side, within 30 natural days of it', () => {
    expect(appeals.length).toBeGreaterThan(0)
    for (const appeal of appeals) {
      const step = stepsOf(appeal.transfer_id).find(one => one.status === 'returned')
      expect(step?.step).toMatch(/^in_/)
      const days = Number(appeal.submitted_on) - Number(step?.decided_on)
      expect(days).toBeGreaterThanOrEqual(0)
      expect(days).toBeLessThanOrEqual(30)
    }
  })

  it('lets no other transfer begin while it runs, and puts the member into the new branch when it is upheld', () => {
    for (const appeal of appeals) {
      const begun = transfers.filter(
        row =>
          row.member_id === appeal.member_id &&
          row.status !== 'blocked_by_dues' &&
          Number(row.started_on) > Number(appeal.submitted_on) &&
          Number(row.started_on) < Number(appeal.decided_on),
      )
      expect(begun).toEqual([])
    }
    const upheld = appeals.filter(appeal => appeal.status === 'upheld')
    expect(upheld.map(appeal => byId.get(String(appeal.transfer_id))?.status)).toEqual(
      upheld.map(() => 'done_manual'),
    )
  })
})
