import { describe, expect, it } from 'vitest'
import type { OutMessage } from '../../../ingest/demo/journal.ts'
import type { Org } from '../../../ingest/demo/org.ts'
import { parseLossless } from '../../../ingest/format/json.ts'
import { instant, simulate, TOPICS } from '../../support/province/simulated.ts'

const YEAR = { members: 1_500, seed: 5, from: '2025-05-01 00:00:00', until: '2026-05-01 00:00:00' }
const world = simulate(YEAR)
/** Code of a bill that is not paid by the end of its month. */
const OVERDUE_BILL = 2

interface Change {
  op: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  source: { ts_ms: number; file: string; pos: number; row: number }
}

function changeOf(message: OutMessage): Change | undefined {
  if (!message.value) return undefined
  const value = JSON.parse(message.value.toString())
  return value.payload ?? value
}
function changesOf(table: string): Change[] {
  return world.messages
    .filter(message => message.topic.endsWith(`.${table}`))
    .flatMap(message => changeOf(message) ?? [])
}
const monthOf = (change: Change) => new Date(change.source.ts_ms + 8 * 3_600_000).getUTCMonth() + 1
const texts = (messages: readonly OutMessage[]) =>
  messages.map(message => `${message.topic} ${message.key} ${message.value}`)

describe('determinism', { timeout: 30_000 }, () => {
  it('gives the same messages for the same options, however the time is cut', () => {
    const again = simulate({ ...YEAR, until: '2025-09-20 10:00:00' })
    again.simulation.advance(instant(YEAR.until))
    expect(texts(again.messages)).toEqual(texts(world.messages))
  })

  it('gives another history for another seed', () => {
    const other = simulate({ ...YEAR, members: 300, until: '2025-06-01 00:00:00', seed: 8 })
    const one = simulate({ ...YEAR, members: 300, until: '2025-06-01 00:00:00', seed: 7 })
    expect(texts(other.messages)).not.toEqual(texts(one.messages))
  })
})

describe('messages', { timeout: 30_000 }, () => {
  it('are what Debezium sends: every kind of every table is valid JSON with its key and images', () => {
    const kinds = new Set<string>()
    for (const message of world.messages) {
      const key = parseLossless(String(message.key))
      expect(key).toBeTypeOf('object')
      const change = changeOf(message)
      kinds.add(`${message.topic} ${change?.op ?? 'tombstone'}`)
      if (!change) continue
      expect(change.before !== null, change.op).toBe(change.op === 'u' || change.op === 'd')
      expect(change.after !== null, change.op).toBe(change.op !== 'd')
    }
    // the source's own statement of what levels keep is the one table that no life fills
    expect(TOPICS.filter(topic => !kinds.has(`${topic} c`))).toEqual(['gd.zhtj.tb_dues_retention'])
    expect([...kinds].filter(kind => kind.endsWith('tombstone')).length).toBeGreaterThanOrEqual(1)
    expect(kinds).toContain('gd.zhtj.tb_member r')
    expect(kinds).toContain('gd.zhtj.tb_member d')
  })

  it('carry row ids beyond 2^53 as they are', () => {
    const payment = world.messages.find(message => message.topic === 'gd.zhtj.tb_dues_payment')
    const digits = /"payment_id":(\d+)/.exec(payment?.value?.toString() ?? '')?.[1] ?? '0'
    expect(BigInt(digits)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER))
    expect(String(payment?.key)).toBe(`{"payment_id":${digits}}`)
  })

  it('stand in the order of their positions in the binary log', () => {
    const streaming = world.messages
      .filter(message => !message.isSnapshot)
      .flatMap(message => changeOf(message)?.source ?? [])
    const places = streaming.map(source => Number(source.file.split('.')[1]) * 2 ** 32 + source.pos)
    expect(places.every((place, i) => i === 0 || place > (places[i - 1] ?? 0))).toBe(true)
  })

  it('hold invented persons only: no identity number has the right check digit', () => {
    const weights = Array.from({ length: 17 }, (_, i) => 2 ** (17 - i) % 11)
    const cards = changesOf('tb_member').map(change => String((change.after ?? change.before)?.id_card_no))
    const right = cards.filter(card => {
      const sum = weights.reduce((total, weight, i) => total + weight * Number(card[i]), 0)
      return '10X98765432'[sum % 11] === card[17]
    })
    expect(new Set(cards).size).toBeGreaterThan(1_000)
    expect(right).toEqual([])
  })
})

