import { sampleTicketPage, sampleTickets } from '../sampleTickets.ts'
import type { PortalDesk } from './desk.ts'

/** Tickets, explained and decided about. */
export function answerTickets(desk: PortalDesk): void {
  const { app, now } = desk
  let tickets = sampleTickets()
  app.get<{ Querystring: Record<string, string | undefined> }>('/api/tickets', async request =>
    sampleTicketPage(tickets, request.query),
  )
  app.get<{ Params: { id: string } }>('/api/tickets/:id', async request =>
    tickets.find(each => each.id === request.params.id),
  )
  for (const [deed, state, action] of [
    ['explain', 'explained', 'explained'],
    ['accept', 'accepted', 'accepted'],
    ['return', 'returned', 'returned'],
  ] as const)
    app.post<{ Params: { id: string }; Body: { text?: string; reason?: string } }>(
      `/api/tickets/:id/${deed}`,
      async request => {
        const { text = '', reason = text } = request.body
        const done = {
          action,
          text: reason,
          login: desk.account.login,
          byOrgName: desk.account.orgName,
          at: now(),
        }
        tickets = tickets.map(each =>
          each.id === request.params.id
            ? {
                ...each,
                state,
                mayExplain: false,
                mayDecide: false,
                version: each.version + 1,
                history: [...each.history, done],
              }
            : each,
        )
        return tickets.find(each => each.id === request.params.id)
      },
    )
}
