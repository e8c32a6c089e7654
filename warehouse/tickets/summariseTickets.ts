import type { ClickHouseClient } from '@clickhouse/client'
import { dayLabel, wholeLabel } from '../contract/periodLabel.ts'
import { TICKET_KIND_TITLES } from '../contract/ticketState.ts'
import type { Scope } from '../orgs/scope.ts'
import { endOf } from '../platform/time/comparison.ts'
import { placeOf } from '../reports/place.ts'
import { type ListedTicket, readTickets } from './readTickets.ts'
import { isToExplain } from './ticket.ts'

/** What an organisation has to do about written explanations, each as a line. */
export interface TicketSummary {
  /** It writes itself. */
  toExplain: readonly string[]
  /** It decides. */
  toDecide: readonly string[]
  /** Direct children that are late. */
  late: readonly string[]
}

/** Tickets of an organisation and its direct children that a mail looks through. */
const MOST = 1_000

/** The work of an organisation and of those directly below it, as of business day `today`. `client` may read `ops`. */
export async function summariseTickets(
  client: ClickHouseClient,
  scope: Scope,
  id: string,
  today: number,
): Promise<TicketSummary> {
  const { parent: org } = await placeOf(client, scope, id)
  const { tickets } = await readTickets(client, {
    org,
    isNear: true,
    filter: 'unexplained',
    most: MOST,
    skipped: 0,
  })
  const own = tickets.filter(each => each.org === org.id)
  const below = tickets.filter(each => each.org !== org.id)
  return {
    toExplain: own.filter(isToExplain).map(each => lineOf(each, today)),
    toDecide: below
      .filter(({ state }) => state === 'explained')
      .map(each => `${each.orgName}：${lineOf(each, today)}`),
    late: below
      .filter(each => isToExplain(each) && each.escalatedOn !== null)
      .map(each => `${each.orgName}：${lineOf(each, today)}`),
  }
}

/** `2026年10月团员总数，期限2026年11月13日，已逾期`. */
function lineOf({ month, kind, dueOn, state }: ListedTicket, today: number): string {
  const subject = `${wholeLabel('month', { from: month, to: endOf('month', month) })}${TICKET_KIND_TITLES[kind]}`
  const until = dueOn === null ? '' : `，期限${dayLabel(dueOn)}${today > dueOn ? '，已逾期' : ''}`
  return `${subject}${state === 'returned' ? '（已退回）' : ''}${until}`
}
