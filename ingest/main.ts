import { setTimeout as delay } from 'node:timers/promises'
import { readCountingRules } from '../warehouse/orgs/countingRules.ts'
import { connectWarehouse } from '../warehouse/platform/clickhouse/attach.ts'
import { runRoom } from '../warehouse/platform/room.ts'
import { readSecrets } from '../warehouse/platform/secrets.ts'
import { createRegistry } from '../warehouse/platform/telemetry/createRegistry.ts'
import { serveMetrics } from '../warehouse/platform/telemetry/serveMetrics.ts'
import { mappingDirs } from './mapping/directories.ts'
import { loadMappings } from './mapping/load.ts'
import { FeedReport } from './pipeline/feedReport.ts'
import { Ingest } from './pipeline/ingest.ts'
import { OrgTreeKeeper } from './pipeline/orgTreeKeeper.ts'
import { countIngest, exposeProgress } from './pipeline/telemetry.ts'
import { createKafkaSource } from './source/kafka/source.ts'
import { createSpoolSource } from './source/spool/source.ts'

await runRoom('ingest', async ({ config, log }) => {
  const mappings = loadMappings(config.INGEST_SYSTEMS, mappingDirs(config))
  const rules = readCountingRules(config)
  const secrets = readSecrets(config.dataDir)
  const { warehouse } = await connectWarehouse(config, 'ingest')
  const tree = new OrgTreeKeeper(warehouse.app, log, rules)
  // The spool holds replayed dead letters in every mode; without Kafka it is the change stream as well.
  const stream = config.KAFKA_BROKERS ? createKafkaSource(config, log) : createSpoolSource(config)
  const registry = createRegistry()
  const observer = countIngest(registry)
  const ingest = new Ingest(
    { client: warehouse.app, config, secrets, mappings, log, orgsChanged: () => tree.changed(), observer },
    { stream, replays: createSpoolSource(config) },
  )
  exposeProgress(registry, ingest)
  const report = new FeedReport(warehouse.app, log, ingest)
  const endMetrics = await serveMetrics(registry, config, log)

  tree.changed()
  report.start()
  const running = ingest.run()
  return {
    done: running,
    async stop() {
      // 1. take nothing more, and finish the batches in flight
      await ingest.stop()
      // 2. the tree belongs to the last organisation batch
      await tree.stop()
      // 3. the last word on how far the logs are
      await report.stop()
      await running.catch(() => delay(0))
      await endMetrics()
      await warehouse.close()
    },
  }
})
