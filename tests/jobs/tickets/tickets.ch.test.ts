import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tickets } from '../../../jobs/tickets/tickets.ts'
import { ROOT } from '../../../warehouse/orgs/readOrgs.ts'
import { addMonths, dayOf } from '../../../warehouse/platform/time/day.ts'
import { readTickets } from '../../../warehouse/tickets/readTickets.ts'
import { summariseTickets } from '../../../warehouse/tickets/summariseTickets.ts'
import { accepted, explained, type Step, type Ticket } from '../../../warehouse/tickets/ticket.ts'
import { changeTicket, readTicket, ticketHistory } from '../../../warehouse/tickets/ticketStore.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, sign } from '../../warehouse/query/world.ts'
import { plantTroubles } from '../alerts/world.ts'
import { contextOf, figuresOf } from '../support.ts'

let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await plantTroubles(test.warehouse)
  // 100 members in county 11, 103 in county 21
  await join(111, 96, '2025-01-01', 1_000)
  await join(211, 100, '2025-01-01', 2_000)
  // October: 20 % more in county 11 and so 10 % more in city 10, 2 % more in county 21
  await join(111, 20, '2026-10-12', 3_000)
  await join(211, 2, '2026-10-12', 4_000)
})
afterAll(() => test?.stop())

const NIGHT = (day: string) => Date.parse(`${day}T04:10:00+08:00`)

function join(org: number, count: number, day: string, from: number): Promise<void> {
  return sign(
    test.warehouse,
    'member',
    Array.from({ length: count }, (_, i) => member(org, day, { id: from + i, changed_on: day })),
  )
}

/** Runs the job for every window that is due on a morning, having done everything up to `since`. */
async function night(day: string, since?: string) {
  const now = NIGHT(day)
  const windows = tickets.windows(dayOf(now), since === undefined ? undefined : at(since), at('2025-01-01'))
  for (const window of windows) await tickets.run(window, contextOf(test, { now: () => now }))
  return windows
}

const list = async () => {
  const found = await readTickets(test.warehouse.app, { org: ROOT, most: 100, skipped: 0 })
  return found.tickets.map(
    ({ id, state, holds, base, value }) => `${id} ${state}${holds ? '' : ' lapsed'} ${base} → ${value}`,
  )
}
const COUNTY = '2026-10:members:11'

async function step(make: (ticket: Ticket, step: Step) => Ticket, day: string, id = COUNTY) {
  const known = await readTicket(test.warehouse.app, id)
  if (!known) throw new Error(`no ticket ${id}`)
  const next = make(known, { login: 'someone', byOrg: '11', at: NIGHT(day), dueOn: null })
  expect(await changeTicket(test.warehouse.app, known, next)).toBe(true)
}

