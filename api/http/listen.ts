import type { FastifyInstance } from 'fastify'
import type { Config } from '../../warehouse/platform/config.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

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
