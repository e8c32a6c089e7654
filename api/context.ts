import type { Warehouse } from '../warehouse/clickhouse/client.ts'
import type { Config } from '../warehouse/config.ts'
import type { Log } from '../warehouse/log.ts'
import type { Backoff } from './auth/backoff.ts'
import type { Principals } from './auth/principals.ts'
import type { FeedWatch } from './live/feedWatch.ts'
import type { Hub } from './live/hub.ts'

/** What the parts of the server share. */
export interface ApiContext {
  config: Config
  log: Log
  warehouse: Warehouse
  /** Folder of the built page. */
  page: string
  now(): number
  hub: Hub
  feed: FeedWatch
  principals: Principals
  /** Slows down who guesses passwords, wherever one is asked for. */
  backoff: Backoff
  /** The local mailbox of the demonstration is there. */
  hasMailbox: boolean
}
