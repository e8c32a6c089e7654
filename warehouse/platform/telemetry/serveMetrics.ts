import http from 'node:http'
import type { Registry } from 'prom-client'
import type { Config } from '../config.ts'
import { TuanshuError } from '../errors.ts'
import type { Log } from '../log.ts'
import { isScraper } from './isScraper.ts'

/**
 * Serves `/metrics` of a process that has no web server of its own, where METRICS_PORT is set. With METRICS_TOKEN it asks
 * for it, also on this machine. Throws `TuanshuError('config')` when the port is taken. Resolves to how to end it.
 */
export async function serveMetrics(
  registry: Registry,
  config: Config,
  log: Log,
): Promise<() => Promise<void>> {
  const { METRICS_HOST: host, METRICS_PORT: port, METRICS_TOKEN: token } = config
  if (port === undefined) return async () => {}

  const server = http.createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return response.writeHead(404).end()
    if (token !== undefined && !isScraper(request.headers.authorization, token))
      return response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
    try {
      const text = await registry.metrics()
      response.writeHead(200, { 'content-type': registry.contentType }).end(text)
    } catch (error) {
      log.error({ err: error }, 'the metrics could not be collected')
      response.writeHead(500).end()
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', error =>
      reject(
        new TuanshuError(
          'config',
          `port ${port} on ${host} cannot be opened for the metrics (${error.message}): set METRICS_PORT to another one; each process on a machine needs its own`,
          { cause: error },
        ),
      ),
    )
    server.listen(port, host, resolve)
  })
  log.info({ address: server.address() }, 'metrics are served')
  return () =>
    new Promise(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
}
