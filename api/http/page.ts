import fs from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>团数</title>
<h1>页面尚未构建</h1>
<p>请在项目目录运行 <code>npm run build</code>，完成后刷新本页。接口可正常使用，说明见 <a href="/api/docs">/api/docs</a>。</p>
</html>
`
const YEAR_MS = 365 * 86_400_000
/** Start file of the report portal; it finds its pages by the address itself. */
const PORTAL = path.join('reports', 'index.html')

/**
 * Serves the built pages: the wall at `/`, the report portal at every address below `/reports/`. Files below `assets/` carry their content's hash in the name and never change; the start file is
 * always asked for anew. The folder may appear while the server runs.
 */
export async function registerPage(app: FastifyInstance, page: string): Promise<void> {
  const index = path.join(page, 'index.html')
  app.get('/', { schema: { hide: true } }, (_request, reply) => {
    reply.header('cache-control', 'no-cache')
    if (fs.existsSync(index)) return reply.sendFile('index.html', { cacheControl: false })
    return reply.status(503).type('text/html; charset=utf-8').send(NOT_BUILT)
  })
  app.get('/reports', { schema: { hide: true } }, (_request, reply) => reply.redirect('/reports/'))
  app.get('/reports/*', { schema: { hide: true } }, (_request, reply) => {
    reply.header('cache-control', 'no-cache')
    if (fs.existsSync(path.join(page, PORTAL))) return reply.sendFile(PORTAL, { cacheControl: false })
    return reply.status(503).type('text/html; charset=utf-8').send(NOT_BUILT)
  })
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
}