describe('the tickets of a month', () => {
  it('begin with the last month that was over when the rule came, not with years before', () => {
    const windows = tickets.windows(at('2026-11-03'), undefined, at('2024-05-01'))
    expect(windows).toEqual([
      { from: at('2026-10-01'), to: at('2026-10-31') },
      { from: at('2026-11-01'), to: at('2026-11-02') },
    ])
    const later = tickets.windows(at('2027-02-04'), at('2026-11-01'), at('2024-05-01'))
    expect(later.map(({ from }) => from)).toEqual(
      [10, 11, 12, 13, 14].map(n => addMonths(at('2026-01-01'), n - 1)),
    )
  })

  it('are not opened before the month is settled', async () => {
    await night('2026-11-02')
    expect(await list()).toEqual([])
  })

  it('are opened for cities and counties whose change lies beyond the line', async () => {
    await night('2026-11-03', '2026-11-01')
    expect(await list()).toEqual(['2026-10:members:10 open 102 → 122', '2026-10:members:11 open 102 → 122'])
    expect(await readTicket(test.warehouse.app, COUNTY)).toMatchObject({
      openedOn: at('2026-11-03'),
      dueOn: at('2026-11-13'),
      baseMonth: at('2026-09-01'),
      percent: 5,
    })
  })

  it('are opened once, however often and by how many processes the month is evaluated', async () => {
    await night('2026-11-03', '2026-11-01')
    expect(await list()).toHaveLength(2)
    // their scheduler keeps them apart; here the one that writes its figures second fails, as one that lost its lease does
    const month = { from: at('2026-08-01'), to: at('2026-08-31') }
    await join(211, 30, '2026-08-12', 6_000)
    const twice = [1, 2, 3].map(() => tickets.run(month, contextOf(test, { now: () => NIGHT('2026-11-03') })))
    await Promise.allSettled(twice)
    const found = (await list()).filter(line => line.startsWith('2026-08'))
    expect(found).toEqual(['2026-08:members:20 open 103 → 133', '2026-08:members:21 open 103 → 133'])
    for (const id of ['2026-08:members:20', '2026-08:members:21', COUNTY])
      expect(await ticketHistory(test.warehouse.app, id)).toHaveLength(1)
    await step((ticket, by) => explained(ticket, '补录', by), '2026-11-03', '2026-08:members:20')
    await step((ticket, by) => explained(ticket, '补录', by), '2026-11-03', '2026-08:members:21')
    await step(accepted, '2026-11-03', '2026-08:members:20')
    await step(accepted, '2026-11-03', '2026-08:members:21')
  })

  it('are counted from the day on which the month settled, at the organisation and all above it', async () => {
    expect(await figuresOf(test, 'tickets', '2026-10-01')).toEqual([])
    await night('2026-11-05', '2026-11-03')
    expect(await figuresOf(test, 'tickets', '2026-11-01')).toEqual([
      'TRE15 1 : 2/1',
      'TRE15 10 : 2/1',
      'TRE15 11 : 1/1',
    ])
  })

  it('are handed to the superior on the day after the deadline', async () => {
    await night('2026-11-13', '2026-11-04')
    expect((await readTicket(test.warehouse.app, COUNTY))?.escalatedOn).toBeNull()
    await night('2026-11-14', '2026-11-12')
    expect((await readTicket(test.warehouse.app, COUNTY))?.escalatedOn).toBe(at('2026-11-14'))
    const late = await readTickets(test.warehouse.app, {
      org: ROOT,
      filter: 'escalated',
      most: 10,
      skipped: 0,
    })
    expect(late.total).toBe(2)
  })

  it('remind whoever is to write, and the superior of what is late directly below it', async () => {
    const remind = (org: string) =>
      summariseTickets(test.warehouse.app, { org: 'root' }, org, at('2026-11-14'))
    const own = '2026年10月团员总数，期限2026年11月13日，已逾期'
    expect(await remind('root')).toEqual({ toExplain: [], toDecide: [], late: [`组10：${own}`] })
    expect(await remind('10')).toEqual({ toExplain: [own], toDecide: [], late: [`组11：${own}`] })
    expect(await remind('20')).toEqual({ toExplain: [], toDecide: [], late: [] })
  })

  it('no longer count from the day on which the explanation was accepted, and did before', async () => {
    await step((ticket, by) => explained(ticket, '新生入学', by), '2026-11-15')
    const { toDecide } = await summariseTickets(test.warehouse.app, { org: 'root' }, '10', at('2026-11-15'))
    expect(toDecide).toEqual(['组11：2026年10月团员总数'])
    await step(accepted, '2026-11-20')
    const run = (to: string) =>
      tickets.run({ from: at('2026-11-01'), to: at(to) }, contextOf(test, { now: () => NIGHT('2026-11-22') }))
    await run('2026-11-19')
    expect(await figuresOf(test, 'tickets', '2026-11-01')).toContain('TRE15 1 : 2/1')
    await run('2026-11-21')
    expect(await figuresOf(test, 'tickets', '2026-11-01')).toEqual(['TRE15 1 : 1/1', 'TRE15 10 : 1/1'])
  })

  it('keep their figures when they are corrected; the one that is undone is marked, and comes back with the figures', async () => {
    // 16 of the 20 joined in August after all
    const gone = Array.from({ length: 16 }, (_, i) => ({
      ...member(111, '2026-10-12', { id: 3_000 + i, changed_on: '2026-10-12' }),
      sign: -1,
    }))
    await sign(test.warehouse, 'member', gone)
    await join(111, 16, '2026-08-10', 3_000)
    await night('2026-11-23', '2026-11-21')
    expect((await list()).filter(line => line.startsWith('2026-10'))).toEqual([
      '2026-10:members:10 open lapsed 102 → 122',
      '2026-10:members:11 accepted 102 → 122',
    ])
    expect(await figuresOf(test, 'tickets', '2026-11-01')).toEqual(['TRE15 1 : 1/1', 'TRE15 10 : 1/1'])
    await night('2026-11-24', '2026-11-22')
    expect(await figuresOf(test, 'tickets', '2026-11-01')).toEqual([])
    await join(111, 30, '2026-10-20', 5_000)
    await night('2026-11-25', '2026-11-23')
    expect(await list()).toContain('2026-10:members:10 open 102 → 122')
    const actions = (await ticketHistory(test.warehouse.app, '2026-10:members:10')).map(
      ({ action }) => action,
    )
    expect(actions).toEqual(['opened', 'escalated', 'lapsed', 'restored'])
  })
})
