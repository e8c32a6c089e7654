import { afterAll, describe, expect, it } from 'vitest'
import { tickets } from '../../../jobs/tickets/tickets.ts'
import { addMonths, dayOf, formatDay, monthOf, startOfDay } from '../../../warehouse/platform/time/day.ts'
import { settlingDay } from '../../../warehouse/platform/time/settle.ts'
import { readFirstDay } from '../../../warehouse/query/firstDay.ts'
import { accepted, explained, returned, ticketName } from '../../../warehouse/tickets/ticket.ts'
import {
  changeTicket,
  readTicket,
  type StoredTicket,
  ticketsOf,
} from '../../../warehouse/tickets/ticketStore.ts'
import { changesOfMonth, type TrueDeed, unexplainedOn } from '../../support/oracle/tickets.ts'
import { OracleWorld } from '../../support/oracle/world.ts'
import { loadSimulated } from '../../support/province/loadSimulated.ts'
import { instant, simulate } from '../../support/province/simulated.ts'
import { warehouseOrg } from '../../support/province/truthCompare.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { contextOf } from '../support.ts'

const UNTIL = '2026-12-10 15:00:00'
/** Months of a province, night after night, on a busy machine. */
const MONTHS_MS = 300_000
const NOON_MS = 12 * 3_600_000
/** Days after the month settled on which people act. */
const [EXPLAINED, RETURNED, AGAIN, ACCEPTED, LATE] = [2, 4, 6, 9, 40]

/** What becomes of each ticket: accepted at once, after a return, weeks later, or never explained. */
const FATES = ['accepted', 'returned', 'late', 'never'] as const
type Fate = (typeof FATES)[number]

const fateOf = (id: string): Fate =>
  FATES[[...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % FATES.length] ?? 'never'
const acceptedAfter: Readonly<Record<Fate, number | undefined>> = {
  accepted: ACCEPTED,
  returned: ACCEPTED,
  late: LATE,
  never: undefined,
}

let test: TestWarehouse | undefined
afterAll(() => test?.stop())

/** Each province a third of the year: its months before the last one, first and last. */
const PROVINCES = [
  { seed: 3, months: [12, 9] },
  { seed: 11, months: [8, 5] },
  { seed: 29, months: [4, 1] },
] as const

describe.each(PROVINCES)('the simulated province of seed $seed', ({ seed, months: [first, last] }) => {
  it(
    'has the tickets of TRE15, month by month, that its truth has',
    async () => {
      await test?.stop()
      const own = await testWarehouse()
      test = own
      const province = simulate({ members: 150, seed, from: '2025-09-01 00:00:00', until: UNTIL })
      await loadSimulated(own, province)
      const world = new OracleWorld(province.truth)
      const firstDay = await readFirstDay(own.warehouse.app)
      if (firstDay === undefined) throw new Error('the province is empty')
      const tree = province.truth.treeOn(undefined)
      const today = dayOf(instant(UNTIL))
      const deeds: TrueDeed[] = []
      const pending: {
        id: string
        day: number
        act(ticket: StoredTicket, at: number): Parameters<typeof changeTicket>[2]
      }[] = []
      const wanted: string[] = []
      const found: string[] = []

      const months = Array.from({ length: first - last + 1 }, (_, i) => addMonths(monthOf(today), i - first))
      for (const month of months) {
        const settled = settlingDay(month)
        await run(own, { from: month, to: addMonths(month, 1) - 1 }, settled)
        for (const change of changesOfMonth(world, month, tree, monthOf(firstDay))) {
          const id = ticketName({ month, kind: change.kind, org: warehouseOrg(change.org) })
          const after = acceptedAfter[fateOf(id)]
          deeds.push({ change, month, acceptedOn: after === undefined ? undefined : settled + after })
          wanted.push(`${id} ${change.base} → ${change.value}`)
        }
        for (const ticket of await ticketsOf(own.warehouse.app, month)) {
          found.push(`${ticketName(ticket)} ${ticket.base} → ${ticket.value}`)
          pending.push(...stepsOf(ticket, settled))
        }
        const end = Math.min(addMonths(month, 2) - 1, today - 1)
        for (const step of pending.filter(({ day }) => day <= end).sort((a, b) => a.day - b.day)) {
          const ticket = await readTicket(own.warehouse.app, step.id)
          if (!ticket) throw new Error(`no ticket ${step.id}`)
          expect(
            await changeTicket(own.warehouse.app, ticket, step.act(ticket, startOfDay(step.day) + NOON_MS)),
          ).toBe(true)
          pending.splice(pending.indexOf(step), 1)
        }
        await run(own, { from: monthOf(end), to: end }, end + 1)
        const measured = await readUnexplained(own, end)
        for (const org of ['root', ...tree.all().filter(each => tree.pathOf(each).length <= 3)]) {
          const line = (value: number) => `${org} ${formatDay(end)}: ${value}`
          wanted.push(line(unexplainedOn(deeds, org, end, tree)))
          found.push(line(measured.get(org === 'root' ? '0' : warehouseOrg(org)) ?? 0))
        }
      }
      expect(found.sort()).toEqual(wanted.sort())
      expect(deeds.length).toBeGreaterThan(5)
    },
    MONTHS_MS,
  )
})

/** A night of the job on the morning of `day`. */
async function run(own: TestWarehouse, window: { from: number; to: number }, day: number): Promise<void> {
  await tickets.run(window, contextOf(own, { now: () => startOfDay(day) + 4 * 3_600_000 }))
}

/** TRE15 as of a day, by organisation; 0 is the whole instance. */
async function readUnexplained(own: TestWarehouse, day: number): Promise<Map<string, number>> {
  const answer = await own.warehouse.reader.query({
    query: `select toString(org_id), toFloat64(numerator) from app.ads_org_measure
      where job = 'tickets' and metric = 'TRE15' and month = {month: Date32} and as_of = {day: Date32}`,
    query_params: { month: formatDay(monthOf(day)), day: formatDay(day) },
    format: 'JSONCompactEachRow',
  })
  return new Map(await answer.json<[string, number]>())
}

/** What people do about a ticket, by its fate. */
function stepsOf(ticket: StoredTicket, settled: number) {
  const id = ticketName(ticket)
  const fate = fateOf(id)
  const by = (at: number) => ({ login: 'someone', byOrg: 'root', at, dueOn: null })
  const explain = (day: number) => ({
    id,
    day,
    act: (now: StoredTicket, at: number) => explained(now, '新生入学', by(at)),
  })
  const accept = (day: number) => ({ id, day, act: (now: StoredTicket, at: number) => accepted(now, by(at)) })
  if (fate === 'never') return []
  if (fate === 'late') return [explain(settled + LATE - 1), accept(settled + LATE)]
  if (fate === 'accepted') return [explain(settled + EXPLAINED), accept(settled + ACCEPTED)]
  const back = {
    id,
    day: settled + RETURNED,
    act: (now: StoredTicket, at: number) => returned(now, '请写明人数', by(at)),
  }
  return [explain(settled + EXPLAINED), back, explain(settled + AGAIN), accept(settled + ACCEPTED)]
}
