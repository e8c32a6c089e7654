import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A user the broker knows, and the mechanism it may use. */
export interface BrokerUser {
  mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  user: string
  password: string
}

export interface Ports {
  plaintext: number
  controller: number
  saslPlaintext: number
  saslTls: number
  mutualTls: number
}

/** Writes the settings, log settings and keys of a broker into `dir`. Returns the paths. */
export async function brokerFiles(dir: string, ports: Ports, users: BrokerUser[], rebalanceDelayMs: number) {
  const tls = await keys(path.join(dir, 'tls'))
  const properties = path.join(dir, 'server.properties')
  const logging = path.join(dir, 'log4j2.properties')
  await writeFile(properties, settings(dir, ports, users, rebalanceDelayMs))
  await writeFile(
    logging,
    [
      'appender.console.type = Console',
      'appender.console.name = console',
      'appender.console.layout.type = PatternLayout',
      'appender.console.layout.pattern = %d %p %c{1} %m%n',
      'rootLogger.level = warn',
      'rootLogger.appenderRef.console.ref = console',
      '',
    ].join('\n'),
  )
  return { properties, logging, tls }
}

/** Formats the data directory with the SCRAM users, unless it is formatted. */
export async function formatStorage(
  dir: string,
  lib: string,
  properties: string,
  users: BrokerUser[],
): Promise<void> {
  if (existsSync(path.join(dir, 'data', 'meta.properties'))) return
  const scram = users
    .filter(({ mechanism }) => mechanism !== 'plain')
    .flatMap(({ mechanism, user, password }) => [
      '--add-scram',
      `${mechanism.toUpperCase()}=[name=${user},password=${password}]`,
    ])
  // an id of Kafka is 16 bytes in base64url; a leading dash would read as an option
  const id = `T${randomBytes(16).toString('base64url').slice(1, 21)}A`
  const tool = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', properties, '--standalone', ...scram]
  await run('java', ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-cp', `${lib}/*`, ...tool])
}

function settings(dir: string, ports: Ports, users: BrokerUser[], rebalanceDelayMs: number): string {
  const at = (name: string, port: number) => `${name}://127.0.0.1:${port}`
  const controller = at('CONTROLLER', ports.controller)
  const listeners = [
    at('PLAINTEXT', ports.plaintext),
    at('SASL_PLAINTEXT', ports.saslPlaintext),
    at('SASL_SSL', ports.saslTls),
    at('SSL', ports.mutualTls),
  ].join(',')
  const plain = users
    .filter(({ mechanism }) => mechanism === 'plain')
    .map(({ user, password }) => `user_${user}="${password}"`)
    .join(' ')
  const module = 'org.apache.kafka.common.security'
  const sasl = ['sasl_plaintext', 'sasl_ssl'].flatMap(listener => [
    `listener.name.${listener}.plain.sasl.jaas.config=${module}.plain.PlainLoginModule required ${plain};`,
    `listener.name.${listener}.scram-sha-256.sasl.jaas.config=${module}.scram.ScramLoginModule required;`,
    `listener.name.${listener}.scram-sha-512.sasl.jaas.config=${module}.scram.ScramLoginModule required;`,
  ])
  return `${[
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.bootstrap.servers=127.0.0.1:${ports.controller}`,
    'controller.listener.names=CONTROLLER',
    `listeners=${listeners},${controller}`,
    `advertised.listeners=${listeners}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL',
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${path.join(dir, 'data')}`,
    'num.partitions=1',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=4',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=4',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    // a broker that was killed is let in again when its old registration has lapsed
    'broker.session.timeout.ms=3000',
    'broker.heartbeat.interval.ms=500',
    `group.initial.rebalance.delay.ms=${rebalanceDelayMs}`,
    'group.min.session.timeout.ms=1000',
    'auto.create.topics.enable=false',
    // by size only: what is simulated carries the times of years ago, and would be deleted before it was read
    'log.retention.ms=-1',
    'log.retention.bytes=536870912',
    'log.segment.bytes=134217728',
    // Connect-wrapped messages with large columns; a default of 1 MB refuses them
    'message.max.bytes=33554432',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    ...sasl,
    'ssl.keystore.type=PEM',
    `ssl.keystore.location=${path.join(dir, 'tls', 'broker.pem')}`,
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${path.join(dir, 'tls', 'ca.crt')}`,
    'listener.name.ssl.ssl.client.auth=required',
    'listener.name.sasl_ssl.ssl.client.auth=none',
  ].join('\n')}\n`
}

/** A CA of our own, a broker certificate and a client certificate, in PEM files without passwords. */
async function keys(dir: string): Promise<{ ca: string; cert: string; key: string }> {
  const file = (name: string) => path.join(dir, name)
  const made = { ca: file('ca.crt'), cert: file('client.crt'), key: file('client.key') }
  if (existsSync(file('broker.pem'))) return made
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const openssl = (...args: string[]) => run('openssl', args)
  const key = (name: string) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', file(`${name}.key`))

  await key('ca')
  await openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    file('ca.key'),
    '-subj',
    '/CN=tuanshu test CA',
    '-days',
    '3650',
    '-out',
    made.ca,
  )
  for (const name of ['broker', 'client']) {
    await key(name)
    await openssl(
      'req',
      '-new',
      '-key',
      file(`${name}.key`),
      '-subj',
      `/CN=${name}`,
      '-out',
      file(`${name}.csr`),
    )
    await writeFile(file(`${name}.ext`), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
    const signed = [
      '-CA',
      made.ca,
      '-CAkey',
      file('ca.key'),
      '-CAcreateserial',
      '-days',
      '3650',
      '-extfile',
      file(`${name}.ext`),
    ]
    await openssl('x509', '-req', '-in', file(`${name}.csr`), ...signed, '-out', file(`${name}.crt`))
  }
  const parts = await Promise.all(
    ['broker.key', 'broker.crt', 'ca.crt'].map(name => readFile(file(name), 'utf8')),
  )
  await writeFile(file('broker.pem'), parts.join(''), { mode: 0o600 })
  return made
}
