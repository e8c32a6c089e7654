import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { fetchJars } from '../../ingest/demo/mavenJars.ts'
import { freePort } from '../support/servers/freePort.ts'
import { until } from '../support/until.ts'
import { Daemon } from './daemon.ts'

/** Connect and the connectors are the newest that Maven Central holds in whole; Java 17 is enough for them. */
const CONNECT = '4.3.1'
const CONNECTORS = { mariadb: '3.5.0.Final', postgres: '3.7.0.Final' } as const

export interface ConnectOptions {
  dir: string
  brokers: string
  plugin: keyof typeof CONNECTORS
  /** Settings of the connector. */
  connector: Readonly<Record<string, string>>
}

const status = z.object({
  connector: z.object({ state: z.string() }),
  tasks: z.array(z.object({ state: z.string(), trace: z.string().optional() })),
})

/** Kafka Connect with one connector of Debezium. Its offsets stay in `dir`: a new start goes on where the last one ended. */
export class Connect {
  private daemon: Daemon | null = null

  private constructor(
    private readonly options: ConnectOptions,
    private readonly jars: string,
    private readonly port: number,
  ) {}

  /** Fetches what is needed and writes the settings; `start` starts it. */
  static async prepare(options: ConnectOptions): Promise<Connect> {
    const { dir, plugin } = options
    const jars = await fetchJars({
      name: 'connect',
      version: CONNECT,
      artifacts: [
        `org.apache.kafka:connect-runtime:${CONNECT}`,
        `org.apache.kafka:connect-json:${CONNECT}`,
        'org.apache.logging.log4j:log4j-slf4j-impl:2.25.4',
      ],
    })
    const connector = await fetchJars({
      name: `debezium-${plugin}`,
      version: CONNECTORS[plugin],
      artifacts: [`io.debezium:debezium-connector-${plugin}:${CONNECTORS[plugin]}`],
    })
    const plugins = path.join(dir, 'plugins')
    await mkdir(plugins, { recursive: true })
    await symlink(connector, path.join(plugins, plugin))
    const port = await freePort()
    const connect = new Connect(options, jars, port)
    await Promise.all([
      writeFile(connect.file('worker.properties'), properties(connect.worker(plugins))),
      writeFile(connect.file('connector.properties'), properties(options.connector)),
      writeFile(connect.file('log4j2.properties'), LOGGING),
    ])
    return connect
  }

  /** Starts it and waits until the connector and its task run. */
  async start(): Promise<void> {
    this.daemon = await Daemon.start(
      {
        name: 'Kafka Connect',
        command: 'java',
        args: [
          '-Xmx512m',
          // it is started and killed several times: a quick start counts for more than speed
          '-XX:TieredStopAtLevel=1',
          '-XX:+UseSerialGC',
          `-Dlog4j2.configurationFile=${this.file('log4j2.properties')}`,
          '-cp',
          `${this.jars}/*`,
          'org.apache.kafka.connect.cli.ConnectStandalone',
          this.file('worker.properties'),
          this.file('connector.properties'),
        ],
        logFile: this.file('connect.log'),
      },
      () => this.isRunning(),
    )
  }

  /** Resolves once the initial snapshot is whole. Only the log says so: a count cannot know that no row will follow. */
  async snapshotDone(signal: AbortSignal): Promise<void> {
    await until(
      'the initial snapshot is whole',
      async () =>
        (await readFile(this.file('connect.log'), 'utf8')).includes('status=COMPLETED') || undefined,
      900_000,
      signal,
    )
  }

  async kill(): Promise<void> {
    await this.daemon?.kill()
  }

  /** Ends it in order: what the connector has read is in the topics then. */
  async stop(): Promise<void> {
    await this.daemon?.stop()
  }

  /** False before the first look; throws when the task has failed. */
  async isRunning(): Promise<boolean> {
    const url = `http://127.0.0.1:${this.port}/connectors/${this.options.connector.name}/status`
    const answer = await fetch(url).catch(() => undefined)
    if (!answer?.ok) return false
    const { connector, tasks } = status.parse(await answer.json())
    const failed = tasks.find(({ state }) => state === 'FAILED')
    if (failed) throw new Error(`the connector failed: ${failed.trace}`)
    return connector.state === 'RUNNING' && tasks[0]?.state === 'RUNNING'
  }

  private worker(plugins: string): Record<string, string> {
    const json = 'org.apache.kafka.connect.json.JsonConverter'
    return {
      'bootstrap.servers': this.options.brokers,
      listeners: `http://127.0.0.1:${this.port}`,
      'plugin.path': plugins,
      'plugin.discovery': 'service_load',
      'offset.storage.file.filename': this.file('connect.offsets'),
      'offset.flush.interval.ms': '1000',
      'key.converter': json,
      'value.converter': json,
      'key.converter.schemas.enable': 'false',
      'value.converter.schemas.enable': 'false',
    }
  }

  private file(name: string): string {
    return path.join(this.options.dir, name)
  }
}

const properties = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')

const LOGGING = `
rootLogger.level = warn
logger.debezium.name = io.debezium
logger.debezium.level = info
rootLogger.appenderRefs = out
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %m (%c)%n
`
