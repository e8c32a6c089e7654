import type { ClickHouseClient } from '@clickhouse/client'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { Memory } from '../log/memory.ts'
import { LogWriter, type WriterHooks } from '../log/writer.ts'
import type { Mappings } from '../mapping/mapping.ts'
import { linksOf } from '../mapping/parents.ts'
import { type FeedPorts, LogFeed } from './feed.ts'

/** A feed for each log that the mappings fill. */
export function createFeeds(
  client: ClickHouseClient,
  { config, keyId, mappings, log }: { config: Config; keyId: number; mappings: Mappings; log: Log },
  ports: FeedPorts,
  hooks: WriterHooks,
): ReadonlyMap<EntityName, LogFeed> {
  const limits = {
    batch: config.INGEST_BATCH,
    beatMs: config.INGEST_WAIT_MS,
    unseenBeatMs: Math.max(config.INGEST_WAIT_MS, config.INGEST_UNSEEN_WAIT_MS),
  }
  const memory = config.INGEST_REMEMBERED > 0 ? new Memory(config.INGEST_REMEMBERED) : undefined
  const entities = [...new Set(mappings.all.map(mapping => mapping.entity))]
  return new Map(
    entities.map(entity => {
      const links = linksOf(mappings.all, entity)
      const writer = new LogWriter(client, entity, keyId, log, hooks, { links, memory: memory?.of(entity) })
      return [entity, new LogFeed(writer, limits, ports)] as const
    }),
  )
}
