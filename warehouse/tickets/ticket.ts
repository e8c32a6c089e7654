import type { TicketAction, TicketKind, TicketState } from '../contract/ticketState.ts'
import { TuanshuError } from '../platform/errors.ts'
import { formatDay } from '../platform/time/day.ts'

/** What a ticket is about. */
export interface TicketKey {
  /** First day of the month. */
  month: number
  kind: TicketKind
  /** `dim_org` id. */
  org: string
}

/** Figures of a change that lies beyond the line. */
export interface Change {
  /** At the end of the month, and of the month that it is compared with. */
  value: number
  base: number
  /** First day of the month that it is compared with. */
  baseMonth: number
  /** A year before, where that was looked at too. */
  yearBefore: number | null
  /** The line, in percent. */
  percent: number
}

/** A ticket as a change of it left it. Days since 1970-01-01, instants in milliseconds. */
export interface Ticket extends TicketKey, Change {
  state: TicketState
  /** Corrected figures still lie beyond the line. */
  holds: boolean
  openedOn: number
  /** Until when the next step is due; null without a limit. */
  dueOn: number | null
  /** When it became the matter of the superior because nobody had explained it in time. */
  escalatedOn: number | null
  action: TicketAction
  /** The explanation or the reason of this change. */
  text: string
  /** Account that made the change, and its organisation; `''` for the product itself. */
  login: string
  byOrg: string
  at: number
}

/** Who acts, when, and until when the step that follows is due. */
export interface Step {
  login: string
  byOrg: string
  at: number
  dueOn: number | null
}

const ITSELF = { login: '', byOrg: '', text: '' }

/** `2026-10:members:9007199254740993`. */
export function ticketName({ month, kind, org }: TicketKey): string {
  return `${formatDay(month).slice(0, 7)}:${kind}:${org}`
}

/** Whether it is the organisation's turn to write. */
export function isToExplain({ state, holds }: Pick<Ticket, 'state' | 'holds'>): boolean {
  return holds && (state === 'open' || state === 'returned')
}

/** A ticket as it begins; `on` is the day from which it counts. */
export function opened(
  key: TicketKey,
  change: Change,
  step: Omit<Step, 'login' | 'byOrg'> & { on: number },
): Ticket {
  const { on, at, dueOn } = step
  return {
    ...key,
    ...change,
    ...ITSELF,
    state: 'open',
    holds: true,
    openedOn: on,
    dueOn,
    escalatedOn: null,
    action: 'opened',
    at,
  }
}

/** The organisation explains. Throws `TuanshuError('conflict')`, in words for the user, when it is not its turn. */
export function explained(ticket: Ticket, text: string, step: Step): Ticket {
  if (!isToExplain(ticket)) throw new TuanshuError('conflict', whyNotExplain(ticket))
  return { ...ticket, ...step, state: 'explained', action: 'explained', text }
}

/** The superior accepts. Throws as `explained` does. */
export function accepted(ticket: Ticket, step: Step): Ticket {
  requireExplanation(ticket)
  return { ...ticket, ...step, state: 'accepted', action: 'accepted', text: '', dueOn: null }
}

/** The superior returns the explanation, with the reason. Throws as `explained` does. */
export function returned(ticket: Ticket, reason: string, step: Step): Ticket {
  requireExplanation(ticket)
  return { ...ticket, ...step, state: 'returned', action: 'returned', text: reason, escalatedOn: null }
}

/**
 * What the product itself does with a ticket on business day `today`; undefined: nothing. `holds`: whether the figures of today
 * still lie beyond the line, null when they cannot tell.
 */
export function looked(ticket: Ticket, holds: boolean | null, today: number, at: number): Ticket | undefined {
  if (ticket.state === 'accepted') return undefined
  if (holds !== null && holds !== ticket.holds)
    return { ...ticket, ...ITSELF, holds, action: holds ? 'restored' : 'lapsed', at }
  const isLate = isToExplain(ticket) && ticket.dueOn !== null && today > ticket.dueOn
  if (!isLate || ticket.escalatedOn !== null) return undefined
  return { ...ticket, ...ITSELF, escalatedOn: today, action: 'escalated', at }
}

function requireExplanation(ticket: Ticket): void {
  if (ticket.state === 'explained' && ticket.holds) return
  throw new TuanshuError('conflict', whyNotDecide(ticket))
}

function whyNotExplain({ state, holds }: Ticket): string {
  if (state === 'accepted') return '书面说明已通过，不能再改'
  if (!holds) return '数据更正后变化不再超过规定幅度，无须说明'
  return '书面说明已提交，正等待上级审定'
}

function whyNotDecide({ state, holds }: Ticket): string {
  if (state === 'accepted') return '书面说明已通过'
  if (!holds) return '数据更正后变化不再超过规定幅度，无须审定'
  return '还没有可审定的书面说明'
}
