import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { Config } from '../../warehouse/platform/config.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { answerClientError, answerError, registerErrors } from './errors.ts'
import { registerSecurity } from './security.ts'
import { strictValidatorCompiler } from './strictRequests.ts'
import { readTls } from './tls.ts'

// credentials, names and choices
const MAX_BODY_BYTES = 65_536

/**
 * The bare web server of the pages built into `page`: how it speaks, what it takes, how it refuses. Throws
 * `TuanshuError('config')` for a certificate.
 */
export async function createServer(config: Config, log: Log, page: string): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = log
  const tls = readTls(config)
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    // one line per request would be one per viewer and second
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    bodyLimit: MAX_BODY_BYTES,
    // no plugin waits for anything but files: that they take long is a busy machine, not a fault to end the start with
    pluginTimeout: 0,
    trustProxy: config.HTTP_TRUST_PROXY ?? false,
    https: tls ?? null,
    frameworkErrors: answerError,
    clientErrorHandler: (error, socket) => answerClientError(log, error, socket),
  })
  app.setValidatorCompiler(strictValidatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await registerSecurity(app, tls !== undefined, page)
  await app.register(compress)
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  registerErrors(app)
  return app
}
