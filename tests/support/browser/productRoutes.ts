import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { Backoff } from '../../../api/auth/backoff.ts'
import { Principals } from '../../../api/auth/principals.ts'
import { createServer } from '../../../api/http/server.ts'
import { Live } from '../../../api/live/live.ts'
import { registerRoutes } from '../../../api/routes/routes.ts'
import { openWarehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import { readConfig } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'

/** Nobody listens there: the schemas of routes are told without a question. */
const NOWHERE = {
  url: 'http://127.0.0.1:9',
  headers: {},
  app: { username: 'app', password: '' },
  reader: { username: 'reader', password: '' },
  embedded: false,
}

/** Read once for all tests of a file: to register the product's routes takes ten times as long as a page's server. */
let productSchemas: Promise<ReadonlyMap<string, FastifySchema>> | undefined

/**
 * A server like the product's, whose routes are still to come: each takes the schema of the product's route of the same
 * method and address, which refuses requests and answers that are not of the contract. Throws for a route that the product
 * does not have, and for a success that it does not announce.
 */
export async function serverOfTheContract(dist: string): Promise<FastifyInstance> {
  const config = readConfig({ MAIL_CATCHER: 'true' })
  const log = createLog('test').child({}, { level: 'silent' })
  productSchemas ??= schemasOfTheProduct(dist)
  const schemas = await productSchemas
  const app = await createServer(config, log, dist)
  app.addHook('onRoute', route => {
    for (const name of namesOf(route)) {
      const schema = schemas.get(name)
      if (!schema) throw new Error(`the product has no route ${name}`)
      route.schema = schema
    }
  })
  app.addHook('onSend', async (request, reply) => {
    const announced: unknown = request.routeOptions.schema?.response
    const isKnown = typeof announced !== 'object' || announced === null || reply.statusCode in announced
    if (reply.statusCode < 300 && !isKnown)
      throw new Error(`${request.method} ${request.url} does not answer ${reply.statusCode}`)
  })
  return app
}

async function schemasOfTheProduct(page: string): Promise<Map<string, FastifySchema>> {
  const config = readConfig({ MAIL_CATCHER: 'true' })
  const log = createLog('test').child({}, { level: 'silent' })
  const warehouse = openWarehouse(NOWHERE, 'test')
  const now = Date.now
  const schemas = new Map<string, FastifySchema>()
  const app = await createServer(config, log, page)
  app.addHook('onRoute', route => {
    for (const name of namesOf(route)) schemas.set(name, route.schema ?? {})
  })
  const { hub, feed, walls } = new Live({ config, log, warehouse, page, now })
  const principals = new Principals({ client: warehouse.app, log, isWallOpen: false, now })
  const backoff = { signIn: new Backoff(), passwordChange: new Backoff() }
  const shared = { config, log, warehouse, page, now, hub, feed, walls, principals, backoff }
  try {
    await registerRoutes(app, { ...shared, hasMailbox: true })
  } finally {
    await app.close()
    await warehouse.close()
  }
  return schemas
}

/** `GET /api/session` and so on, of what is below `/api/`. */
function namesOf({ method, url }: RouteOptions): string[] {
  if (!url.startsWith('/api/')) return []
  return [method].flat().flatMap(each => (each === 'HEAD' ? [] : `${each} ${url}`))
}
