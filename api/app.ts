import { fileURLToPath } from 'node:url'
import compress from '@fastify/compress'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Warehouse } from '../warehouse/clickhouse/client.ts'
import type { Config } from '../warehouse/config.ts'
import { TuanshuError } from '../warehouse/errors.ts'
import type { Log } from '../warehouse/log.ts'
import type { ApiContext } from './context.ts'
import { registerDocs } from './http/docs.ts'
import { registerErrors } from './http/errors.ts'
import { registerPage } from './http/page.ts'
import { registerSecurity } from './http/security.ts'
import { FeedWatch } from './live/feedWatch.ts'
import { Hub } from './live/hub.ts'
import { closeSockets, type LiveServer, openSockets } from './live/sockets.ts'
import { healthRoutes } from './routes/health.ts'
import { metricRoutes } from './routes/metrics.ts'
import { opsRoutes } from './routes/ops.ts'
import { orgRoutes } from './routes/orgs.ts'
import { sceneRoutes } from './routes/scenes.ts'
import { scopeOf } from './scope.ts'

export interface ApiOptions {
  config: Config
  warehouse: Warehouse
  log: Log
  /** Folder of the built page; the repository's own by default. */
  page?: string
  /** The clock, milliseconds since 1970. */
  now?: () => number
}

// nothing is posted yet
const MAX_BODY_BYTES = 65_536
const PAGE = fileURLToPath(new URL('../dashboard/dist', import.meta.url))

/** The web server: pages, routes and live push. `listen` opens it, `close` ends every connection. */
export async function createApp({
  config,
  warehouse,
  log,
  page = PAGE,
  now = Date.now,
}: ApiOptions): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = log
  const app = Fastify({
    loggerInstance: logger,
    // one line per request would be one per viewer and second
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    bodyLimit: MAX_BODY_BYTES,
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
  const context: ApiContext = { config, log, warehouse, page, now, hub, feed }

  await registerSecurity(app)
  await app.register(compress)
  registerErrors(app)
  await registerDocs(app)
  await app.register(healthRoutes(context))
  await app.register(metricRoutes(context))
  await app.register(orgRoutes(context))
  await app.register(sceneRoutes(context))
  await app.register(opsRoutes(context))
  await registerPage(app, page)

  const status = { dataDir: config.dataDir, page, now, feed: () => feed.state(), rate: () => feed.rate() }
  io = openSockets(app.server, { log, hub, feed, status, scopeOf })
  app.addHook('preClose', async () => {
    feed.stop()
    await hub.stop()
    if (io) await closeSockets(io)
  })
  return app
}

/** Opens the server at the configured address. Throws `TuanshuError('config')` when the port is taken. */
export async function listen(app: FastifyInstance, config: Config): Promise<string> {
  try {
    return await app.listen({ host: config.HTTP_HOST, port: config.HTTP_PORT })
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'))
      throw new TuanshuError(
        'config',
        `port ${config.HTTP_PORT} on ${config.HTTP_HOST} cannot be opened (${error.code}): stop what uses it, or set HTTP_PORT to another one`,
        { cause: error },
      )
    throw error
  }
}
