import { text } from 'node:stream/consumers'
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { Config } from '../config.ts'
import { describeError, TuanshuError } from '../errors.ts'
import { keepingAgent } from './agent.ts'
import type { Connection, Login } from './connection.ts'
import { readerSetupSql } from './readerSetupSql.ts'
import { classify } from './retry.ts'

/**
 * The oldest server we speak to: the first long-term release that knows `enable_shared_storage_snapshot_in_query`
 * (25.6), without which one query may see two states of a log.
 */
const OLDEST_VERSION = '25.8'

const RIGHTS = [
  'select',
  'insert',
  'alter',
  'create table',
  'create view',
  'create dictionary',
  'drop table',
  'drop view',
  'drop dictionary',
  'truncate',
  'optimize',
  'dictGet',
]

/**
 * Tries an external server before anything depends on it and makes the databases `app` and `ops` when they are
 * missing. Throws `TuanshuError`: `unavailable` (nothing answers), `refused` (password, version, rights).
 */
export async function checkServer(connection: Connection, config: Config): Promise<void> {
  const app = plainClient(connection, connection.app)
  try {
    const version = await firstValue(app, 'select version()', connection, connection.app)
    if (isOlder(version, OLDEST_VERSION))
      throw new TuanshuError(
        'refused',
        `ClickHouse at ${connection.url} is version ${version}; Tuanshu needs ${OLDEST_VERSION} or newer`,
      )
    await checkRights(app, connection)
    await createDatabases(app, connection, config)
  } finally {
    await app.close()
  }
  await checkReader(connection)
}

/** Compares the first two parts of a ClickHouse version: `25.3.1.2` is older than `25.8`. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number)
  return major < thanMajor || (major === thanMajor && minor < thanMinor)
}

async function createDatabases(app: ClickHouseClient, connection: Connection, config: Config): Promise<void> {
  const onCluster = config.CLICKHOUSE_CLUSTER ? ` on cluster \`${config.CLICKHOUSE_CLUSTER}\`` : ''
  for (const database of ['app', 'ops']) {
    const exists = await firstValue(app, `exists database ${database}`, connection, connection.app)
    if (exists === '1') continue
    try {
      await app.command({ query: `create database if not exists ${database}${onCluster}` })
    } catch (error) {
      throw new TuanshuError(
        'refused',
        `user ${connection.app.username} cannot create the database ${database} at ${connection.url}; create it, or grant it: grant create database on ${database}.* to ${connection.app.username}`,
        { cause: error },
      )
    }
  }
}

async function checkRights(app: ClickHouseClient, connection: Connection): Promise<void> {
  const missing: string[] = []
  for (const database of ['app', 'ops'])
    for (const right of RIGHTS) {
      const granted = await firstValue(
        app,
        `check grant ${right} on ${database}.*`,
        connection,
        connection.app,
      )
      if (granted !== '1') missing.push(`grant ${right} on ${database}.* to ${connection.app.username};`)
    }
  if (missing.length > 0)
    throw new TuanshuError(
      'refused',
      `user ${connection.app.username} lacks rights at ${connection.url}; as an administrator run:\n${missing.join('\n')}`,
    )
}

async function checkReader(connection: Connection): Promise<void> {
  const { username } = connection.reader
  if (username === connection.app.username) return
  const reader = plainClient(connection, connection.reader)
  try {
    const granted = await firstValue(reader, 'check grant select on app.*', connection, connection.reader)
    // 1 lets a user select but change no setting; our clients send settings with every query
    const mode = await firstValue(reader, `select getSetting('readonly')`, connection, connection.reader)
    if (granted === '1' && mode !== '1') return
    throw new TuanshuError(
      'refused',
      `user ${username} at ${connection.url} is not set up as the reader; as an administrator run:\n${readerSetupSql(username)}`,
    )
  } finally {
    await reader.close()
  }
}

/** Without a default database: ours may not exist yet. */
function plainClient(connection: Connection, login: Login): ClickHouseClient {
  return createClient({
    url: connection.url,
    username: login.username,
    password: login.password,
    http_headers: connection.headers,
    database: 'system',
    request_timeout: 30_000,
    http_agent: keepingAgent(connection.url),
    log: { level: ClickHouseLogLevel.OFF },
  })
}

async function firstValue(
  client: ClickHouseClient,
  query: string,
  connection: Connection,
  login: Login,
): Promise<string> {
  try {
    // `check grant` takes no format clause, which client.query() would append
    const { stream } = await client.exec({ query })
    return (await text(stream)).trim()
  } catch (error) {
    throw explain(error, connection, login)
  }
}

function explain(error: unknown, { url }: Connection, login: Login): TuanshuError {
  if (error instanceof ClickHouseError && ['192', '193', '194', '516'].includes(error.code)) {
    return new TuanshuError(
      'refused',
      `ClickHouse at ${url} refuses user ${login.username}: wrong name or password; check CLICKHOUSE_USER, CLICKHOUSE_PASSWORD and the same with READER`,
      { cause: error },
    )
  }
  const kind = classify(error)
  if (kind === 'unreachable' || kind === 'transient')
    return new TuanshuError(
      'unavailable',
      `ClickHouse at ${url} does not answer (${describeError(error)}); check CLICKHOUSE_URL and that the server runs`,
    )
  return new TuanshuError(
    'refused',
    `ClickHouse at ${url} cannot be used; is CLICKHOUSE_URL its HTTP address?`,
    { cause: error },
  )
}
