import type { Config } from '../../../warehouse/platform/config.ts'
import { describeError, type ErrorCode, TuanshuError } from '../../../warehouse/platform/errors.ts'

export type KafkaConfig = Pick<
  Config,
  | 'KAFKA_BROKERS'
  | 'KAFKA_GROUP'
  | 'KAFKA_TLS'
  | 'KAFKA_TLS_CA'
  | 'KAFKA_TLS_CERT'
  | 'KAFKA_TLS_KEY'
  | 'KAFKA_TLS_SERVER_NAME'
  | 'KAFKA_SASL'
  | 'KAFKA_USER'
  | 'KAFKA_PASSWORD'
>

interface Rule {
  pattern: RegExp
  code: ErrorCode
  hint(config: KafkaConfig): string
}

/** First match counts: causes that name the mistake stand before those that only say that a connection ended. */
const RULES: readonly Rule[] = [
  {
    pattern: /UNSUPPORTED_SASL_MECHANISM|mechanism is not supported|does not support the requested SASL/i,
    code: 'refused',
    hint: config =>
      `the broker does not offer ${config.KAFKA_SASL}: set KAFKA_SASL to a mechanism that this listener has enabled`,
  },
  {
    pattern: /SASLAuthentication|authentication failed|invalid credentials/i,
    code: 'refused',
    hint: config =>
      config.KAFKA_SASL === undefined || config.KAFKA_SASL === 'plain'
        ? `user ${config.KAFKA_USER} was refused: check KAFKA_USER and KAFKA_PASSWORD`
        : `user ${config.KAFKA_USER} was refused: check KAFKA_USER and KAFKA_PASSWORD, and that the broker holds this user for ${config.KAFKA_SASL} (a SCRAM user belongs to one mechanism, KAFKA_SASL)`,
  },
  {
    pattern: /ILLEGAL_SASL_STATE|SASL handshake/i,
    code: 'refused',
    hint: config =>
      config.KAFKA_SASL
        ? 'this listener takes no password: remove KAFKA_SASL or use the port of the SASL listener'
        : 'this listener wants a password: set KAFKA_SASL, KAFKA_USER and KAFKA_PASSWORD',
  },
  {
    pattern: /certificate has expired|CERT_HAS_EXPIRED|not yet valid/i,
    code: 'refused',
    hint: () => 'a certificate is out of date: renew it, or correct the clock of this machine',
  },
  {
    pattern: /altname|does not match certificate/i,
    code: 'refused',
    hint: () =>
      "the broker's certificate is for another name: use a name in KAFKA_BROKERS that stands in the certificate, or set KAFKA_TLS_SERVER_NAME to one",
  },
  {
    pattern: /self.signed certificate|unable to (verify|get) .*(certificate|issuer)|SELF_SIGNED|UNABLE_TO_/i,
    code: 'refused',
    hint: config =>
      config.KAFKA_TLS_CA
        ? `the broker's certificate was not signed by a CA in ${config.KAFKA_TLS_CA}: set KAFKA_TLS_CA to the CA of this broker`
        : "the CA of the broker's certificate is not known here: set KAFKA_TLS_CA to its PEM file",
  },
  {
    pattern:
      /alert (bad certificate|certificate required|unknown ca|handshake failure)|alert number (40|42|48|116)/i,
    code: 'refused',
    hint: config =>
      config.KAFKA_TLS_CERT
        ? `the broker refused the client certificate ${config.KAFKA_TLS_CERT}: it must be signed by a CA that the broker trusts`
        : 'the broker wants a client certificate: set KAFKA_TLS_CERT and KAFKA_TLS_KEY',
  },
  {
    pattern: /before secure TLS connection|wrong version number|EPROTO|packet length too long/i,
    code: 'unavailable',
    hint: () => 'this port does not speak TLS: remove KAFKA_TLS, or use the port of the TLS listener',
  },
  {
    pattern: /(TOPIC|GROUP|CLUSTER|TRANSACTIONAL_ID)_AUTHORIZATION_FAILED|not authorized/i,
    code: 'refused',
    hint: config =>
      `the user${config.KAFKA_USER ? ` ${config.KAFKA_USER}` : ''} lacks a right: it must Describe and Read the topics and Read the group ${config.KAFKA_GROUP} (the simulator also: Create and Write)`,
  },
  {
    pattern: /MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|larger than the max message size/i,
    code: 'input',
    hint: () => 'a message is larger than the topic takes: raise its max.message.bytes, or send less at once',
  },
  {
    pattern: /INVALID_TIMESTAMP|timestamp of the message is out of acceptable range/i,
    code: 'input',
    hint: () =>
      "a message's time lies outside of what the topic takes: raise its message.timestamp.before.max.ms and message.timestamp.after.max.ms",
  },
  {
    pattern:
      /COORDINATOR_LOAD|COORDINATOR_NOT_AVAILABLE|NOT_COORDINATOR|LEADER_NOT_AVAILABLE|NOT_LEADER|No broker available/i,
    code: 'unavailable',
    hint: () => 'the broker is still starting, or leadership is moving; this passes',
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN/,
    code: 'unavailable',
    hint: () =>
      "a host name is not known here: check KAFKA_BROKERS, and that the names in the broker's advertised.listeners can be resolved on this machine",
  },
  {
    pattern: /ECONNREFUSED/,
    code: 'unavailable',
    hint: () => 'nothing listens there: check the host and port in KAFKA_BROKERS, and that the broker runs',
  },
  {
    pattern: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|Connection timeout/i,
    code: 'unavailable',
    hint: () => 'no answer: check the host in KAFKA_BROKERS and the firewall between here and there',
  },
  {
    pattern: /Closed connection|ECONNRESET|EPIPE|socket hang up/i,
    code: 'unavailable',
    hint: config => {
      const wanted = [
        config.KAFKA_TLS ? [] : ['TLS (KAFKA_TLS=true)'],
        config.KAFKA_SASL ? [] : ['a password (KAFKA_SASL)'],
      ].flat()
      const listener =
        wanted.length > 0
          ? `the listener may want ${wanted.join(' or ')}`
          : 'the listener may not want TLS or a password'
      return `the broker closed the connection: it is going down, or ${listener}`
    },
  },
]

