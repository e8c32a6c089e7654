import type {
  TicketAction,
  TicketFilter,
  TicketKind,
  TicketState,
} from '../../warehouse/contract/ticketState.ts'

/** GET /api/tickets?filter=&month=YYYY-MM&kind=&org=&skip= → TicketPage, a hundred at a time. */
export interface TicketPage {
  /** Of the organisation asked about, whatever is filtered by. */
  counts: Record<TicketFilter, number>
  /** The last day whose changes were compared; null when none was. */
  comparedTo: string | null
  tickets: TicketInfo[]
  /** How many the filter finds. */
  total: number
  /** The organisation asked about. */
  org: { id: string; name: string }
}

export interface TicketInfo {
  id: string
  /** `YYYY-MM`. */
  month: string
  kind: TicketKind
  org: string
  orgName: string
  state: TicketState
  /** Corrected figures still lie beyond the limit. */
  holds: boolean
  /** The figures that it was opened with. */
  value: number
  base: number
  baseMonth: string
  yearBefore: number | null
  /** The limit, in percent. */
  percent: number
  openedOn: string
  dueOn: string | null
  escalatedOn: string | null
  /** What comes next, in words. */
  next: string
  mayExplain: boolean
  mayDecide: boolean
}

/** GET /api/tickets/:id; the answer of POST /api/tickets/:id/explain {text, version}, …/accept {version} and …/return {reason, version}. */
export interface TicketDetail extends TicketInfo {
  /** Number of its last change: what is done is done to the ticket as it was seen. */
  version: number
  /** The same figures as they are known today; null where there is none. */
  today: { value: number | null; base: number | null }
  /** Every change, the first one first. */
  history: {
    action: TicketAction
    text: string
    /** Account; `''` for the product itself. */
    login: string
    byOrgName: string
    at: number
  }[]
}
