import fs from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { setKioskCookie, tokensOf } from '../auth/cookies.ts'
import { openKiosk } from '../auth/openKiosk.ts'
import type { Principal } from '../auth/principal.ts'
import type { ApiContext } from '../context.ts'
import { htmlPage } from './htmlPage.ts'

const NOT_BUILT = htmlPage(
  '页面尚未构建',
  '请在项目目录运行 <code>npm run build</code>，完成后刷新本页。接口可正常使用，登录后说明见 <a href="/api/docs">/api/docs</a>。',
)
const SIGN_IN = '/reports/sign-in'
const YEAR_MS = 365 * 86_400_000

const wallQuery = z.object({ kiosk: z.string().optional().catch(undefined) })
const portalParams = z.object({
  '*': z
    .string()
    .regex(/^\P{Cc}*$/u)
    .default(''),
})

/**
 * Serves the built pages: the wall at `/`, the portal below `/reports/`. They hold no figures, so everybody may load them;
 * but who may not see the wall is led to the sign-in.
 */
export async function registerPage(app: FastifyInstance, context: ApiContext): Promise<void> {
  const { page } = context
  await app.register(async scope => {
    scope.addHook('onRoute', route => {
      route.config = { ...route.config, access: 'public' }
    })
    await registerFiles(scope, page)
    scope.get('/', { schema: { hide: true } }, async (request, reply) => {
      reply.header('cache-control', 'no-cache')
      const { kiosk } = wallQuery.parse(request.query)
      if (kiosk !== undefined) return openKiosk(context, request, reply, kiosk)
      const viewer = await viewerOf(context, request)
      if (!viewer) return reply.redirect(`${SIGN_IN}?next=${encodeURIComponent(request.url)}`, 303)
      const token = tokensOf(request.headers).kiosk
      if (viewer !== 'unknown' && viewer.kind === 'kiosk' && token) setKioskCookie(request, reply, token)
      return sendStart(reply, page, 'index.html')
    })
  })
}

/**
 * The built files, and the portal at every address below `/reports/`, where it finds its own way. Files below `assets/`
 * carry their content's hash in the name and never change; the start files are always asked for anew. The folder may appear
 * while the server runs.
 */
export async function registerFiles(app: FastifyInstance, page: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: page,
    index: false,
    schemaHide: true,
    cacheControl: false,
    setHeaders: (response, file) => {
      const isHashed = path.relative(page, file).startsWith(`assets${path.sep}`)
      response.setHeader(
        'cache-control',
        isHashed ? `public, max-age=${YEAR_MS / 1000}, immutable` : 'no-cache',
      )
    },
  })
  app.get('/reports', { schema: { hide: true } }, (_request, reply) => reply.redirect('/reports/'))
  app.get('/reports/*', { schema: { hide: true } }, (request, reply) => {
    const params = portalParams.safeParse(request.params)
    // no file has such a name, and the file system throws for some of them
    if (!params.success) return reply.callNotFound()
    const file = path.join('portal', params.data['*'])
    if (isFileBelow(path.join(page, 'portal'), path.join(page, file))) return reply.sendFile(file)
    reply.header('cache-control', 'no-cache')
    return sendStart(reply, page, path.join('portal', 'index.html'))
  })
}

/** Who wants to see the wall. A screen that reloads itself must get its page also while the warehouse is away. */
async function viewerOf(
  { principals, log }: ApiContext,
  request: FastifyRequest,
): Promise<Principal | 'unknown' | undefined> {
  try {
    return await principals.of(request.headers)
  } catch (error) {
    log.warn({ err: error }, 'a viewer could not be looked up')
    return 'unknown'
  }
}

function sendStart(reply: FastifyReply, page: string, file: string): FastifyReply {
  if (fs.existsSync(path.join(page, file))) return reply.sendFile(file, { cacheControl: false })
  return reply.status(503).type('text/html; charset=utf-8').send(NOT_BUILT)
}

function isFileBelow(dir: string, file: string): boolean {
  if (!file.startsWith(dir + path.sep)) return false
  try {
    return fs.statSync(file).isFile()
  } catch {
    // whatever is asked for: a name may also be too long, or lead through a file
    return false
  }
}
