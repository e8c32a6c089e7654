import { spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeError, TuanshuError } from '../../warehouse/platform/errors.ts'
import { type BrokerUser, brokerFiles, formatStorage, type Ports } from './brokerFiles.ts'
import { fetchKafka } from './brokerJars.ts'

export interface BrokerOptions {
  /** Where the broker keeps its data, keys and log. Without it a scratch directory that goes when the broker stops. */
  dir?: string
  /** Throw away what `dir` holds. */
  fresh?: boolean
  /** Java heap in MB; the process needs about twice as much. */
  heapMb?: number
  /** It lives for minutes only: compiled at once rather than well, it costs half the processor time. */
  isBrief?: boolean
  /** Milliseconds that a first group waits for more members; Kafka's own default is 3000. */
  rebalanceDelayMs?: number
}

/** The listeners that ask who is there, and what to answer. Paths are PEM files. */
export interface SecureListeners {
  saslPlaintext: string
  saslTls: string
  /** TLS that demands a client certificate. */
  mutualTls: string
  users: BrokerUser[]
  tls: { ca: string; cert: string; key: string }
}

export interface Broker {
  /** `host:port` of the listener without TLS and password. */
  brokers: string
  secure: SecureListeners
  dir: string
  /** Directory of Kafka's jars, for Java clients. */
  lib: string
  /** Ends the broker in order and removes a scratch directory. */
  stop(): Promise<void>
  /** Ends the broker as a power cut of the process would. */
  kill9(): Promise<void>
  /** Starts it again on the same directory and ports after `kill9`, or stops it in order first. */
  restart(): Promise<void>
}

const USERS: BrokerUser[] = [
  { mechanism: 'plain', user: 'alice', password: 'alice-secret' },
  { mechanism: 'scram-sha-256', user: 'bob', password: 'bob-secret' },
  { mechanism: 'scram-sha-512', user: 'carol', password: 'carol-secret' },
]
/** A restart after kill -9 on a busy machine took 14 s at the worst. */
const START_LIMIT_MS = 90_000

/**
 * Runs the broker beside a reader of our pipe: the pipe closes when the owner ends, however it ends, and then the
 * broker is stopped and its scratch directory removed. `term` and `kill` on the pipe stop it and keep the directory.
 */
const KEEPER = `
exec 3<&0
"$@" </dev/null 3<&- &
broker=$!
(
  read -r order <&3
  # from here on the watcher ends by itself; before, it goes when the broker has gone
  trap '' TERM
  [ "$order" = kill ] && exec kill -9 $broker
  kill $broker
  for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 $broker 2>/dev/null || break; sleep 1; done
  kill -9 $broker 2>/dev/null
  [ -z "$order" ] && [ -n "$SCRATCH" ] && rm -rf "$SCRATCH"
) &
watcher=$!
wait $broker
code=$?
kill $watcher 2>/dev/null
exit $code
`

