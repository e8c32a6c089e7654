import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { orgName } from '../contract/orgName.ts'
import { TICKET_KINDS, TICKET_STATES, type TicketFilter, type TicketKind } from '../contract/ticketState.ts'
import { type Org, ROOT } from '../orgs/readOrgs.ts'
import { sqlFile } from '../platform/clickhouse/sqlFile.ts'
import { formatDay } from '../platform/time/day.ts'
import type { Ticket } from './ticket.ts'

/** A ticket as a list shows it. Days since 1970-01-01, instants in milliseconds. */
export interface ListedTicket extends Omit<Ticket, 'action' | 'text' | 'login' | 'byOrg' | 'at'> {
  id: string
  orgName: string
  /** What was explained last, by which account; `''` while nothing was. */
  explanation: string
  explainedBy: string
  explainedAt: number
  /** Why it was returned last; `''` when it never was. */
  reason: string
}

export interface TicketQuery {
  /** Top of the subtree: its caller has checked that the reader may see it. */
  org: Org
  filter?: TicketFilter
  /** First day of a month. */
  month?: number
  kind?: TicketKind
  /** Of the organisation itself and its direct children alone. */
  isNear?: boolean
  most: number
  skipped: number
}

/** How many tickets of a subtree there are, by what a list can be narrowed to. */
export type TicketCounts = Readonly<Record<TicketFilter, number>>

const NONE = 0
const number = z.coerce.number()
const listed = z.object({
  id: z.string(),
  month_day: z.number(),
  org: z.string(),
  kind: z.enum(TICKET_KINDS),
  state: z.enum(TICKET_STATES),
  holds: z.number(),
  value: number,
  base_value: number,
  base_day: z.number(),
  year_value: number,
  has_year_value: z.number(),
  percent: z.number(),
  opened_day: z.number(),
  due_day: z.number(),
  escalated_day: z.number(),
  explanation: z.string(),
  explained_by: z.string(),
  explained_ms: number,
  reason: z.string(),
  full_name: z.string(),
  short_name: z.string(),
  total: z.number(),
})

/** Tickets of a subtree, what waits for somebody first and of these the late ones, and how many there are. `client` may read `ops`. */
export async function readTickets(
  client: ClickHouseClient,
  { org, filter, month, kind, isNear, most, skipped }: TicketQuery,
): Promise<{ tickets: ListedTicket[]; total: number }> {
  const answer = await client.query({
    query: sqlFile('tickets_in_scope'),
    query_params: {
      org: idOf(org),
      is_near: Number(isNear ?? false),
      filter: filter ?? '',
      month: formatDay(month ?? NONE),
      kind: kind ?? '',
      most,
      skipped,
    },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'tickets: list' },
  })
  const rows = z.array(listed).parse(await answer.json())
  return { tickets: rows.map(ticketOf), total: rows[0]?.total ?? 0 }
}

/** Up to which day changes were compared; undefined before the first night of the job. `client` may read `ops`. */
export async function readComparedTo(client: ClickHouseClient): Promise<number | undefined> {
  const answer = await client.query({
    query: sqlFile('tickets_compared'),
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'tickets: compared' },
  })
  const [row] = z.array(z.object({ compared_to: z.number().nullable() })).parse(await answer.json())
  return row?.compared_to ?? undefined
}

/** `org`: as in `TicketQuery`. */
export async function countTickets(client: ClickHouseClient, org: Org): Promise<TicketCounts> {
  const answer = await client.query({
    query: sqlFile('ticket_counts'),
    query_params: { org: idOf(org) },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'tickets: counts' },
  })
  const counts = z.object({
    unexplained: z.number(),
    open: z.number(),
    returned: z.number(),
    explained: z.number(),
    escalated: z.number(),
    accepted: z.number(),
    lapsed: z.number(),
  })
  const [found] = z.array(counts).parse(await answer.json())
  return found ?? { unexplained: 0, open: 0, returned: 0, explained: 0, escalated: 0, accepted: 0, lapsed: 0 }
}

function ticketOf(row: z.output<typeof listed>): ListedTicket {
  return {
    id: row.id,
    month: row.month_day,
    org: row.org,
    kind: row.kind,
    state: row.state,
    holds: row.holds === 1,
    value: row.value,
    base: row.base_value,
    baseMonth: row.base_day,
    yearBefore: row.has_year_value === 1 ? row.year_value : null,
    percent: row.percent,
    openedOn: row.opened_day,
    dueOn: row.due_day === NONE ? null : row.due_day,
    escalatedOn: row.escalated_day === NONE ? null : row.escalated_day,
    orgName: orgName({ id: row.org, fullName: row.full_name, shortName: row.short_name }),
    explanation: row.explanation,
    explainedBy: row.explained_by,
    explainedAt: row.explained_ms,
    reason: row.reason,
  }
}

/** The whole instance has no id in the tree. */
function idOf({ id }: Org): string {
  return id === ROOT.id ? '0' : id
}
