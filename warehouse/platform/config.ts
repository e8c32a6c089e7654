import net from 'node:net'
import path from 'node:path'
import { z } from 'zod'
import { TuanshuError } from './errors.ts'

const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .transform(value => value === 'true' || value === '1')
const port = z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535)
const whole = (min: number, max: number) =>
  z.coerce.number({ error: 'must be a whole number' }).int().min(min).max(max)

/** An address, or a network as address/bits. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[net.isIP(address)] ?? -1
  return (
    rest.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  )
}

/**
 * Every setting of the product, read once from the environment. The README's table repeats names, defaults and
 * meaning; a test holds the two equal.
 */
const schema = z.object({
  TUANSHU_DATA: z.string().min(1).default('data').describe('data directory: embedded warehouse, spool, keys'),
  TUANSHU_PROVINCE: z
    .string()
    .regex(/^\d{2}0000$/, 'must be the six-digit code of a province, for example 440000')
    .default('440000')
    .describe('administrative code of the province the screen shows'),
  TUANSHU_MAP_DIR: z
    .string()
    .optional()
    .describe('folder with own reviewed maps (<adcode>.json) for the build of the wall'),
  TUANSHU_MAP_APPROVAL: z
    .string()
    .optional()
    .describe('审图号 of those maps, printed below the map; without it the wall prints 示意图'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('log level'),

  CLICKHOUSE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
    .optional()
    .describe('external ClickHouse; without it the embedded one is started'),
  CLICKHOUSE_USER: z.string().default('default').describe('user that owns the databases app and ops'),
  CLICKHOUSE_PASSWORD: z.string().default('').describe('its password'),
  CLICKHOUSE_READER_USER: z.string().optional().describe('read-only user for the API; sees app only'),
  CLICKHOUSE_READER_PASSWORD: z.string().default('').describe('its password'),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^\w+$/, 'must be a cluster name')
    .optional()
    .describe('cluster name: tables are created Replicated and ON CLUSTER'),
  WAREHOUSE_PORT: port
    .default(0)
    .describe('port of the embedded ClickHouse on 127.0.0.1; 0 picks a free one'),
  WAREHOUSE_MEMORY_MB: whole(512, 1_048_576)
    .default(4096)
    .describe('memory limit of the embedded ClickHouse'),

  KAFKA_BROKERS: z
    .string()
    .transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'must be host:port[,host:port…]')).min(1))
    .optional()
    .describe('brokers; without it the spool is the change stream'),
  KAFKA_GROUP: z.string().min(1).default('tuanshu').describe('consumer group'),
  KAFKA_TLS: flag.default(false).describe('connect with TLS'),
  KAFKA_TLS_CA: z.string().optional().describe('file with the CA certificates (PEM)'),
  KAFKA_TLS_CERT: z.string().optional().describe('file with the client certificate (PEM), for mutual TLS'),
  KAFKA_TLS_KEY: z.string().optional().describe('file with the client key (PEM), for mutual TLS'),
  KAFKA_TLS_SERVER_NAME: z
    .string()
    .optional()
    .describe("name that stands in the brokers' certificates, where it is not the one in KAFKA_BROKERS"),
  KAFKA_SASL: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional().describe('SASL mechanism'),
  KAFKA_USER: z.string().optional().describe('SASL user'),
  KAFKA_PASSWORD: z.string().optional().describe('SASL password'),
  KAFKA_MAX_MESSAGE_MB: whole(1, 512)
    .default(8)
    .describe('largest message that is decoded; a larger one becomes a dead letter'),

  INGEST_BATCH: whole(1, 200_000).default(50_000).describe('changes in one batch at the most'),
  INGEST_WAIT_MS: whole(1, 60_000)
    .default(1_000)
    .describe('how long a change waits for others at the most; all logs write at the same beats'),
  INGEST_MEMORY_MB: whole(16, 65_536)
    .default(256)
    .describe('changes that were read and are not stored yet, in memory; beyond it reading pauses'),
  INGEST_SYSTEMS: z
    .string()
    .transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string()).min(1))
    .default(['guangdong'])
    .describe('source systems whose mappings are loaded'),

  COUNTING_SYSTEMS: z
    .string()
    .optional()
    .describe('own file that says which system counts per entity and region, instead of sql/reference'),

  METRICS_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('address on which the ingest serves its metrics; any but a local one needs METRICS_TOKEN'),
  METRICS_PORT: port
    .optional()
    .describe('port on which the ingest serves its metrics for Prometheus (/metrics); without it not at all'),
  METRICS_TOKEN: z
    .string()
    .min(16, 'must have 16 characters or more')
    .optional()
    .describe('bearer token for /metrics, of the ingest and of the web server'),

  RETENTION_RATIOS: z
    .string()
    .optional()
    .describe('own file with the dated shares of dues that each level keeps, instead of sql/reference'),

  HTTP_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('address the web server binds to; any but a local one needs TLS or a proxy'),
  HTTP_PORT: port.default(8080).describe('port of the web server'),
  HTTP_TLS_CERT: z
    .string()
    .optional()
    .describe('file with the certificate of the web server and its chain (PEM): it then speaks TLS itself'),
  HTTP_TLS_KEY: z.string().optional().describe('file with the key of that certificate (PEM)'),
  HTTP_TRUST_PROXY: z
    .string()
    .transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(Boolean),
    )
    .pipe(
      z
        .array(
          z.string().refine(isNetwork, 'must be addresses or networks, for example 10.1.2.3,10.2.0.0/16'),
        )
        .min(1),
    )
    .optional()
    .describe('addresses of the proxy that ends TLS; only from there X-Forwarded-* is believed'),
  WALL_OPEN: flag
    .default(false)
    .describe('show the wall without signing in; only on a local address and without a proxy'),
  WALL_MAX_SCREENS: whole(1, 100_000)
    .default(50)
    .describe('walls that one account, or one link, may have open at the same time'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
    .optional()
    .describe('address under which users reach the portal, for links in mails and of wall screens'),

  SMTP_HOST: z.string().optional().describe('mail server; without it nothing is mailed'),
  SMTP_PORT: port.optional().describe('its port; 465 with tls, 587 with starttls, 25 with none'),
  SMTP_SECURITY: z
    .enum(['tls', 'starttls', 'none'])
    .default('starttls')
    .describe('encryption: tls from the start, starttls (required), or none'),
  SMTP_TLS_CA: z.string().optional().describe('file with the CA certificates of the mail server (PEM)'),
  SMTP_USER: z.string().optional().describe('user at the mail server'),
  SMTP_PASSWORD: z.string().optional().describe('its password'),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>\r\n]+ <[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/,
      'must be an address, or: name <address>',
    )
    .optional()
    .describe('sender of the mails'),
  MAIL_MAX_MB: whole(1, 100)
    .default(10)
    .describe('largest mail; a larger one is zipped, and its files become a link if that is not enough'),
  MAIL_RECIPIENTS: z
    .string()
    .optional()
    .describe('CSV file with recipients beside the accounts: address, organisation, mailings'),
  MAIL_CATCHER: flag
    .default(false)
    .describe('demonstration: mails go into a local mailbox instead of a mail server'),
})