/**
 * Starts Apache Kafka (one node, KRaft) on 127.0.0.1 with free ports. Needs Java 17, Maven and openssl; the jars come
 * from Maven Central once and stay in `.cache/kafka`. Throws `TuanshuError` that names what is missing.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const lib = await fetchKafka()
  const scratch = options.dir === undefined
  const dir =
    options.dir === undefined
      ? await mkdtemp(path.join(os.tmpdir(), 'tuanshu-kafka-'))
      : path.resolve(options.dir)
  if (options.fresh) await rm(dir, { recursive: true, force: true })
  const place = { dir, lib, scratch, heapMb: options.heapMb ?? 512, isBrief: options.isBrief ?? false }
  const start = async () => {
    await mkdir(dir, { recursive: true })
    const ports = await portsOf(dir)
    const files = await brokerFiles(dir, ports, USERS, options.rebalanceDelayMs ?? 0)
    await formatStorage(dir, lib, files.properties, USERS)
    return { ports, files, running: await launch({ ...place, port: ports.plaintext, ...files }) }
  }
  const started = await start().catch(async error => {
    // a port that was free when it was looked for may be taken by now
    if (!scratch || !(error instanceof TuanshuError) || error.code !== 'conflict') throw error
    await rm(dir, { recursive: true, force: true })
    return start()
  })
  const { ports, files } = started
  let { running } = started
  const at = (port: number) => `127.0.0.1:${port}`
  return {
    brokers: at(ports.plaintext),
    secure: {
      saslPlaintext: at(ports.saslPlaintext),
      saslTls: at(ports.saslTls),
      mutualTls: at(ports.mutualTls),
      users: USERS,
      tls: files.tls,
    },
    dir,
    lib,
    stop: async () => {
      await running.end('term')
      if (scratch) await rm(dir, { recursive: true, force: true })
    },
    kill9: () => running.end('kill'),
    restart: async () => {
      await running.end('term')
      running = await launch({ ...place, port: ports.plaintext, ...files })
    },
  }
}

interface Launch {
  dir: string
  lib: string
  scratch: boolean
  heapMb: number
  isBrief: boolean
  port: number
  properties: string
  logging: string
}

async function launch(options: Launch): Promise<{ end(how: 'term' | 'kill'): Promise<void> }> {
  mkdirSync(path.join(options.dir, 'log'), { recursive: true })
  const logFile = path.join(options.dir, 'log', 'broker.log')
  const out = openSync(logFile, 'a')
  const java = [
    `-Xms${Math.min(256, options.heapMb)}m`,
    `-Xmx${options.heapMb}m`,
    ...(options.isBrief ? ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'] : ['-XX:+UseG1GC']),
    `-Dlog4j2.configurationFile=${options.logging}`,
    '-cp',
    `${options.lib}/*`,
    'kafka.Kafka',
    options.properties,
  ]
  // a session of its own: Ctrl-C on the terminal reaches the owner, who stops the broker last
  const keeper = spawn('sh', ['-c', KEEPER, 'keeper', 'java', ...java], {
    stdio: ['pipe', out, out],
    detached: true,
    env: { ...process.env, SCRATCH: options.scratch ? options.dir : '' },
  })
  const { stdin: orders } = keeper
  orders?.on('error', () => {})
  let ended = false
  const exit = new Promise<void>(resolve => {
    keeper.once('error', () => resolve())
    keeper.once('exit', () => resolve())
  }).then(() => {
    ended = true
  })
  const end = async (how: 'term' | 'kill') => {
    if (!ended) orders?.end(`${how}\n`)
    await exit
  }

  const deadline = Date.now() + START_LIMIT_MS
  while (!(await accepts(options.port))) {
    if (!ended && Date.now() < deadline) {
      await sleep(100)
      continue
    }
    await end('kill')
    const said = (await readFile(logFile, 'utf8')).trim()
    const tail = said.split('\n').slice(-5).join('\n  ')
    throw new TuanshuError(
      said.includes('Address already in use') ? 'conflict' : 'unavailable',
      `the Kafka broker did not start; the end of ${logFile}:\n  ${tail}`,
    )
  }
  return { end }
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** The ports of a directory stay: the controller's own address is part of the stored metadata. */
async function portsOf(dir: string): Promise<Ports> {
  const file = path.join(dir, 'ports.json')
  const [plaintext, controller, saslPlaintext, saslTls, mutualTls] = await readPorts(file)
  if (!plaintext || !controller || !saslPlaintext || !saslTls || !mutualTls)
    throw new TuanshuError(
      'config',
      `${file} does not hold the five ports of the broker: remove the directory ${dir}`,
    )
  return { plaintext, controller, saslPlaintext, saslTls, mutualTls }
}

async function readPorts(file: string): Promise<number[]> {
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept === undefined) {
    const ports = await freePorts(5)
    await writeFile(file, JSON.stringify(ports))
    return ports
  }
  const ports = kept.match(/\d+/g)?.map(Number) ?? []
  for (const port of ports) {
    if (await accepts(port))
      throw new TuanshuError(
        'conflict',
        `port ${port} of the broker in ${path.dirname(file)} is in use: end the other process, or remove the directory to start with new ports`,
      )
  }
  return ports
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  // all are held at once, so that no port is given twice
  const ports = await Promise.all(
    servers.map(
      server =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject)
          server.listen(0, '127.0.0.1', () => {
            const address = server.address()
            if (address === null || typeof address === 'string') return reject(new Error('no port'))
            resolve(address.port)
          })
        }),
    ),
  ).catch(error => {
    throw new TuanshuError('unavailable', `no free ports on 127.0.0.1: ${describeError(error)}`, {
      cause: error,
    })
  })
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}
