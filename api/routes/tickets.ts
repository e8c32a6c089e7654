import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { orgName } from '../../warehouse/contract/orgName.ts'
import type { AuditAction } from '../../warehouse/contract/auditAction.ts'
import { findOrgs, type Org, ROOT, readOrg } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { dayOf, formatDay, parseDay } from '../../warehouse/platform/time/day.ts'
import { readPlaces } from '../../warehouse/reference/readPlaces.ts'
import { readReferences } from '../../warehouse/reference/readReferences.ts'
import { readReferenceFiles } from '../../warehouse/reference/referenceValues.ts'
import { dueAfter, longestBase } from '../../warehouse/tickets/changeRule.ts'
import { readStocksOf } from '../../warehouse/tickets/readStocks.ts'
import { countTickets, readComparedTo, readTickets } from '../../warehouse/tickets/readTickets.ts'
import {
  accepted,
  explained,
  returned,
  type Step,
  type Ticket,
  ticketName,
} from '../../warehouse/tickets/ticket.ts'
import {
  changeTicket,
  readTicket,
  type StoredTicket,
  ticketHistory,
} from '../../warehouse/tickets/ticketStore.ts'
import { accountOf, askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { TicketDetail, TicketPage } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { deedRoute, perform } from './deed.ts'
import { detailOf, infoOf } from './ticketAnswers.ts'
import {
  acceptance,
  explanation,
  refusal,
  ticketDetail,
  ticketId,
  ticketPage,
  ticketQuery,
} from './ticketShapes.ts'

const MOST = 100
const TAGS = ['书面说明']
const UNKNOWN = '没有这条书面说明，或它不在您的数据范围内'
const CHANGED = '这条书面说明刚有变化，请刷新后再办'
const ON_TICKET = { tags: TAGS, params: ticketId, answer: ticketDetail }

interface Found {
  ticket: StoredTicket
  org: Org
}

/** A step that somebody takes: who may, what it makes of the ticket, and the limit of the one that follows. */
interface TicketDeed {
  by: 'own' | 'superior'
  action: AuditAction
  version: number
  next: 'explanation_due_after' | 'explanation_reviewed_after'
  make(ticket: Ticket, step: Step): Ticket
}

/** Written explanations of the caller's subtree: the organisation explains, one above it accepts or returns. */
export function ticketRoutes({ config, warehouse, log, now }: ApiContext): FastifyPluginAsyncZod {
  const { app: client, reader } = warehouse
  // a wrong table ends the start, not the first step
  readReferenceFiles(config)

  return async app => {
    app.get(
      '/api/tickets',
      {
        config: { access: 'account' },
        schema: {
          summary: '书面说明',
          description: `数据变化超过规定幅度的月份，未通过的在前；每页 ${MOST} 条，skip 为略过的条数。`,
          tags: TAGS,
          querystring: ticketQuery,
          response: { 200: ticketPage, 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody },
        },
      },
      async (request): Promise<TicketPage> => {
        const { filter, month, kind, skip } = request.query
        const scope = scopeOf(request)
        const org = await readOrg(reader, scope, askedOrg(scope, request.query.org))
        const first = month === undefined ? undefined : parseDay(`${month}-01`)
        const [{ tickets, total }, counts, comparedTo] = await Promise.all([
          readTickets(client, {
            org,
            most: MOST,
            skipped: skip,
            ...(filter ? { filter } : {}),
            ...(first === undefined ? {} : { month: first }),
            ...(kind ? { kind } : {}),
          }),
          countTickets(client, org),
          readComparedTo(client),
        ])
        const account = accountOf(request)
        const today = dayOf(now())
        return {
          counts,
          comparedTo: comparedTo === undefined ? null : formatDay(comparedTo),
          tickets: tickets.map(each => infoOf(each, account, today)),
          total,
          org: { id: org.id, name: orgName(org) },
        }
      },
    )
    app.get(
      '/api/tickets/:id',
      {
        config: { access: 'account' },
        schema: {
          summary: '一条书面说明',
          description: '提出时的数、现在的数、往来的文字与办理的账号和时间。',
          tags: TAGS,
          params: ticketId,
          response: { 200: ticketDetail, 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody },
        },
      },
      async request => detail(await find(request.params.id, scopeOf(request)), request),
    )
    app.post(
      '/api/tickets/:id/explain',
      deedRoute({
        ...ON_TICKET,
        summary: '提交书面说明',
        description: '由本组织的账号提交；提交后由上级审定，审定前不能再改。',
        body: explanation,
      }),
      async request => {
        const { text, version } = request.body
        return act(request.params.id, request, {
          by: 'own',
          action: 'ticket_explain',
          version,
          next: 'explanation_reviewed_after',
          make: (ticket, step) => explained(ticket, text, step),
        })
      },
    )
    app.post(
      '/api/tickets/:id/accept',
      deedRoute({
        ...ON_TICKET,
        summary: '通过书面说明',
        description: '由上级组织的账号审定；通过后办结。',
        body: acceptance,
      }),
      async request =>
        act(request.params.id, request, {
          by: 'superior',
          action: 'ticket_accept',
          version: request.body.version,
          next: 'explanation_due_after',
          make: accepted,
        }),
    )
    app.post(
      '/api/tickets/:id/return',
      deedRoute({
        ...ON_TICKET,
        summary: '退回书面说明',
        description: '由上级组织的账号退回并写明理由；期限重新计算。',
        body: refusal,
      }),
      async request => {
        const { reason, version } = request.body
        return act(request.params.id, request, {
          by: 'superior',
          action: 'ticket_return',
          version,
          next: 'explanation_due_after',
          make: (ticket, step) => returned(ticket, reason, step),
        })
      },
    )
  }

  /** The ticket of this id where it lies in the scope. What lies outside is not there. */
  async function find(id: string, scope: Scope): Promise<Found> {
    const ticket = await readTicket(client, id)
    const org = ticket && (await findOrgs(reader, scope, [ticket.org])).get(ticket.org)
    if (!ticket || !org) throw new RequestError('not_found', UNKNOWN)
    return { ticket, org }
  }

  async function act(id: string, request: FastifyRequest, deed: TicketDeed): Promise<TicketDetail> {
    const { ticket, org } = await find(id, scopeOf(request))
    const account = accountOf(request)
    const isOwn = account.org === org.id
    if (deed.by === 'own' && !isOwn) throw new RequestError('forbidden', '书面说明由本组织的账号提交')
    if (deed.by === 'superior' && isOwn) throw new RequestError('forbidden', '书面说明由上级组织的账号审定')
    const at = now()
    const place = (await readPlaces(reader, [org.id])).get(org.id)
    const dueOn = place ? dueAfter(await readReferences(client, config), deed.next, place, dayOf(at)) : null
    await perform({ warehouse, log }, request, {
      seq: ticket.seq,
      version: deed.version,
      make: () => deed.make(ticket, { login: account.login, byOrg: account.org, at, dueOn }),
      write: next => changeTicket(client, ticket, next),
      changed: CHANGED,
      audited: { action: deed.action, org: org.id, detail: id, at },
    })
    return detail(await find(id, scopeOf(request)), request)
  }

  async function detail({ ticket, org }: Found, request: FastifyRequest): Promise<TicketDetail> {
    const { month, kind } = ticket
    const today = dayOf(now())
    const history = await ticketHistory(client, ticketName(ticket))
    const [stocks, orgs] = await Promise.all([
      readReferences(client, config).then(references =>
        readStocksOf(reader, org, { month, back: longestBase(references), today }),
      ),
      // who acted above the caller's own organisation is named too: the exchange is with them
      findOrgs(reader, { org: ROOT.id }, [...new Set(history.map(({ byOrg }) => byOrg).filter(Boolean))]),
    ])
    return detailOf({ ticket, org, history, stocks: stocks.get(kind), orgs }, accountOf(request), today)
  }
}