/**
 * Turns an error of kafkajs into one that says what to change. `refused` does not heal by itself; `unavailable` may.
 * A `TuanshuError` stays what it is.
 */
export function explainKafkaError(error: unknown, config: KafkaConfig): TuanshuError {
  if (error instanceof TuanshuError) return error
  const where = `Kafka at ${config.KAFKA_BROKERS?.join(',') ?? '(KAFKA_BROKERS is not set)'}`
  const said = describeError(error)
  const evidence = traits(error).join('\n')
  const rule = RULES.find(({ pattern }) => pattern.test(evidence))
  const hint = rule ? `${rule.hint(config)} (${said})` : said
  return new TuanshuError(rule?.code ?? 'unavailable', `${where}: ${hint}`, { cause: error })
}

/** Whether the error is about Kafka or the network at all; anything else, also wrapped by kafkajs, is a defect of ours. */
export function isKafkaError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const defects = [TypeError, RangeError, ReferenceError, SyntaxError]
  for (let e: unknown = error; e instanceof Error; e = e.cause)
    if (defects.some(defect => e instanceof defect)) return false
  return error.name.startsWith('KafkaJS') || 'syscall' in error
}

/** Names, types, codes and messages down the causes. */
function traits(error: unknown): string[] {
  const found: string[] = []
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 10; e = e.cause, depth++) {
    found.push(e.name, e.message)
    if ('type' in e && typeof e.type === 'string') found.push(e.type)
    if ('code' in e && typeof e.code === 'string') found.push(e.code)
  }
  return found
}
