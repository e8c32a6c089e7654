/** Closed lists of the written explanations (书面说明), and what people may write: server and browser import them. */

/**
 * Whose turn it is: `open` and `returned` the organisation writes, `explained` the superior decides, `accepted` nobody.
 */
export const TICKET_STATES = ['open', 'returned', 'explained', 'accepted'] as const
export type TicketState = (typeof TICKET_STATES)[number]

/** What moved beyond the line. */
export const TICKET_KINDS = ['members', 'orgs'] as const
export type TicketKind = (typeof TICKET_KINDS)[number]

/** What a list is narrowed to: `unexplained` is everything without an accepted explanation, `lapsed` what later figures undid. */
export const TICKET_FILTERS = [
  'unexplained',
  'open',
  'returned',
  'explained',
  'escalated',
  'accepted',
  'lapsed',
] as const
export type TicketFilter = (typeof TICKET_FILTERS)[number]

/** Why a change of a ticket was written. Later figures undo the rule (`lapsed`) or bring it back (`restored`). */
export const TICKET_ACTIONS = [
  'opened',
  'explained',
  'returned',
  'accepted',
  'escalated',
  'lapsed',
  'restored',
] as const
export type TicketAction = (typeof TICKET_ACTIONS)[number]

export const TICKET_STATE_TITLES: Readonly<Record<TicketState, string>> = {
  open: '待说明',
  returned: '已退回',
  explained: '待审定',
  accepted: '已通过',
}
export const TICKET_KIND_TITLES: Readonly<Record<TicketKind, string>> = {
  members: '团员总数',
  orgs: '团组织总数',
}
export const LAPSED_TITLE = '不再适用'

/** Characters of an explanation, and of the reason with which one is returned. */
export const LONGEST_EXPLANATION = 1_000
export const LONGEST_REASON = 300
