import type { Warehouse } from '../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../warehouse/platform/config.ts'
import type { Log } from '../warehouse/platform/log.ts'
import type { Backoff } from './auth/backoff.ts'
import type { Principals } from './auth/principals.ts'
import type { FeedWatch } from './live/feedWatch.ts'
import type { Hub } from './live/hub.ts'
import type { Walls } from './live/walls.ts'

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
  walls: Walls
  principals: Principals
  /** Slow down who guesses passwords. Wrong sign-ins, which anybody can send, do not keep the owner from changing it. */
  backoff: { signIn: Backoff; passwordChange: Backoff }
  /** The local mailbox of the demonstration is there. */
  hasMailbox: boolean
}