describe('faults', () => {
  it('only deliver again what was sent, and leave the truth as it was', () => {
    const options = { ...YEAR, members: 600, until: '2025-09-01 00:00:00' }
    const clean = simulate(options)
    const faulty = simulate({ ...options, faults: 0.1 })
    const sent = new Set(texts(clean.messages))
    const extra = faulty.messages.length - clean.messages.length
    expect(extra / clean.messages.length).toBeGreaterThan(0.03)
    expect(texts(faulty.messages).filter(text => !sent.has(text))).toEqual([])
    const last = instant(options.until) / 86_400_000
    const stock = {
      metric: 'MEM01',
      org: 'root',
      rows: 'children',
      from: Math.floor(last) - 90,
      to: Math.floor(last),
      grain: 'month',
    } as const
    expect(faulty.truth.ask(stock)).toEqual(clean.truth.ask(stock))
  })

  it('never deliver a row of the snapshot after a later change', () => {
    const { messages } = simulate({ ...YEAR, members: 300, until: '2025-07-01 00:00:00', faults: 0.2 })
    const firstChange = messages.findIndex(message => !message.isSnapshot)
    expect(messages.slice(firstChange).some(message => message.isSnapshot)).toBe(false)
  })
})

describe('the province', () => {
  const { world: orgs } = simulate({
    province: '440000',
    members: 3_000,
    from: '2026-03-01 00:00:00',
    until: '2026-03-01 00:00:00',
  }).simulation.model
  const isBranch = (org: Org) => org.row.type === 'branch'

  it('has the real cities and counties, and cities without counties', () => {
    const organs = orgs.orgs.filter(org => org.row.type === 'leading_organ')
    expect(organs.filter(org => org.parent === orgs.top).length).toBe(21)
    const names = organs.map(org => org.row.fullName)
    expect(names).toContain('共青团广州市天河区委员会')
    expect(names).toContain('共青团东莞市委员会')
    const towns = orgs.orgs.filter(org => org.parent?.row.regionCode === '441900')
    expect(towns.length).toBeGreaterThan(0)
    expect(towns.every(org => org.row.type !== 'leading_organ')).toBe(true)
  })

  it('ends in branches: no grass-roots committee is without one', () => {
    const leaves = orgs.orgs.filter(org => org.children.length === 0)
    expect(
      leaves.filter(org => !isBranch(org) && org.row.type !== 'leading_organ').map(org => org.row.fullName),
    ).toEqual([])
    expect(orgs.orgs.filter(org => isBranch(org) && org.children.length > 0)).toEqual([])
  })

  it('has the wanted members, 18 to a branch', () => {
    const branches = orgs.orgs.filter(isBranch)
    const members = branches.reduce((sum, org) => sum + org.members.length, 0)
    expect(members).toBe(3_000)
    expect(members / branches.length).toBeGreaterThan(15)
    expect(members / branches.length).toBeLessThan(21)
  })

  it('lets organs keep dues, and of each path below them no more than one organisation', () => {
    const isOrgan = (org: Org) => org.row.type === 'leading_organ'
    expect(orgs.orgs.filter(org => isOrgan(org) && !org.row.hasRetentionRight)).toEqual([])
    let without = 0
    for (const branch of orgs.branches.school) {
      const path: Org[] = []
      for (let org: Org | null = branch; org && !isOrgan(org); org = org.parent) path.push(org)
      const holders = path.filter(org => org.row.hasRetentionRight)
      expect(holders.length, branch.row.fullName).toBeLessThanOrEqual(1)
      // the one that stands next to the organ
      if (holders.length > 0) expect(holders[0]).toBe(path[path.length - 1])
      else without++
    }
    expect(without).toBeGreaterThan(0)
    expect(without / orgs.branches.school.length).toBeLessThan(0.1)
    const holders = orgs.orgs.filter(org => org.row.hasRetentionRight)
    const invalid = holders.filter(org => org.row.subAccount === 'invalid').length / holders.length
    expect(invalid).toBeGreaterThan(0.015)
    expect(invalid).toBeLessThan(0.045)
  })

  it('has entered itself in part, each of the three flags by itself', () => {
    const flags = new Set(orgs.orgs.map(({ row }) => [row.isLoggedIn, row.isInfoComplete].join()))
    expect(flags.size).toBe(4)
    expect(orgs.orgs.some(({ row }) => row.isChildrenCreated && !row.isLoggedIn)).toBe(true)
    expect(
      orgs.orgs.some(({ row }) => !row.isChildrenCreated && row.isLoggedIn && row.type === 'committee'),
    ).toBe(true)
    expect(orgs.orgs.filter(org => isBranch(org) && org.row.isChildrenCreated)).toEqual([])
  })

  it('uses no name twice under the same parent', () => {
    for (const org of orgs.orgs) {
      const names = org.children.map(child => child.row.fullName)
      expect(
        names.filter((name, i) => names.indexOf(name) !== i),
        org.row.fullName,
      ).toEqual([])
    }
  })
})

