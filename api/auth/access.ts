import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Account } from '../../warehouse/control/accounts/account.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { isScraper } from '../../warehouse/platform/telemetry/isScraper.ts'
import { RequestError } from '../http/errors.ts'
import { isSameOrigin } from '../http/sameOrigin.ts'
import { type Access, type Principal, refusalOf, scopeOfPrincipal } from './principal.ts'
import type { Principals } from './principals.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whom the route is for. Every route says so; the server does not start with one that does not. */
    access?: Access
  }
  interface FastifyRequest {
    /** Who asks; undefined on public routes. */
    principal: Principal | undefined
  }
  interface FastifyInstance {
    /** What each route (`GET /api/orgs/:id`) declares. */
    routeAccess: ReadonlyMap<string, Access | undefined>
  }
}

const SAFE = ['GET', 'HEAD', 'OPTIONS']
const SIGN_IN = '请先登录'
const MAY_NOT: Readonly<Partial<Record<Access, string>>> = {
  operator: '需要全省管理员权限',
  metrics: '需要全省管理员权限',
  account: '控屏账号只能控制大屏',
  control: '需要控屏权限',
}

/**
 * Lets nobody past who is not meant by the route's `config.access`, and nothing change by a page of another site. Must be
 * registered before all routes.
 */
export function registerAccess(app: FastifyInstance, principals: Principals, metricsToken?: string): void {
  const routes = new Map<string, { config?: { access?: Access } }>()
  const declared = () => new Map([...routes].map(([route, { config }]) => [route, config?.access]))
  app.decorate('routeAccess', { getter: declared })
  app.decorateRequest('principal', undefined)
  app.addHook('onRoute', options => {
    for (const method of [options.method].flat()) routes.set(`${method} ${options.url}`, options)
  })
  app.addHook('onReady', async () => {
    const open = [...declared()].flatMap(([route, access]) => (access ? [] : [route]))
    if (open.length > 0)
      throw new TuanshuError(
        'config',
        `every route must declare config.access (public, wall, own, account, control, admin, operator or metrics); missing: ${open.join(', ')}`,
      )
  })
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return
    if (!SAFE.includes(request.method) && !isSameOrigin(request.headers))
      throw new RequestError('forbidden', '请求来自其他网站，已拒绝')
    const { access = 'admin' } = request.routeOptions.config
    if (access === 'public') return
    // figures stay neither in the browser nor in a proxy
    reply.header('cache-control', 'no-store')
    if (access === 'metrics' && isScraper(request.headers.authorization, metricsToken)) return
    request.principal = await principals.of(request.headers)
    const refusal = refusalOf(request.principal, access)
    if (refusal)
      throw new RequestError(
        refusal,
        refusal === 'unauthenticated' ? SIGN_IN : (MAY_NOT[access] ?? '需要管理员权限'),
      )
  })
}

/** What of the tree the sender of a request may see. Throws `RequestError('unauthenticated')` on a public route. */
export function scopeOf({ principal }: FastifyRequest): Scope {
  if (!principal) throw new RequestError('unauthenticated', SIGN_IN)
  return scopeOfPrincipal(principal)
}

/** The account that sent a request. Throws `RequestError('unauthenticated')` when it was none. */
export function accountOf({ principal }: FastifyRequest): Account {
  if (principal?.kind !== 'account') throw new RequestError('unauthenticated', SIGN_IN)
  return principal.account
}

/**
 * The organisation a page asks about: `root` is the top of what its reader may see. The only place where that is so;
 * below it `root` is the whole tree, and outside of every narrower scope.
 */
export function askedOrg(scope: Scope, org: string): string {
  return org === ROOT.id ? scope.org : org
}
