import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import type { SecureListeners } from '../../../../ingest/demo/broker.ts'
import { createKafkaProducer } from '../../../../ingest/source/kafka/producer.ts'
import { createKafkaSource } from '../../../../ingest/source/kafka/source.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { kafkaConfig, sharedBroker, unique } from '../../../support/kafka/broker.ts'
import { record } from '../../../support/kafka/recorder.ts'
import { makeCertificate } from '../../../support/servers/certificate.ts'
import { temporaryDir } from '../../../support/warehouse.ts'

const { brokers, secure } = sharedBroker()
const SOON = { timeout: 20_000, interval: 20 }
const log = createLog('test')
const nobody = {
  assigned: async () => 0n,
  room: () => undefined,
  messages: async () => {},
  extent: () => {},
  revoked: async () => {},
}

test('where nothing listens, a producer says so at once and a source keeps trying until it is stopped', async () => {
  const config = kafkaConfig('127.0.0.1:1')
  await expect(createKafkaProducer(config, log)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(
      /127\.0\.0\.1:1.*nothing listens there: check the host and port in KAFKA_BROKERS/,
    ),
  })
  const source = createKafkaSource(config, log)
  const done = source.run([['any']], nobody)
  await source.stop()
  await expect(done).resolves.toBeUndefined()
})

test('files that cannot be used are named with their setting before anything is connected', () => {
  const config = kafkaConfig(brokers, { KAFKA_TLS: 'true', KAFKA_TLS_CA: '/no/such/ca.pem' })
  expect(() => createKafkaSource(config, log)).toThrow(/KAFKA_TLS_CA: \/no\/such\/ca\.pem cannot be read/)
  const jks = kafkaConfig(brokers, { KAFKA_TLS: 'true', KAFKA_TLS_CA: import.meta.filename })
  expect(() => createKafkaSource(jks, log)).toThrow(/KAFKA_TLS_CA: .* is not PEM/)
})

