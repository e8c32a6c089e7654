import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { SCENES } from '../warehouse/catalogue/scenes.ts'
import type { Warehouse } from '../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../warehouse/platform/config.ts'
import type { Log } from '../warehouse/platform/log.ts'
import { registerAccess } from './auth/access.ts'
import { Backoff } from './auth/backoff.ts'
import { Principals } from './auth/principals.ts'
import type { ApiContext } from './context.ts'
import { registerDocs } from './http/docs.ts'
import { registerPage } from './http/page.ts'
import { createServer } from './http/server.ts'
import { registerMetrics } from './http/telemetry.ts'
import { Live } from './live/live.ts'
import { requireSoundScenes } from './live/sceneFaults.ts'
import { registerRoutes } from './routes/routes.ts'

export interface ApiOptions {
  config: Config
  warehouse: Warehouse
  log: Log
  /** Folder of the built page; the repository's own by default. */
  page?: string
  /** The clock, milliseconds since 1970. */
  now?: () => number
}

const PAGE = fileURLToPath(new URL('../dashboard/dist', import.meta.url))

/** The web server: pages, routes and live push. `listen` (api/http/listen.ts) opens it, `close` ends every connection.
 * Throws `TuanshuError('config')` for a scene whose entry is wrong. */
export async function createApp({
  config,
  warehouse,
  log,
  page = PAGE,
  now = Date.now,
}: ApiOptions): Promise<FastifyInstance> {
  requireSoundScenes(SCENES)
  const app = await createServer(config, log, page)
  const live = new Live({ config, log, warehouse, page, now })
  const principals = new Principals({ client: warehouse.app, log, isWallOpen: config.WALL_OPEN, now })
  const { hub, feed, walls } = live
  const hasMailbox = config.MAIL_CATCHER
  const backoff = { signIn: new Backoff(), passwordChange: new Backoff() }
  const context: ApiContext = {
    config,
    log,
    warehouse,
    page,
    now,
    hub,
    feed,
    walls,
    principals,
    backoff,
    hasMailbox,
  }
  registerAccess(app, principals, config.METRICS_TOKEN)
  registerMetrics(app, context)
  await registerDocs(app)
  await registerRoutes(app, context)
  await registerPage(app, context)
  live.openOn(app, principals)
  return app
}
