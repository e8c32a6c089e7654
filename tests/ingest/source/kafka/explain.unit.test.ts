import kafkajs from 'kafkajs'
import { expect, test } from 'vitest'
import { explainKafkaError, isKafkaError } from '../../../../ingest/source/kafka/explain.ts'
import { readConfig } from '../../../../warehouse/platform/config.ts'
import { TuanshuError } from '../../../../warehouse/platform/errors.ts'

const {
  KafkaJSConnectionError,
  KafkaJSNonRetriableError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
} = kafkajs

const PLAIN = readConfig({ KAFKA_BROKERS: 'a:9092,b:9092' })
const SCRAM = readConfig({
  KAFKA_BROKERS: 'a:9092',
  KAFKA_SASL: 'scram-sha-512',
  KAFKA_USER: 'bob',
  KAFKA_PASSWORD: 'secret',
})
const retried = (message: string) =>
  new KafkaJSNumberOfRetriesExceeded(new KafkaJSConnectionError(message), { retryCount: 3, retryTime: 100 })
const protocol = (type: string) =>
  new KafkaJSProtocolError(Object.assign(new Error('refused'), { type, code: 1, retriable: false }))

// what the real listeners answer is tested against them; here stand the causes that one broker cannot show
test.each([
  ['getaddrinfo ENOTFOUND a', PLAIN, 'unavailable', /advertised\.listeners can be resolved/],
  ['connect ETIMEDOUT 10.0.0.1:9092', PLAIN, 'unavailable', /firewall/],
  ['Connection timeout', PLAIN, 'unavailable', /firewall/],
  ["Hostname/IP does not match certificate's altnames", PLAIN, 'refused', /certificate is for another name/],
  ['certificate has expired', PLAIN, 'refused', /out of date/],
  [
    'Closed connection',
    SCRAM,
    'unavailable',
    /may want TLS \(KAFKA_TLS=true\)$|may want TLS \(KAFKA_TLS=true\) \(/,
  ],
])('%s', (message, config, code, hint) => {
  const explained = explainKafkaError(retried(message), config)
  expect(explained).toMatchObject({ code, message: expect.stringMatching(hint) })
  expect(explained.message).toContain(message)
})

test('a mechanism that the listener does not offer is named', () => {
  const error = new KafkaJSNonRetriableError('SASL SCRAM-SHA-512 mechanism is not supported by the server')
  expect(explainKafkaError(error, SCRAM)).toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/does not offer scram-sha-512: set KAFKA_SASL to a mechanism/),
  })
})

test('a missing right names the group and the user', () => {
  const explained = explainKafkaError(protocol('GROUP_AUTHORIZATION_FAILED'), SCRAM)
  expect(explained).toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/user bob lacks a right.*group tuanshu/),
  })
})

test('what is not known keeps its words and may be tried again', () => {
  const explained = explainKafkaError(protocol('SOMETHING_NEW'), PLAIN)
  expect(explained).toMatchObject({ code: 'unavailable', message: 'Kafka at a:9092,b:9092: refused' })
})

test('the password never stands in a message', () => {
  const explained = explainKafkaError(new KafkaJSNonRetriableError('SASL SCRAM authentication failed'), SCRAM)
  expect(explained.message).not.toContain('secret')
})

test('our own errors stay as they are', () => {
  const gap = new TuanshuError('gap', 'gone')
  expect(explainKafkaError(gap, PLAIN)).toBe(gap)
})

test('a defect is not taken for Kafka, also when kafkajs wraps it', () => {
  expect(isKafkaError(new TypeError('x is not a function'))).toBe(false)
  const wrapped = Object.assign(new Error('x is not a function'), {
    name: 'KafkaJSNonRetriableError',
    cause: new TypeError('x'),
  })
  expect(isKafkaError(wrapped)).toBe(false)
  expect(isKafkaError(retried('Closed connection'))).toBe(true)
})