// a broker from outside has no listeners with passwords that we know
describe.runIf(secure !== undefined)('listeners that ask who is there', () => {
  const { saslPlaintext, saslTls, mutualTls, users, tls }: SecureListeners = secure ?? {
    saslPlaintext: '',
    saslTls: '',
    mutualTls: '',
    users: [],
    tls: { ca: '', cert: '', key: '' },
  }
  const login = (mechanism: string, more: Record<string, string> = {}) => {
    const user = users.find(one => one.mechanism === mechanism)
    return {
      KAFKA_SASL: mechanism,
      KAFKA_USER: user?.user ?? '',
      KAFKA_PASSWORD: user?.password ?? '',
      ...more,
    }
  }
  const TLS = { KAFKA_TLS: 'true', KAFKA_TLS_CA: tls.ca }
  const CERTIFICATE = { KAFKA_TLS_CERT: tls.cert, KAFKA_TLS_KEY: tls.key }

  test.each([
    ['PLAIN', saslPlaintext, login('plain')],
    ['SCRAM-SHA-256', saslPlaintext, login('scram-sha-256')],
    ['SCRAM-SHA-512 over TLS', saslTls, { ...TLS, ...login('scram-sha-512') }],
    ['PLAIN over TLS', saslTls, { ...TLS, ...login('plain') }],
    ['SCRAM-SHA-512', saslPlaintext, login('scram-sha-512')],
    ['SCRAM-SHA-256 over TLS', saslTls, { ...TLS, ...login('scram-sha-256') }],
    ['TLS with a client certificate', mutualTls, { ...TLS, ...CERTIFICATE }],
    [
      'TLS under a name that only the certificate knows',
      mutualTls,
      { ...TLS, ...CERTIFICATE, KAFKA_TLS_SERVER_NAME: 'localhost' },
    ],
  ])('%s: writes and reads', async (_, address, settings) => {
    const topic = unique('topic')
    const config = kafkaConfig(address, settings)
    const producer = await createKafkaProducer(config, log)
    await producer.ensureTopics([topic], 1)
    await producer.send(topic, [{ key: 'k', value: 'hello' }])
    await producer.close()
    const reader = record(config, [[topic]])
    await vi.waitFor(() => expect(reader.taken.map(one => one.value)).toEqual(['hello']), SOON)
    await reader.source.stop()
    await reader.done
  })

  const REFUSED: [string, string, Record<string, string>, RegExp][] = [
    [
      'wrong password',
      saslPlaintext,
      login('plain', { KAFKA_PASSWORD: 'no' }),
      /user alice was refused: check KAFKA_USER and KAFKA_PASSWORD/,
    ],
    [
      'wrong SCRAM password',
      saslTls,
      { ...TLS, ...login('scram-sha-512', { KAFKA_PASSWORD: 'no' }) },
      /user carol was refused/,
    ],
    [
      'user of another mechanism',
      saslPlaintext,
      { ...login('scram-sha-256'), KAFKA_SASL: 'scram-sha-512' },
      /holds this user for scram-sha-512/,
    ],
    ['unknown CA', saslTls, { ...login('plain'), KAFKA_TLS: 'true' }, /set KAFKA_TLS_CA to its PEM file/],
    [
      'other CA',
      saslTls,
      { ...login('plain'), KAFKA_TLS: 'true', KAFKA_TLS_CA: tls.cert },
      /not signed by a CA in .*client\.crt/,
    ],
    [
      'another name than in the certificate',
      saslTls,
      { ...TLS, ...login('plain'), KAFKA_TLS_SERVER_NAME: 'kafka.example' },
      /certificate is for another name.*KAFKA_TLS_SERVER_NAME/,
    ],
    ['no client certificate', mutualTls, TLS, /set KAFKA_TLS_CERT and KAFKA_TLS_KEY/],
  ]
  test.each(REFUSED)('%s: the run ends and says what to change', async (_, address, settings, message) => {
    const source = createKafkaSource(kafkaConfig(address, settings), log)
    await expect(source.run([['any']], nobody)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(message),
    })
  })

  test('keys that cannot be used are named before anything is connected', async () => {
    const settings = (more: Record<string, string>) =>
      kafkaConfig(mutualTls, { ...TLS, ...CERTIFICATE, ...more })
    const { dir, remove } = temporaryDir()
    try {
      const foreign = await makeCertificate(dir)
      expect(() => createKafkaSource(settings({ KAFKA_TLS_KEY: foreign.key }), log)).toThrow(
        /KAFKA_TLS_KEY: the key does not belong to the certificate in KAFKA_TLS_CERT/,
      )
      const locked = path.join(dir, 'locked.key')
      const openssl = ['pkey', '-in', tls.key, '-aes256', '-passout', 'pass:secret', '-out', locked]
      await promisify(execFile)('openssl', openssl)
      expect(() => createKafkaSource(settings({ KAFKA_TLS_KEY: locked }), log)).toThrow(
        /KAFKA_TLS_KEY: the key is encrypted with a password; write it without one/,
      )
    } finally {
      remove()
    }
  })

  const CLOSED: [string, string, Record<string, string>, RegExp][] = [
    ['no password where one is wanted', saslPlaintext, {}, /may want .*a password \(KAFKA_SASL\)/],
    ['no TLS where it is wanted', saslTls, login('plain'), /may want TLS \(KAFKA_TLS=true\)/],
    ['TLS where there is none', brokers, TLS, /does not speak TLS: remove KAFKA_TLS/],
    ['password where none is wanted', brokers, login('plain'), /takes no password: remove KAFKA_SASL/],
  ]
  test.each(CLOSED)('%s: the error says what to change', async (_, address, settings, message) => {
    await expect(createKafkaProducer(kafkaConfig(address, settings), log)).rejects.toThrow(message)
  })
})
