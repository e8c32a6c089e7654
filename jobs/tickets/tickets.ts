import { TICKET_KINDS } from '../../warehouse/contract/ticketState.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { endOf, type Window } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, dayOf, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { isSettled, settlingDay } from '../../warehouse/platform/time/settle.ts'
import { getOrSet } from '../../warehouse/query/getOrSet.ts'
import { readKnownReferences } from '../../warehouse/reference/knownOrgs.ts'
import { readPlaces } from '../../warehouse/reference/readPlaces.ts'
import type { ReferenceRow } from '../../warehouse/reference/referenceValues.ts'
import { changeOf } from '../../warehouse/tickets/changeOf.ts'
import { type ChangeRule, changeRule, dueAfter, longestBase } from '../../warehouse/tickets/changeRule.ts'
import { type OrgStocks, readStocks } from '../../warehouse/tickets/readStocks.ts'
import { looked, opened, type TicketKey, ticketName } from '../../warehouse/tickets/ticket.ts'
import {
  changeTicket,
  openTicket,
  type StoredTicket,
  ticketsOf,
  undecidedTickets,
} from '../../warehouse/tickets/ticketStore.ts'
import { COLUMNS, replaceMonths } from '../measures/replaceMeasures.ts'
import type { Job, JobContext, RunOutcome } from '../schedule/job.ts'
import { runStatement } from '../schedule/runStatement.ts'
import { monthlyWindows, monthOfWindow } from '../schedule/windows.ts'

const WRITER = 'tickets'
/** Months whose figures are looked at again for tickets that nobody has accepted an explanation of. */
const MONTHS_LOOKED_AT = 13

/**
 * The rule that changes beyond a limit are explained in writing: opens the tickets of a month that has ended, marks those that
 * corrected figures undo, hands those that are late to the superior, and counts what is unexplained (TRE15). Whatever it is
 * killed in or runs beside, a month gives each ticket once: the second writer of one finds it there.
 */
export const tickets: Job = {
  name: WRITER,
  title: '书面说明',
  version: 1,
  schedule: '30 3 * * *',
  // the figures of the month as they are published
  after: ['measures', 'month_mart'],

  windows(today, since, firstDay) {
    const windows = monthlyWindows(today, since, firstDay)
    if (since !== undefined) return windows
    // nobody is asked to explain years that were over before the rule was there
    const last = addMonths(monthOf(today), -1)
    return windows.filter(({ from }) => from >= last)
  },

  async run(window, context) {
    const month = monthOfWindow(window)
    const rows = await readKnownReferences(context.warehouse.app, context.config)
    const looking = new Look(context, rows)
    // what the sources book late is no change to explain
    const isComplete = window.to === endOf('month', month) && isSettled(month, looking.today)
    const added = isComplete ? await openMonth(month, looking) : 0
    const changed = await lookAgain(looking)
    await count(window, context)
    return outcomeOf(added, changed, looking)
  },
}

/** What one run has read: the stocks of each month once, and the rules of the organisations. */
class Look {
  readonly today: number
  unknown = 0
  private readonly months = new Map<number, Promise<Map<string, OrgStocks>>>()

  constructor(
    readonly context: JobContext,
    readonly rows: readonly ReferenceRow[],
  ) {
    this.today = dayOf(context.now())
  }

  stocks(month: number): Promise<Map<string, OrgStocks>> {
    const { reader } = this.context.warehouse
    const known =
      this.months.get(month) ??
      readStocks(reader, {
        month,
        back: longestBase(this.rows),
        today: this.today,
        signal: this.context.signal,
      })
    this.months.set(month, known)
    return known
  }

  /** Which rule each organisation is under at the end of a month, of those that have one, and what says when it must act. */
  async rules(month: number, orgs: readonly string[]) {
    const places = await readPlaces(this.context.warehouse.reader, orgs)
    const found = new Map<string, { rule: ChangeRule; dueOn: number | null }>()
    for (const [org, place] of places) {
      const rule = changeRule(this.rows, place, endOf('month', month))
      if (rule)
        found.set(org, { rule, dueOn: dueAfter(this.rows, 'explanation_due_after', place, this.today) })
    }
    return found
  }
}

async function openMonth(month: number, looking: Look): Promise<number> {
  const { context } = looking
  const { app } = context.warehouse
  context.progress(0, `比较 ${formatDay(month).slice(0, 7)} 的变化`)
  const stocks = await looking.stocks(month)
  const rules = await looking.rules(month, [...stocks.keys()])
  const known = new Set((await ticketsOf(app, month)).map(ticketName))
  let added = 0
  for (const [org, { rule, dueOn }] of rules)
    for (const kind of TICKET_KINDS) {
      const key: TicketKey = { month, kind, org }
      const change = changeOf(month, stocks.get(org)?.get(kind) ?? new Map(), rule)
      if (change === 'unknown') looking.unknown++
      if (change === 'none' || change === 'unknown' || known.has(ticketName(key))) continue
      context.signal.throwIfAborted()
      const ticket = opened(key, change, { on: settlingDay(month), at: context.now(), dueOn })
      if (await openTicket(app, ticket)) added++
    }
  return added
}

/** Looks at every ticket that is not accepted; resolves to how many changed. */
async function lookAgain(looking: Look): Promise<number> {
  const { context, today } = looking
  const { app } = context.warehouse
  const first = addMonths(monthOf(today), -MONTHS_LOOKED_AT)
  const byMonth = new Map<number, StoredTicket[]>()
  for (const ticket of await undecidedTickets(app)) getOrSet(byMonth, ticket.month, () => []).push(ticket)
  let changed = 0
  for (const [month, own] of byMonth) {
    const isRecent = month >= first
    const rules = isRecent
      ? await looking.rules(
          month,
          own.map(({ org }) => org),
        )
      : new Map<string, { rule: ChangeRule }>()
    for (const ticket of own) {
      context.signal.throwIfAborted()
      const rule = rules.get(ticket.org)?.rule
      const holds = isRecent && rule ? await stillHolds(ticket, rule, looking) : null
      const next = looked(ticket, holds, today, context.now())
      // whoever was faster has acted on it: the next night sees what is left to do
      if (next && (await changeTicket(app, ticket, next))) changed++
    }
  }
  return changed
}

/** Whether today's figures still lie beyond the limit that the ticket was opened with; null when they cannot tell. */
async function stillHolds(ticket: StoredTicket, rule: ChangeRule, looking: Look): Promise<boolean | null> {
  const stocks = (await looking.stocks(ticket.month)).get(ticket.org)?.get(ticket.kind)
  if (!stocks) return null
  const change = changeOf(ticket.month, stocks, { ...rule, percent: ticket.percent })
  return change === 'unknown' ? null : change !== 'none'
}

async function count({ from, to }: Window, context: JobContext): Promise<void> {
  const run = { job: WRITER, month: monthOf(from), asOf: to } as const
  await replaceMonths(context, [run], ['app.ads_org_measure'], ([staged = '']) =>
    runStatement(
      context,
      WRITER,
      `insert into ${staged} (${COLUMNS.join(', ')}) ${sqlFile('tickets_unexplained')}`,
      { month: formatDay(run.month), as_of: formatDay(to) },
    ),
  )
}

function outcomeOf(added: number, changed: number, { unknown }: Look): RunOutcome {
  const parts = [`${added} opened, ${changed} changed`]
  if (unknown > 0) parts.push(`${unknown} changes are not known: there are no figures to compare with`)
  return { rows: added + changed, message: parts.join('; '), hasFaults: false }
}