describe('a year', () => {
  it('admits most in May and December and nobody in the summer holidays', () => {
    const byMonth = new Map<number, number>()
    for (const change of changesOf('tb_member')) {
      if (change.op === 'c' && change.after?.member_status === 0)
        byMonth.set(monthOf(change), (byMonth.get(monthOf(change)) ?? 0) + 1)
    }
    const sorted = [...byMonth].sort((a, b) => b[1] - a[1]).map(([month]) => month)
    expect(new Set(sorted.slice(0, 2))).toEqual(new Set([5, 12]))
    expect([byMonth.get(7), byMonth.get(8)]).toEqual([undefined, undefined])
  })

  it('sees about three quarters of the transfers between June and October', () => {
    const months = changesOf('tb_member')
      .filter(change => change.before?.member_status === 2 && change.after?.member_status === 3)
      .map(monthOf)
    const summer = months.filter(month => month >= 6 && month <= 10).length / months.length
    expect(summer).toBeGreaterThan(0.65)
    expect(summer).toBeLessThan(0.88)
  })

  it('bills on the 1st and collects most in the first ten days', () => {
    const bills = changesOf('tb_dues_bill').filter(change => change.op === 'c')
    const dayOf = (change: Change) => new Date(change.source.ts_ms + 8 * 3_600_000).getUTCDate()
    expect(bills.length).toBeGreaterThan(1_000)
    expect(bills.every(change => dayOf(change) === 1)).toBe(true)
    const payments = changesOf('tb_dues_payment').filter(change => change.op === 'c')
    const early = payments.filter(change => dayOf(change) <= 10).length / payments.length
    expect(early).toBeGreaterThan(0.6)
    expect(early).toBeLessThan(0.88)
  })

  it('ends with members who owe for three months in a row, and some for six', () => {
    const bills = new Map<unknown, { member: unknown; month: unknown; isOwed: boolean }>()
    for (const { after } of changesOf('tb_dues_bill'))
      if (after)
        bills.set(after.bill_id, {
          member: after.member_id,
          month: after.bill_month,
          isOwed: after.bill_status === OVERDUE_BILL,
        })
    const months = [...new Set([...bills.values()].map(({ month }) => month))].sort()
    // the bills of the last month are not overdue yet
    const owing = (count: number) => {
      const wanted = months.slice(-1 - count, -1)
      const owed = new Map<unknown, number>()
      for (const { member, month, isOwed } of bills.values())
        if (isOwed && wanted.includes(month)) owed.set(member, (owed.get(member) ?? 0) + 1)
      return [...owed.values()].filter(each => each === count).length
    }
    expect([owing(3), owing(6)].map(each => each > 0)).toEqual([true, true])
    expect(owing(3)).toBeLessThan(YEAR.members * 0.03)
  })

  it('keeps the number of members about where it was', () => {
    const day = Math.floor(instant(YEAR.until) / 86_400_000)
    const [first, last] = [day - 360, day].map(
      to =>
        world.truth.ask({ metric: 'MEM01', org: 'root', rows: 'total', from: to, to, grain: 'all' })[0]
          ?.numerator ?? 0,
    )
    expect(Math.abs((last ?? 0) / (first ?? 1) - 1)).toBeLessThan(0.15)
  })

  it('has every event that a source can have', () => {
    const statuses = new Set(changesOf('tb_member').map(change => change.after?.member_status))
    expect([0, 1, 2, 3, 4, 9].filter(status => !statuses.has(status))).toEqual([])
    const orgs = changesOf('tb_org')
    expect(orgs.some(change => change.op === 'u' && change.after?.org_status === 2)).toBe(true)
    expect(
      orgs.some(change => change.op === 'u' && change.before?.parent_id !== change.after?.parent_id),
    ).toBe(true)
    expect(orgs.some(change => change.op === 'd' || change.after?.is_deleted === 1)).toBe(true)
    const turns = (column: string, from: number, to: number) =>
      orgs.some(change => change.before?.[column] === from && change.after?.[column] === to)
    for (const flag of ['is_logged_in', 'is_info_complete', 'is_children_created']) {
      expect(turns(flag, 0, 1), flag).toBe(true)
      expect(turns(flag, 1, 0), flag).toBe(false)
    }
    expect(turns('sub_account_state', 1, 2)).toBe(true)
    expect(turns('sub_account_state', 2, 1)).toBe(true)
    const opened = orgs.filter(change => change.op === 'c').map(change => change.after?.is_logged_in)
    expect(new Set(opened)).toEqual(new Set([0]))
    const payments = changesOf('tb_dues_payment')
    expect(payments.some(change => change.after?.pay_status === 2 || change.op === 'd')).toBe(true)
    expect(payments.some(change => change.after?.is_backpay === 1)).toBe(true)
    const bills = changesOf('tb_dues_bill')
    expect(
      [1, 2, 3, 4].filter(status => !bills.some(change => change.after?.bill_status === status)),
    ).toEqual([])
    const activities = new Set(changesOf('tb_activity').map(change => change.after?.activity_status))
    expect([0, 1, 2, 3, 4, 5].filter(status => !activities.has(status))).toEqual([])
  })
})
