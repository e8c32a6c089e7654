import { readFileSync } from 'node:fs'
import { type ConnectionOptions, createSecureContext } from 'node:tls'
import kafkajs, { type Kafka as Client, type RetryOptions, type SASLOptions } from 'kafkajs'
import { describeError, TuanshuError } from '../../../warehouse/platform/errors.ts'
import type { Log } from '../../../warehouse/platform/log.ts'
import type { KafkaConfig } from './explain.ts'
import { kafkaLog } from './log.ts'

/**
 * Short and few: who reads on for months restarts by its own loop and says why, instead of waiting in silence
 * inside the client. Written out in full because kafkajs has other defaults when NODE_ENV is `test`.
 */
export const RETRY: RetryOptions = {
  retries: 4,
  initialRetryTime: 200,
  maxRetryTime: 2000,
  factor: 0.2,
  multiplier: 2,
}

/**
 * A kafkajs client by the settings `KAFKA_*`. Connects to nothing yet.
 * Throws `TuanshuError('config')` when the settings cannot be used.
 */
export function createClient(config: KafkaConfig, log: Log): Client {
  if (!config.KAFKA_BROKERS)
    throw new TuanshuError('config', 'KAFKA_BROKERS: must be set to read from or write to Kafka')
  const ssl = tlsOptions(config)
  const sasl = saslOptions(config)
  return new kafkajs.Kafka({
    clientId: 'tuanshu',
    brokers: [...config.KAFKA_BROKERS],
    ...(ssl && { ssl }),
    ...(sasl && { sasl }),
    connectionTimeout: 5000,
    // longer than any long poll or rebalance that the broker holds back
    requestTimeout: 30_000,
    retry: RETRY,
    logLevel: kafkajs.logLevel.DEBUG,
    logCreator: () => kafkaLog(log),
  })
}

function tlsOptions(config: KafkaConfig): ConnectionOptions | undefined {
  if (!config.KAFKA_TLS) {
    const unused = (['KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'KAFKA_TLS_SERVER_NAME'] as const).filter(
      name => config[name],
    )
    if (unused.length > 0)
      throw new TuanshuError('config', `${unused.join(', ')}: only of use with KAFKA_TLS=true`)
    return undefined
  }
  const files = {
    ...(config.KAFKA_TLS_CA && { ca: pem('KAFKA_TLS_CA', config.KAFKA_TLS_CA) }),
    ...(config.KAFKA_TLS_CERT && { cert: pem('KAFKA_TLS_CERT', config.KAFKA_TLS_CERT) }),
    ...(config.KAFKA_TLS_KEY && { key: pem('KAFKA_TLS_KEY', config.KAFKA_TLS_KEY) }),
  }
  try {
    createSecureContext(files)
  } catch (error) {
    throw new TuanshuError('config', explainFiles(describeError(error)), { cause: error })
  }
  return {
    ...files,
    // Node checks the certificate against it, and sends it to a broker with several names
    ...(config.KAFKA_TLS_SERVER_NAME && { servername: config.KAFKA_TLS_SERVER_NAME }),
  }
}

/** What of the three files is wrong, by what OpenSSL says of them together. */
function explainFiles(said: string): string {
  if (/key values mismatch/i.test(said))
    return `KAFKA_TLS_KEY: the key does not belong to the certificate in KAFKA_TLS_CERT (${said})`
  if (/bad decrypt|interrupted or cancelled|bad password/i.test(said))
    return `KAFKA_TLS_KEY: the key is encrypted with a password; write it without one: openssl pkey -in <file> -out <file> (${said})`
  return `KAFKA_TLS_CA, KAFKA_TLS_CERT, KAFKA_TLS_KEY: one of the files cannot be used as PEM (${said})`
}

function pem(name: string, file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new TuanshuError('config', `${name}: ${file} cannot be read: ${describeError(error)}`, {
      cause: error,
    })
  }
  if (!text.includes('-----BEGIN '))
    throw new TuanshuError(
      'config',
      `${name}: ${file} is not PEM: convert a JKS or PKCS#12 store with keytool and openssl`,
    )
  return text
}

function saslOptions(config: KafkaConfig): SASLOptions | undefined {
  const { KAFKA_SASL: mechanism, KAFKA_USER: username, KAFKA_PASSWORD: password } = config
  if (!mechanism) return undefined
  if (!username || password === undefined)
    throw new TuanshuError('config', 'KAFKA_USER, KAFKA_PASSWORD: must be set when KAFKA_SASL is set')
  return { mechanism, username, password }
}
