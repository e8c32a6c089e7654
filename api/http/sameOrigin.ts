import type { IncomingHttpHeaders } from 'node:http'

/**
 * Does a request come from a page of this server (or from no page at all)? Browsers name the origin of every foreign
 * request that could change something and of every WebSocket; a proxy must pass the `Host` header on as it got it.
 */
export function isSameOrigin({ origin, host, ...headers }: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
