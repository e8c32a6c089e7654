import {
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from '@clickhouse/client'
import { fleetingAgent, IDLE_CONNECTION_MS, keepingAgent } from './agent.ts'
import type { Connection, Login } from './connection.ts'
import { readTwice } from './readTwice.ts'

/** The two ways into the warehouse. Whoever opens one closes it. */
export interface Warehouse {
  /** Reads and writes `app` and `ops`; default database `app`. */
  app: ClickHouseClient
  /** Reads `app` only, with limits on time and memory: everything that serves a viewer goes through it. */
  reader: ClickHouseClient
  close(): Promise<void>
}

// Silence on the socket, not length of the query: statements that run long ask for progress headers.
const APP_TIMEOUT_MS = 120_000
// above the reader's max_execution_time (30 s), so that the server's own error arrives first
const READER_TIMEOUT_MS = 40_000

/**
 * Opens clients whose answers do not depend on the server's defaults.
 * `room` is the caller's name, seen in the server's query log (`log_comment`).
 */
export function openWarehouse(connection: Connection, room: string): Warehouse {
  const app = openClient(connection, connection.app, room, APP_TIMEOUT_MS, {
    // A token that the table has seen before is dropped by the server: the base of exactly-once.
    insert_deduplicate: 1,
    // the embedded server has no queue for them, an external one must not acknowledge before it has stored
    async_insert: 0,
    date_time_input_format: 'best_effort',
  })
  const reader = openClient(connection, connection.reader, room, READER_TIMEOUT_MS, {
    // one query sees one state of a table, however often it reads it
    enable_shared_storage_snapshot_in_query: 1,
    // a viewer's query must not write, even where the server has no reader user
    ...(connection.reader.username === connection.app.username ? { readonly: '2' } : {}),
  })
  return {
    app,
    reader,
    close: async () => {
      await Promise.all([app.close(), reader.close()])
    },
  }
}

function openClient(
  connection: Connection,
  login: Login,
  room: string,
  timeoutMs: number,
  settings: ClickHouseSettings,
): ClickHouseClient {
  const options = {
    url: connection.url,
    username: login.username,
    password: login.password,
    database: 'app',
    application: 'tuanshu',
    http_headers: connection.headers,
    request_timeout: timeoutMs,
    // on the loopback and in a machine room, compressing costs more than it saves
    compression: { request: false, response: false },
    // errors reach the caller, who knows whether they matter
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: {
      // 64-bit numbers and decimals cross JSON as text: a JavaScript number would lose digits
      output_format_json_quote_64bit_integers: 1,
      output_format_json_quote_decimals: 1,
      session_timezone: 'Asia/Shanghai',
      log_comment: room,
      ...settings,
    },
  } satisfies ClickHouseClientConfigOptions
  const client = createClient({
    ...options,
    http_agent: keepingAgent(connection.url),
    // by the clock, before each request: the timer of a process that stood still comes too late
    keep_alive: {
      enabled: true,
      idle_socket_ttl: IDLE_CONNECTION_MS,
      eagerly_destroy_stale_sockets: true,
    },
  })
  const fresh = createClient({
    ...options,
    http_agent: fleetingAgent(connection.url),
    keep_alive: { enabled: false },
  })
  return readTwice(client, fresh)
}
