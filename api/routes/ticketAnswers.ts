import { orgName } from '../../warehouse/contract/orgName.ts'
import type { Account } from '../../warehouse/control/accounts/account.ts'
import { type Org, ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { Stocks } from '../../warehouse/tickets/changeOf.ts'
import { nextStep } from '../../warehouse/tickets/nextStep.ts'
import type { ListedTicket } from '../../warehouse/tickets/readTickets.ts'
import { isToExplain, ticketName } from '../../warehouse/tickets/ticket.ts'
import type { StoredTicket } from '../../warehouse/tickets/ticketStore.ts'
import type { TicketDetail, TicketInfo } from '../contract.ts'

/** A ticket, and what its page shows beside it. */
export interface Shown {
  ticket: StoredTicket
  org: Org
  history: readonly StoredTicket[]
  /** Today's figures of the stock that it is about; none for an organisation that has none. */
  stocks: Stocks | undefined
  /** Organisations of the accounts that acted, by id. */
  orgs: ReadonlyMap<string, Org>
}

/** A ticket as a list answers it, for an account that may see it. */
export function infoOf(
  ticket: Omit<ListedTicket, 'id' | 'explanation' | 'explainedBy' | 'explainedAt' | 'reason'>,
  account: Account,
  today: number,
): TicketInfo {
  const { kind, org, state, holds, value, base, yearBefore, percent, dueOn, escalatedOn } = ticket
  // whoever sees it and is not the organisation itself stands above it
  const isOwn = account.org === org
  return {
    id: ticketName(ticket),
    month: monthText(ticket.month),
    kind,
    org,
    orgName: ticket.orgName,
    state,
    holds,
    value,
    base,
    baseMonth: monthText(ticket.baseMonth),
    yearBefore,
    percent,
    openedOn: formatDay(ticket.openedOn),
    dueOn: dueOn === null ? null : formatDay(dueOn),
    escalatedOn: escalatedOn === null ? null : formatDay(escalatedOn),
    next: nextStep(ticket, today),
    mayExplain: isOwn && isToExplain(ticket),
    mayDecide: !isOwn && state === 'explained' && holds,
  }
}

/** One ticket with the whole exchange. */
export function detailOf(
  { ticket, org, history, stocks, orgs }: Shown,
  account: Account,
  today: number,
): TicketDetail {
  const figureAt = (month: number) => stocks?.get(month)?.value ?? null
  return {
    ...infoOf({ ...ticket, orgName: orgName(org) }, account, today),
    version: ticket.seq,
    today: { value: figureAt(ticket.month), base: figureAt(ticket.baseMonth) },
    history: history.map(({ action, text, login, byOrg, at }) => ({
      action,
      text,
      login,
      byOrgName: nameOf(byOrg, orgs),
      at,
    })),
  }
}

function nameOf(id: string, orgs: ReadonlyMap<string, Org>): string {
  if (id === '') return ''
  if (id === ROOT.id) return '全省'
  const org = orgs.get(id)
  return org ? orgName(org) : ''
}

function monthText(day: number): string {
  return formatDay(day).slice(0, 7)
}
