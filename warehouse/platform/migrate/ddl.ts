import { scryptSync } from 'node:crypto'
import type { Config } from '../config.ts'
import { DICTIONARY_USER } from '../embedded/credentials.ts'
import { TuanshuError } from '../errors.ts'

/**
 * What differs between a single server and a cluster, for the placeholders of the SQL files:
 *
 * - `{{on_cluster}}`: empty, or `on cluster …`
 * - `{{engine.log}}`: engine of the big change logs; on a cluster each shard holds its part
 * - `{{engine.merge}}`, `{{engine.replacing}}`, `{{engine.replacing(version)}}`: engine of everything else; on a
 *   cluster every node holds the whole table
 * - `{{settings.log}}`: settings of a change log (write `settings {{settings.log}}`): small granules for key lookups,
 *   memory of tokens for exactly-once, synced to disk before the insert is acknowledged
 * - `{{settings.durable}}`: only the tokens and the syncing, for tables that are written by compare-and-set or must
 *   not lose a row
 * - `{{credentials}}`: user and password with which a dictionary reads its source from the same server
 */
export interface Ddl {
  render(text: string, file: string): string
  /** Changes when what `render` would make of this text changes for a reason outside of the text. */
  fingerprint(text: string): string
}

const PLACEHOLDER = /\{\{([^}]*)\}\}/g
const REPLACING = /^engine\.replacing(?:\((\w+)\))?$/

// Tokens that a table remembers. A writer goes on one by one, so that a retry is never this many inserts late.
const TOKENS = 10_000
const TOKEN_SECONDS = 30 * 24 * 3600

/** The DDL helper for the configured server. Throws `TuanshuError('config')` for an unknown placeholder. */
export function createDdl(config: Config): Ddl {
  const values = fixedValues(config)
  return {
    render: (text, file) =>
      text.replace(PLACEHOLDER, (_, name: string, offset: number) => {
        const value = values[name.trim()] ?? replacing(name.trim(), config.CLICKHOUSE_CLUSTER)
        if (value !== undefined) return value
        const line = text.slice(0, offset).split('\n').length
        const known = [...Object.keys(values), 'engine.replacing', 'engine.replacing(column)'].join(', ')
        throw new TuanshuError(
          'config',
          `${file}:${line}: unknown placeholder {{${name}}}; known are ${known}`,
        )
      }),
    // a slow hash: the record must not help anybody who guesses passwords
    fingerprint: text =>
      /\{\{\s*credentials\s*\}\}/.test(text)
        ? scryptSync(credentials(config), 'tuanshu', 32).toString('hex')
        : '',
  }
}

function fixedValues(config: Config): Record<string, string> {
  const cluster = config.CLICKHOUSE_CLUSTER
  const merge = cluster ? replicated('', 'all', '{shard}-{replica}') : 'MergeTree'
  const durable = durability(cluster)
  return {
    on_cluster: cluster ? `on cluster \`${cluster}\`` : '',
    'engine.log': cluster ? replicated('', '{shard}', '{replica}') : 'MergeTree',
    'engine.merge': merge,
    'settings.log': `index_granularity = 1024, min_compress_block_size = 16384, max_compress_block_size = 65536, ${durable}`,
    'settings.durable': durable,
    credentials: credentials(config),
  }
}

function replacing(name: string, cluster: string | undefined): string | undefined {
  const match = REPLACING.exec(name)
  if (!match) return undefined
  const version = match[1]
  if (cluster) return replicated('Replacing', 'all', '{shard}-{replica}', version)
  return version ? `ReplacingMergeTree(${version})` : 'ReplacingMergeTree'
}

/** The embedded server's passwords are new with every owner; it has a user without one for this purpose. */
function credentials(config: Config): string {
  if (!config.CLICKHOUSE_URL) return `user '${DICTIONARY_USER}'`
  const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
  return `user ${quote(config.CLICKHOUSE_USER)} password ${quote(config.CLICKHOUSE_PASSWORD)}`
}

/** The path carries the table's uuid: tables that are exchanged and dropped must not meet on a path. */
function replicated(kind: string, shard: string, replica: string, version?: string): string {
  const path = `'/clickhouse/tables/{uuid}/${shard}', '${replica}'`
  return `Replicated${kind}MergeTree(${version ? `${path}, ${version}` : path})`
}

function durability(cluster: string | undefined): string {
  const tokens = cluster
    ? `replicated_deduplication_window = ${TOKENS}, replicated_deduplication_window_seconds = ${TOKEN_SECONDS}`
    : `non_replicated_deduplication_window = ${TOKENS}`
  return `${tokens}, fsync_after_insert = 1, fsync_part_directory = 1`
}
