import path from 'node:path'
import type { z } from 'zod'
import { TuanshuError } from './errors.ts'
import { schema } from './settings.ts'

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
