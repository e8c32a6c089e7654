import { registerFiles } from '../../../api/http/page.ts'
import { answerAdministration } from './portal/administration.ts'
import { answerAlerts } from './portal/alerts.ts'
import { answerAssessments } from './portal/assessments.ts'
import { type PortalDesk, type PortalServerOptions, refuse, sessionOf } from './portal/desk.ts'
import { advanced, answerExports } from './portal/exports.ts'
import { answerFigures } from './portal/figures.ts'
import { answerFrozen } from './portal/frozen.ts'
import { answerLists } from './portal/lists.ts'
import { answerMail } from './portal/mail.ts'
import { answerOperations } from './portal/operations.ts'
import { answerSignIn } from './portal/signIn.ts'
import { answerTargets } from './portal/targets.ts'
import { answerTickets } from './portal/tickets.ts'
import { serverOfTheContract } from './productRoutes.ts'

export interface PortalServer {
  url: string
  /** What was posted or deleted, in order. */
  orders: { method: string; path: string; body: unknown }[]
  /** Moves the exports on: to a share of 1 they are done. */
  advance(share: number): void
  /** The session ends on the server's side. */
  endSessions(): void
  stop(): Promise<void>
}

/**
 * The product's server with the schemas of its routes, whose answers are samples: what the page sends and what it is given are
 * held to the contract, and a page that asks for more than there is gets the product's refusal.
 */
export async function startPortalServer(options: PortalServerOptions): Promise<PortalServer> {
  const { orgs, account, now = Date.now } = options
  const app = await serverOfTheContract(options.dist)
  const desk: PortalDesk = { app, options, orgs, now, account, sessions: new Set(), exports: new Map() }
  const orders: PortalServer['orders'] = []

  app.addHook('onRequest', async (request, reply) => {
    if (options.lose?.(request.url)) return reply.status(503).send()
  })
  app.addHook('preHandler', async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    if (!path.startsWith('/api/')) return
    if (request.method !== 'GET') orders.push({ method: request.method, path, body: request.body })
    const refusal = options.refuse?.(path, request.method)
    if (refusal) return refuse(reply, refusal.status, refusal.message)
    if (path !== '/api/session' && !desk.sessions.has(sessionOf(request)))
      return refuse(reply, 401, '请先登录')
  })

  answerSignIn(desk)
  answerFigures(desk)
  answerLists(desk)
  answerExports(desk)
  answerMail(desk)
  answerOperations(desk)
  answerAdministration(desk)
  answerAlerts(desk)
  answerTickets(desk)
  answerTargets(desk)
  answerAssessments(desk)
  answerFrozen(desk)

  await registerFiles(app, options.dist)
  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  return {
    url,
    orders,
    advance(share) {
      for (const info of desk.exports.values()) desk.exports.set(info.id, advanced(info, share, now()))
    },
    endSessions: () => desk.sessions.clear(),
    stop: () => app.close(),
  }
}
