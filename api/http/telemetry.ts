import type { FastifyInstance } from 'fastify'
import { Gauge, Histogram } from 'prom-client'
import { createRegistry } from '../../warehouse/platform/telemetry/createRegistry.ts'
import type { ApiContext } from '../context.ts'

/** From an answer out of memory to one that waits for the warehouse, seconds. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/**
 * `/metrics` of the web server for Prometheus: for whoever has METRICS_TOKEN, and for administrators of the whole instance.
 * Must be registered before the routes that it measures.
 */
export function registerMetrics(app: FastifyInstance, { hub }: Pick<ApiContext, 'hub'>): void {
  const registry = createRegistry()
  const registers = [registry]
  const durations = new Histogram({
    name: 'tuanshu_api_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATION_BUCKETS,
    registers,
  })
  new Gauge({
    name: 'tuanshu_api_viewers',
    help: 'Screens that look at a picture',
    registers,
    collect() {
      this.set(hub.viewers)
    },
  })
  new Gauge({
    name: 'tuanshu_api_pictures',
    help: 'Different pictures that somebody looks at; each is asked of the warehouse once per change',
    registers,
    collect() {
      this.set(hub.size)
    },
  })
  app.addHook('onResponse', async (request, reply) => {
    // the address as it stands in the code: what was asked would make a series of its own for everything
    const route = request.routeOptions.url ?? 'none'
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.get('/metrics', { config: { access: 'metrics' }, schema: { hide: true } }, async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}
