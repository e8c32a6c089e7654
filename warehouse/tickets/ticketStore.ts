import type { ClickHouseClient } from '@clickhouse/client'
import { TICKET_ACTIONS, TICKET_KINDS, TICKET_STATES } from '../contract/ticketState.ts'
import {
  count,
  day,
  flag,
  instant,
  named,
  oneOf,
  real,
  text,
  wideId,
} from '../platform/clickhouse/columns.ts'
import { type Stored, versioned } from '../platform/clickhouse/versioned.ts'
import { type Ticket, ticketName } from './ticket.ts'

const TICKETS = versioned({
  table: 'sys_ticket',
  key: 'id',
  columns: {
    id: text,
    month: day,
    org: named('org_id', wideId),
    kind: oneOf(TICKET_KINDS),
    state: oneOf(TICKET_STATES),
    holds: flag,
    value: count,
    baseValue: count,
    baseMonth: day,
    yearValue: count,
    hasYearValue: flag,
    percent: real,
    openedOn: day,
    dueOn: day,
    escalatedOn: day,
    action: oneOf(TICKET_ACTIONS),
    text,
    login: text,
    byOrg: text,
    at: instant,
  },
})
type Row = Stored<typeof TICKETS>

/** A ticket as it is now; `seq` counts its changes. */
export type StoredTicket = Ticket & { seq: number }

const NONE = 0
const ID = /^\d{4}-\d{2}:(members|orgs):\d{1,20}$/

/** Puts a new ticket down. Resolves to false when it is there already, whoever wrote it. */
export async function openTicket(client: ClickHouseClient, ticket: Ticket): Promise<boolean> {
  return (await TICKETS.write(client, 0, rowOf(ticket))) !== undefined
}

/** The tickets of a month, whatever became of them. */
export async function ticketsOf(client: ClickHouseClient, month: number): Promise<StoredTicket[]> {
  return (await TICKETS.list(client, { where: { month: [month] } })).map(ticketOf)
}

/** Tickets without an accepted explanation, also those of which the figures no longer say that one is needed. */
export async function undecidedTickets(client: ClickHouseClient): Promise<StoredTicket[]> {
  const states = TICKET_STATES.filter(state => state !== 'accepted')
  return (await TICKETS.list(client, { where: { state: states } })).map(ticketOf)
}

/** One ticket as it is now, or undefined for an id that is unknown or none at all. */
export async function readTicket(client: ClickHouseClient, id: string): Promise<StoredTicket | undefined> {
  const found = ID.test(id) ? await TICKETS.find(client, id) : undefined
  return found && ticketOf(found)
}

/** Every change of a ticket, the first one first. */
export async function ticketHistory(client: ClickHouseClient, id: string): Promise<StoredTicket[]> {
  return ID.test(id) ? (await TICKETS.history(client, id)).map(ticketOf) : []
}

/**
 * Writes the change after the one that the caller knows. Resolves to false, and writes nothing, when somebody was faster.
 */
export async function changeTicket(
  client: ClickHouseClient,
  known: StoredTicket,
  next: Ticket,
): Promise<boolean> {
  return (await TICKETS.write(client, known.seq, rowOf(next))) !== undefined
}

function rowOf({ base, yearBefore, dueOn, escalatedOn, ...ticket }: Ticket): Omit<Row, 'seq'> {
  return {
    ...ticket,
    id: ticketName(ticket),
    baseValue: base,
    yearValue: yearBefore ?? 0,
    hasYearValue: yearBefore !== null,
    dueOn: dueOn ?? NONE,
    escalatedOn: escalatedOn ?? NONE,
  }
}

function ticketOf({
  id: _id,
  baseValue,
  yearValue,
  hasYearValue,
  dueOn,
  escalatedOn,
  ...row
}: Row): StoredTicket {
  return {
    ...row,
    base: baseValue,
    yearBefore: hasYearValue ? yearValue : null,
    dueOn: dueOn === NONE ? null : dueOn,
    escalatedOn: escalatedOn === NONE ? null : escalatedOn,
  }
}
