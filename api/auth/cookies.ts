import type { IncomingHttpHeaders } from 'node:http'
import { fastifyCookie } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const SESSION_COOKIE = 'tuanshu_session'
export const KIOSK_COOKIE = 'tuanshu_kiosk'
export const PAIRING_COOKIE = 'tuanshu_pairing'

/** As long as browsers keep a cookie at the most; a screen gets it anew whenever it loads the page. */
const KIOSK_S = 400 * 86_400

/** The tokens that a browser sent. */
export function tokensOf(headers: IncomingHttpHeaders): {
  session: string | undefined
  kiosk: string | undefined
  pairing: string | undefined
} {
  const cookies = fastifyCookie.parse(headers.cookie ?? '')
  return { session: cookies[SESSION_COOKIE], kiosk: cookies[KIOSK_COOKIE], pairing: cookies[PAIRING_COOKIE] }
}

/** Lax, not Strict: a link in a mail must find its reader signed in; what changes anything asks for its origin besides. */
function guarded(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' } as const
}

/** Until the browser is closed; the server ends it earlier. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, guarded(request))
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, guarded(request))
}

export function setKioskCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(KIOSK_COOKIE, token, { ...guarded(request), maxAge: KIOSK_S })
}

/** Until the browser is closed; the code that it stands for expires earlier. */
export function setPairingCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(PAIRING_COOKIE, token, guarded(request))
}

export function clearPairingCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(PAIRING_COOKIE, guarded(request))
}
