import fs from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Config } from '../../warehouse/platform/config.ts'
import { describeError, TuanshuError } from '../../warehouse/platform/errors.ts'

/**
 * Certificate and key of the web server; undefined when it speaks plain HTTP. Throws `TuanshuError('config')` when a file
 * cannot be read, is no PEM, or the two do not belong together.
 */
export function readTls({
  HTTP_TLS_CERT: certFile,
  HTTP_TLS_KEY: keyFile,
}: Config): { cert: Buffer; key: Buffer } | undefined {
  if (certFile === undefined || keyFile === undefined) return undefined
  const pair = { cert: read('HTTP_TLS_CERT', certFile), key: read('HTTP_TLS_KEY', keyFile) }
  try {
    createSecureContext(pair)
  } catch (error) {
    throw new TuanshuError(
      'config',
      `HTTP_TLS_CERT (${certFile}) and HTTP_TLS_KEY (${keyFile}) cannot be used together: ${describeError(error)}`,
      { cause: error },
    )
  }
  return pair
}

function read(name: string, file: string): Buffer {
  try {
    return fs.readFileSync(file)
  } catch (error) {
    throw new TuanshuError('config', `${name}: ${file} cannot be read`, { cause: error })
  }
}
