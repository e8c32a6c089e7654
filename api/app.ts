import { fileURLToPath } from 'node:url'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Warehouse } from '../warehouse/clickhouse/client.ts'
import type { Config } from '../warehouse/config.ts'
import type { Log } from '../warehouse/log.ts'
import { registerAccess } from './auth/access.ts'
import { Principals } from './auth/principals.ts'
import type { ApiContext } from './context.ts'
import { registerDocs } from './http/docs.ts'
import { registerErrors } from './http/errors.ts'
import { registerMetrics } from './http/metrics.ts'
import { registerPage } from './http/page.ts'
import { registerSecurity } from './http/security.ts'
import { readTls } from './http/tls.ts'
import { FeedWatch } from './live/feedWatch.ts'
import { Hub } from './live/hub.ts'
import { closeSockets, type LiveServer, openSockets } from './live/sockets.ts'
import { auditRoutes } from './routes/audit.ts'
import { healthRoutes } from './routes/health.ts'
import { registerJobRoutes } from './routes/jobRoutes.ts'
import { kioskRoutes } from './routes/kiosks.ts'
import { metricRoutes } from './routes/metrics.ts'
import { opsRoutes } from './routes/ops.ts'
import { opsIngestRoutes } from './routes/opsIngest.ts'
import { orgRoutes } from './routes/orgs.ts'
import { reportRoutes } from './routes/reports.ts'
import { sceneRoutes } from './routes/scenes.ts'
import { sessionRoutes } from './routes/session.ts'

export interface ApiOptions {
  config: Config
  warehouse: Warehouse
  log: Log
  /** Folder of the built page; the repository's own by default. */
  page?: string
  /** The clock, milliseconds since 1970. */
  now?: () => number
}

// credentials, names and choices
const MAX_BODY_BYTES = 65_536
const PAGE = fileURLToPath(new URL('../dashboard/dist', import.meta.url))

/** The web server: pages, routes and live push. `listen` (api/http/listen.ts) opens it, `close` ends every connection. */
export async function createApp({
  config,
  warehouse,
  log,
  page = PAGE,
  now = Date.now,
}: ApiOptions): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = log
  const tls = readTls(config)
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    // one line per request would be one per viewer and second
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: config.HTTP_TRUST_PROXY ?? false,
    https: tls ?? null,
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)

  let io: LiveServer | undefined
  const feed = new FeedWatch(warehouse.app, log, now)
  const hub = new Hub({
    reader: warehouse.reader,
    log,
    province: config.TUANSHU_PROVINCE,
    now,
    completeAt: each => feed.completeAt(each),
    publish: (room, picture) => io?.to(room).emit('picture', picture),
  })
  const principals = new Principals({ client: warehouse.app, log, isWallOpen: config.WALL_OPEN, now })
  const context: ApiContext = {
    config,
    log,
    warehouse,
    page,
    now,
    hub,
    feed,
    principals,
    hasMailbox: config.MAIL_CATCHER,
  }

  await registerSecurity(app, tls !== undefined)
  await app.register(compress)
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  registerErrors(app)
  registerAccess(app, principals, config.METRICS_TOKEN)
  registerMetrics(app, context)
  await registerDocs(app)
  await app.register(healthRoutes(context))
  await app.register(metricRoutes(context))
  await app.register(orgRoutes(context))
  await app.register(reportRoutes(context))
  await app.register(sceneRoutes(context))
  await app.register(opsRoutes(context))
  await app.register(opsIngestRoutes(context))
  await app.register(sessionRoutes(context))
  await app.register(kioskRoutes(context))
  await app.register(auditRoutes(context))
  await registerJobRoutes(app, context)
  await registerPage(app, context)

  const status = { dataDir: config.dataDir, page, now, feed: () => feed.state(), rate: () => feed.rate() }
  io = openSockets(app.server, { log, hub, feed, status, principals })
  app.addHook('preClose', async () => {
    feed.stop()
    await hub.stop()
    if (io) await closeSockets(io)
  })
  return app
}
