import type { Config } from '../config.ts'

export interface Login {
  username: string
  password: string
}

/** How to reach a warehouse, embedded or external. */
export interface Connection {
  url: string
  /** Sent with every request; the embedded server answers 404 without its token. */
  headers: Record<string, string>
  /** Owns the databases `app` and `ops`. */
  app: Login
  /** Reads `app` only; the same as `app` when an external server has no reader user. */
  reader: Login
  embedded: boolean
}

/** The external server that CLICKHOUSE_URL names, or undefined when the embedded one is to be used. */
export function externalConnection(config: Config): Connection | undefined {
  if (!config.CLICKHOUSE_URL) return undefined
  const app = { username: config.CLICKHOUSE_USER, password: config.CLICKHOUSE_PASSWORD }
  const reader = config.CLICKHOUSE_READER_USER
    ? { username: config.CLICKHOUSE_READER_USER, password: config.CLICKHOUSE_READER_PASSWORD }
    : app
  return { url: config.CLICKHOUSE_URL, headers: {}, app, reader, embedded: false }
}