export type Config = Readonly<z.infer<typeof schema>> & { readonly dataDir: string }

/** Does the name mean this machine alone? */
export function isLocalHost(host: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host)
}

/** Where a browser on this machine finds the web server, for example `http://127.0.0.1:8080`. */
export function httpOrigin(config: Config): string {
  const { HTTP_HOST: host, HTTP_PORT: port, HTTP_TLS_CERT: cert } = config
  return `${cert ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Where users find the web server: the origin of PUBLIC_URL, else the address on this machine. */
export function publicOrigin(config: Config): string {
  return config.PUBLIC_URL ? new URL(config.PUBLIC_URL).origin : httpOrigin(config)
}

/** Name, default and meaning of every setting, for `--help` and the README's table. */
export function describeConfig(): { name: string; fallback: string; meaning: string }[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const parsed = field.safeParse(undefined)
    const fallback = parsed.success && parsed.data !== undefined ? String(parsed.data) : ''
    return { name, fallback, meaning: field.description ?? '' }
  })
}

/**
 * Parses the environment. Throws `TuanshuError('config')` that names each wrong variable and what it must be.
 * An empty variable counts as not set.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const faults = parsed.error.issues.map(issue => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new TuanshuError('config', `configuration is wrong:\n${faults.join('\n')}`)
  }
  const config = parsed.data
  const faults: string[] = []
  if (config.KAFKA_SASL && (!config.KAFKA_USER || config.KAFKA_PASSWORD === undefined))
    faults.push('  KAFKA_USER, KAFKA_PASSWORD: must be set when KAFKA_SASL is set')
  if (Boolean(config.KAFKA_TLS_CERT) !== Boolean(config.KAFKA_TLS_KEY))
    faults.push('  KAFKA_TLS_CERT, KAFKA_TLS_KEY: must be set together')
  if (Boolean(config.HTTP_TLS_CERT) !== Boolean(config.HTTP_TLS_KEY))
    faults.push('  HTTP_TLS_CERT, HTTP_TLS_KEY: must be set together')
  if (!isLocalHost(config.HTTP_HOST) && !config.HTTP_TLS_CERT && !config.HTTP_TRUST_PROXY)
    faults.push(
      `  HTTP_HOST: ${config.HTTP_HOST} is refused, because passwords would cross the network in the clear: set HTTP_TLS_CERT and HTTP_TLS_KEY, or HTTP_TRUST_PROXY to the addresses of the proxy that ends TLS`,
    )
  if (config.METRICS_PORT !== undefined && !isLocalHost(config.METRICS_HOST) && !config.METRICS_TOKEN)
    faults.push(
      `  METRICS_HOST: on ${config.METRICS_HOST} everybody could read the metrics: set METRICS_TOKEN, or use a local address`,
    )
  if (config.WALL_OPEN && (!isLocalHost(config.HTTP_HOST) || config.HTTP_TRUST_PROXY))
    faults.push(
      '  WALL_OPEN: shows the figures to everybody, so it needs a local HTTP_HOST and no HTTP_TRUST_PROXY; for a screen elsewhere make a link with "npm run user -- kiosk add"',
    )
  faults.push(...mailFaults(config))
  if (faults.length > 0) throw new TuanshuError('config', `configuration is wrong:\n${faults.join('\n')}`)
  return Object.freeze({ ...config, dataDir: path.resolve(config.TUANSHU_DATA) })
}

function mailFaults(config: z.infer<typeof schema>): string[] {
  const faults: string[] = []
  if (config.SMTP_HOST && config.MAIL_CATCHER)
    faults.push(
      '  SMTP_HOST, MAIL_CATCHER: set one of them; the local mailbox takes the place of a mail server',
    )
  if (config.SMTP_HOST && !config.MAIL_FROM) faults.push('  MAIL_FROM: must be set when SMTP_HOST is set')
  if (Boolean(config.SMTP_USER) !== Boolean(config.SMTP_PASSWORD))
    faults.push('  SMTP_USER, SMTP_PASSWORD: must be set together')
  const isLocal = ['127.0.0.1', '::1', 'localhost'].includes(config.SMTP_HOST ?? 'localhost')
  if (config.SMTP_USER && config.SMTP_SECURITY === 'none' && !isLocal)
    faults.push(
      '  SMTP_SECURITY: none would send the password of SMTP_USER readable over the network; use tls or starttls',
    )
  return faults
}
