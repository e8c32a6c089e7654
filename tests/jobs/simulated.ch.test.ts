import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { State } from '../../ingest/demo/table.ts'
import { readOpen } from '../../jobs/alerts/alertStore.ts'
import { alerts } from '../../jobs/alerts/alerts.ts'
import { retention } from '../../jobs/retention/retention.ts'
import { startOf } from '../../warehouse/contract/calendar.ts'
import { addMonths, dayOf, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../warehouse/query/firstDay.ts'
import { RETENTION_ORACLES } from '../support/oracle/retention.ts'
import { OracleWorld } from '../support/oracle/world.ts'
import { loadSimulated } from '../support/province/loadSimulated.ts'
import { instant, type Simulated, simulate } from '../support/province/simulated.ts'
import { warehouseOrg } from '../support/province/truthCompare.ts'
import type { TruthTree } from '../support/province/truthTree.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { contextOf, figuresOf, measuresLike, runAll } from './support.ts'

const FROM = '2026-02-01 00:00:00'
const UNTIL = '2026-09-12 15:00:00'
const measures = measuresLike(/^(DUE0[6-9]|ACT0[78])$/)
const TODAY = dayOf(instant(UNTIL))

let test: TestWarehouse
let world: Simulated
let windows: { from: number; to: number }[]

beforeAll(async () => {
  test = await testWarehouse()
  world = simulate({ members: 900, seed: 6, from: FROM, until: UNTIL, faults: 0.05 })
  await loadSimulated(test, world)
  windows = measures.windows(TODAY, undefined, await readFirstDay(test.warehouse.app))
  for (const job of [retention, measures]) await runAll(job, windows, contextOf(test))
})

afterAll(() => test?.stop())

/** Figures by `metric org item`, added up along the paths of the tree at the window's end. */
class Expected {
  readonly numerators = new Map<string, number>()
  readonly denominators = new Map<string, number>()
  private readonly persons = new Map<string, Set<string>>()

  constructor(private readonly tree: TruthTree) {}

  sum(metric: string, owner: unknown, item: string, amount: number, part = this.numerators): void {
    for (const org of this.tree.pathOf(String(owner))) this.set(metric, org, item, amount, part)
  }

  set(metric: string, org: string, item: string, amount: number, part = this.numerators): void {
    const key = `${metric} ${warehouseOrg(org)} ${item}`
    part.set(key, (part.get(key) ?? 0) + amount)
  }

  person(metric: string, owner: unknown, item: string, person: unknown): void {
    for (const org of this.tree.pathOf(String(owner))) {
      const key = `${metric} ${warehouseOrg(org)} ${item}`
      const known = this.persons.get(key) ?? new Set()
      this.persons.set(key, known.add(String(person)))
      this.numerators.set(key, known.size)
    }
  }

  lines(): string[] {
    const keys = new Set([...this.numerators.keys(), ...this.denominators.keys()])
    return [...keys]
      .map(
        key =>
          `${key}: ${this.numerators.get(key) ?? 0}/${this.denominators.get(key) ?? (key.startsWith('ACT08') ? 0 : 1)}`,
      )
      .filter(line => !/: 0\/[01]$/.test(line) || line.startsWith('ACT08'))
      .sort()
  }
}

/** What the job `measures` wrote of the metrics with such ids. */
async function measured(ids: RegExp, from: number): Promise<string[]> {
  return (await figuresOf(test, 'measures', formatDay(from))).filter(line => ids.test(line))
}

const num = (state: State, field: string) => Number(state[field])

it('has several whole months and a running one to compare', () => {
  expect(windows.map(({ from, to }) => `${formatDay(from)} ${formatDay(to)}`)).toEqual([
    ...['02-28', '03-31', '04-30', '05-31', '06-30', '07-31', '08-31'].map(
      end => `2026-${end.slice(0, 2)}-01 2026-${end}`,
    ),
    '2026-09-01 2026-09-11',
  ])
})

it('arrears are what the simulated members owed at the end of every month, at every organisation', async () => {
  let compared = 0
  for (const { from, to } of windows) {
    const expected = new Expected(world.truth.treeOn(to))
    const paid = new Map<string, number>()
    for (const payment of world.truth.statesOn('dues_payment', to).values()) {
      const key = String(payment.bill_id)
      paid.set(key, (paid.get(key) ?? 0) + num(payment, 'amount_fen'))
    }
    const opens = new Map<string, { month: number; org: unknown }[]>()
    for (const [id, bill] of world.truth.statesOn('dues_bill', to)) {
      if (num(bill, 'bill_month') >= from || !['open', 'paid', 'overdue'].includes(String(bill.status)))
        continue
      const open = num(bill, 'amount_due_fen') - (paid.get(id) ?? 0)
      if (open <= 0) continue
      const age = [1, 2, 3, 6, 12].findLast(months => num(bill, 'bill_month') <= addMonths(from, -months))
      const item = { 1: '1', 2: '2', 3: '3-5', 6: '6-11', 12: '≥12' }[age ?? 1] ?? ''
      for (const name of ['', item]) {
        expected.sum('DUE07', bill.org_id, name, open)
        expected.person('DUE06', bill.org_id, name, bill.member_id)
      }
      const member = String(bill.member_id)
      opens.set(member, [...(opens.get(member) ?? []), { month: num(bill, 'bill_month'), org: bill.org_id }])
    }
    for (const [member, list] of opens) {
      for (const [metric, months] of [
        ['DUE08', 3],
        ['DUE09', 6],
      ] as const) {
        const wanted = Array.from({ length: months }, (_, i) => addMonths(from, -1 - i))
        if (!wanted.every(month => list.some(open => open.month === month))) continue
        expected.person(metric, list.find(open => open.month === wanted[0])?.org, '', member)
      }
    }
    const lines = expected.lines()
    compared += lines.length
    expect((await measured(/^DUE0[6-9]/, from)).sort()).toEqual(lines)
  }
  expect(compared).toBeGreaterThan(500)
})

it('participation is who checked in and who was a member, at every organisation', async () => {
  for (const { from, to } of windows) {
    const starts = { '': from, quarter: startOf('quarter', from), year: startOf('year', from) }
    const expected = new Expected(world.truth.treeOn(to))
    for (const checkin of world.truth.lastStates('checkin')) {
      const on = num(checkin, 'checked_on')
      if (on > to) continue
      for (const [span, start] of Object.entries(starts))
        if (on >= start)
          for (const metric of ['ACT07', 'ACT08'])
            expected.person(metric, checkin.member_org_id, span, checkin.member_id)
    }
    for (const member of world.truth.statesOn('member', to).values()) {
      if (member.status !== 'active' && member.status !== 'transferring') continue
      for (const span of Object.keys(starts))
        expected.sum('ACT08', member.org_id, span, 1, expected.denominators)
    }
    expect((await measured(/^ACT0[78]/, from)).sort()).toEqual(expected.lines())
  }
})

it('retention is the formula over what was paid, by the rights and accounts of the end of every month', async () => {
  const lived = new OracleWorld(world.truth)
  let forChildren = 0
  for (const { from, to } of windows) {
    const tree = world.truth.treeOn(to)
    const expected = new Expected(tree)
    for (const [metric, amountOf] of Object.entries(RETENTION_ORACLES))
      for (const org of tree.all())
        expected.set(metric, org, '', amountOf(lived, { org, from, to, treeDay: to }) ?? 0)
    const figures = (await figuresOf(test, 'retention', formatDay(from))).filter(line => line.includes(' : '))
    expect(figures.sort()).toEqual(expected.lines())
    forChildren += figures.filter(line => line.startsWith('RET03')).length
  }
  expect(forChildren).toBeGreaterThan(0)
})

it('a month that is done again has the same rows', async () => {
  const month = formatDay(monthOf(TODAY))
  for (const job of [retention, measures]) {
    const before = await figuresOf(test, job.name, month)
    const last = windows[windows.length - 1]
    expect(last && (await job.run(last, contextOf(test)))).toBeGreaterThanOrEqual(before.length)
    expect(await figuresOf(test, job.name, month)).toEqual(before)
  }
})

it('alerts are the branches whose members owe months in a row, and the organisations whose shape is wrong', async () => {
  const last = windows.at(-1)
  if (!last) throw new Error('there is no window')
  // no document says for this province from how many months on a branch is warned
  const file = path.join(test.config.TUANSHU_DATA, 'reference_value.csv')
  fs.writeFileSync(
    file,
    'what,scope,valid_from,value,unit,source\narrears_warned_after,region:46,2019-09-01,3,月,例\n',
  )
  const config = { ...test.config, REFERENCE_VALUES: file }
  const context = contextOf(test, { config, now: () => instant(UNTIL) })
  await alerts.run({ from: last.to, to: last.to }, context)
  const open = await readOpen(test.warehouse.app, last.to)
  const told = (rule: string, isTold = true) =>
    open
      .filter(each => each.rule === rule)
      .map(each => `${each.org} ${each.item} ${each.severity}${isTold ? ` ${each.figure}` : ''}`)
      .sort()

  const tree = world.truth.treeOn(TODAY)
  const [before, now] = [last.to, TODAY].map(day => {
    const states = [...world.truth.statesOn('org', day).values()].filter(({ status }) => status === 'active')
    return new Map(states.map(state => [String(state.org_id), String(state.org_type)]))
  })
  const active = [...(before ?? [])].filter(([org]) => now?.has(org))
  const branches = active.flatMap(([org, type]) => (type === 'branch' ? [org] : []))

  // the figures themselves are held against what the members owed above
  const figures = new Map(
    (await measured(/^DUE0[89]/, last.from)).map(line => {
      const [name = '', amount = ''] = line.split(': ')
      return [name.trim(), Number(amount.split('/')[0])]
    }),
  )
  const arrearsOf = (metric: string, org: string) => figures.get(`${metric} ${warehouseOrg(org)}`) ?? 0
  expect(told('A5', false)).toEqual(
    branches
      .flatMap(org => {
        if (arrearsOf('DUE09', org) > 0) return [`${warehouseOrg(org)} months red`]
        return arrearsOf('DUE08', org) > 0 ? [`${warehouseOrg(org)} months amber`] : []
      })
      .sort(),
  )

  const held = new Map<string, number>()
  for (const { org_id, status } of world.truth.statesOn('member', last.to).values())
    if (status === 'active' || status === 'transferring')
      held.set(String(org_id), (held.get(String(org_id)) ?? 0) + 1)
  const isAbove = ['committee', 'work_committee', 'general_branch']
  const expected = [
    ...branches.flatMap(org => {
      const members = held.get(org) ?? 0
      return members < 3 ? [`${warehouseOrg(org)} members ${members === 0 ? 'red' : 'amber'} ${members}`] : []
    }),
    ...active
      .filter(([, type]) => isAbove.includes(type))
      .filter(([org]) => !branches.some(branch => tree.pathOf(branch).includes(org)))
      .map(([org]) => `${warehouseOrg(org)} branches amber 0`),
  ]
  expect(told('A7')).toEqual(expected.sort())
  expect(Math.min(told('A5').length, told('A7').length)).toBeGreaterThan(0)
})
