import { createHash } from 'node:crypto'
import path from 'node:path'
import { type Credentials, DICTIONARY_USER, TOKEN_HEADER } from './credentials.ts'

type Xml = string | number | { [tag: string]: Xml | Xml[] }

export interface ServerConfigInput {
  /** Absolute directory of the warehouse: data, backups and log lie below it. */
  dir: string
  port: number
  memoryMb: number
  credentials: Credentials
  /** Where users.xml will stand. */
  usersFile: string
}

// Queries of the built-in, password-less `default` user that read a table or make a database while the server boots:
// two `create database`, `getServerPort … into outfile`, and the query that holds the server open. With its
// quota used up by them, that user can read nothing more (it cannot have a password in local mode).
export const BOOT_QUERIES = 4

const READER_SECONDS = 30
const LOG_DAYS = 7

/** Server configuration (config.xml) of the embedded ClickHouse. */
export function serverXml({ dir, port, memoryMb, credentials, usersFile }: ServerConfigInput): string {
  const memory = memoryMb * 1_048_576
  // the engine's own logs fill a small disk unless they expire
  const engineLog = (table: string): Xml => ({
    database: 'system',
    table,
    flush_interval_milliseconds: 7500,
    ttl: `event_date + interval ${LOG_DAYS} day delete`,
  })
  return document({
    path: path.join(dir, 'data'),
    listen_host: '127.0.0.1',
    http_port: port,
    users_config: usersFile,
    // the only place the level is taken from; `logger.level` is overwritten
    'log-level': 'error',
    logger: { log: path.join(dir, 'server.log'), size: '20M', count: 3 },
    max_server_memory_usage: memory,
    mark_cache_size: Math.min(128 * 1_048_576, Math.floor(memory / 8)),
    max_concurrent_queries: 64,
    // three times as long as a client keeps an idle connection (agent.ts)
    keep_alive_timeout: 60,
    background_pool_size: 4,
    background_merges_mutations_concurrency_ratio: 2,
    background_schedule_pool_size: 8,
    // both are 0 in local mode unless set: Distributed and Kafka tables would silently never work
    background_distributed_schedule_pool_size: 2,
    background_message_broker_schedule_pool_size: 2,
    merge_tree: {
      number_of_free_entries_in_pool_to_lower_max_size_of_merge: 2,
      number_of_free_entries_in_pool_to_execute_mutation: 2,
      number_of_free_entries_in_pool_to_execute_optimize_entire_partition: 2,
      // it leaves the small parts out of a merge, all but one: behind a log of a megabyte every batch rewrote the whole log
      merge_selector_enable_heuristic_to_remove_small_parts_at_right: 0,
    },
    query_log: engineLog('query_log'),
    part_log: engineLog('part_log'),
    storage_configuration: { disks: { backups: { type: 'local', path: `${path.join(dir, 'backups')}/` } } },
    backups: { allowed_disk: 'backups' },
    // every request but /ping needs the header, or the password-less `default` could be used over HTTP
    http_handlers: {
      rule: [
        { url: '/ping', handler: { type: 'ping' } },
        {
          headers: { [TOKEN_HEADER]: credentials.token },
          handler: { type: 'dynamic_query_handler', query_param_name: 'query' },
        },
      ],
    },
  })
}

/** Users, profiles and quotas (users.xml): `app` may do everything, `reader` only reads database `app`. */
export function usersXml({ memoryMb, credentials }: ServerConfigInput): string {
  const memory = memoryMb * 1_048_576
  const readerMemory = Math.floor(memory / 2)
  // a group by or sort beyond this goes to disk; otherwise memory is overshot before the limit is seen
  const spill = Math.floor(memory / 4)
  const local = { networks: { ip: ['127.0.0.1', '::1'] }, quota: 'default' }
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  return document({
    profiles: {
      default: { max_bytes_before_external_group_by: spill, max_bytes_before_external_sort: spill },
      reader: {
        readonly: 2,
        max_execution_time: READER_SECONDS,
        max_memory_usage: readerMemory,
        max_result_rows: 1_000_000,
        max_bytes_before_external_group_by: Math.floor(spill / 2),
        max_bytes_before_external_sort: Math.floor(spill / 2),
        cancel_http_readonly_queries_on_client_close: 1,
        constraints: { max_execution_time: { max: READER_SECONDS }, max_memory_usage: { max: readerMemory } },
      },
    },
    quotas: { default: {}, boot: { interval: { duration: 315_360_000, queries: BOOT_QUERIES } } },
    users: {
      default: {
        password: '',
        networks: { ip: '127.0.0.1' },
        profile: 'default',
        quota: 'boot',
        grants: {
          query: [
            'grant system listen on *.*',
            'grant read, write on FILE',
            'grant create temporary table on *.*',
            'grant create database on *.*',
          ],
        },
      },
      app: {
        password_sha256_hex: sha256(credentials.appPassword),
        ...local,
        profile: 'default',
        access_management: 1,
        named_collection_control: 1,
      },
      reader: {
        password_sha256_hex: sha256(credentials.readerPassword),
        ...local,
        profile: 'reader',
        grants: { query: ['grant select, dictGet on app.*'] },
      },
      [DICTIONARY_USER]: {
        password: '',
        ...local,
        profile: 'default',
        grants: { query: ['grant select on app.*'] },
      },
    },
  })
}

function document(root: Xml): string {
  return `<clickhouse>\n${render(root)}\n</clickhouse>\n`
}

function render(value: Xml): string {
  if (typeof value !== 'object')
    return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return Object.entries(value)
    .flatMap(([tag, content]) => [content].flat().map(one => `<${tag}>${render(one)}</${tag}>`))
    .join('\n')
}
