import type { ClickHouseClient } from '@clickhouse/client'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import type { Mappings } from '../../../ingest/mapping/mapping.ts'
import { Ingest } from '../../../ingest/pipeline/ingest.ts'
import { OrgTreeKeeper } from '../../../ingest/pipeline/orgTreeKeeper.ts'
import type { Source } from '../../../ingest/source/port.ts'
import { createSpoolSource } from '../../../ingest/source/spool/source.ts'
import type { Config } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { readSecrets } from '../../../warehouse/platform/secrets.ts'
import { until } from '../until.ts'

/** An ingest inside the test process, over real sources and a real warehouse. */
export interface RunningIngest {
  ingest: Ingest
  /** Rejects when the ingest gave up. */
  done: Promise<void>
  /** Resolves once everything that the sources held at the start is in the logs. */
  caughtUp(timeoutMs?: number): Promise<void>
  stop(): Promise<void>
}

/** The mappings of some tables only, whose logs alone are opened and followed. */
export function mappingsOf(config: Config, ...tables: string[]): Mappings {
  const mappings = loadMappings(config.INGEST_SYSTEMS)
  const all = mappings.all.filter(({ table }) => tables.includes(table))
  return { ...mappings, all, topics: all.flatMap(({ topics }) => topics) }
}

export function startIngest(
  client: ClickHouseClient,
  config: Config,
  source: Source = createSpoolSource(config),
  mappings = loadMappings(config.INGEST_SYSTEMS),
): RunningIngest {
  const log = createLog('test')
  const tree = new OrgTreeKeeper(client, log)
  const options = {
    client,
    config,
    secrets: readSecrets(config.dataDir),
    mappings,
    log,
    orgsChanged: () => tree.changed(),
  }
  const ingest = new Ingest(options, { stream: source, replays: createSpoolSource(config) })
  const done = ingest.run()
  done.catch(() => undefined)
  return {
    ingest,
    done,
    async caughtUp(timeoutMs = 120_000) {
      const failed = done.then(() => {
        throw new Error('the ingest stopped')
      })
      failed.catch(() => undefined)
      const reached = until(
        'catching up',
        () => {
          const report = ingest.report()
          return report.length > 0 && report.every(one => one.lag === 0n) ? true : undefined
        },
        timeoutMs,
      )
      await Promise.race([reached, failed])
    },
    async stop() {
      await ingest.stop()
      await tree.stop()
    },
  }
}
