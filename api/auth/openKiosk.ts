import type { FastifyReply, FastifyRequest } from 'fastify'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { findKiosk } from '../../warehouse/control/accounts/kiosks.ts'
import type { ApiContext } from '../context.ts'
import { htmlPage } from '../http/htmlPage.ts'
import { setKioskCookie } from './cookies.ts'

const REFUSED = htmlPage('大屏链接无效', '这个链接不正确或已被撤销，请联系管理员重新生成。')

/**
 * Takes the token of a link into the cookie of the screen, and leads to the wall under an address that no longer shows it.
 * The cookie opens the wall and nothing else.
 */
export async function openKiosk(
  { warehouse, log, now }: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<FastifyReply> {
  const kiosk = await findKiosk(warehouse.app, token)
  if (!kiosk) return reply.status(403).type('text/html; charset=utf-8').send(REFUSED)
  setKioskCookie(request, reply, token)
  await audit(warehouse.app, log, {
    at: now(),
    login: '',
    action: 'kiosk_open',
    org: kiosk.org,
    detail: `${kiosk.id} ${kiosk.name}`,
    address: request.ip,
  })
  const address = new URL(request.url, 'http://wall')
  address.searchParams.delete('kiosk')
  return reply.redirect(`${address.pathname}${address.search}`, 303)
}
