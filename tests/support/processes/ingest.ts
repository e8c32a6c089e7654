import { setTimeout as delay } from 'node:timers/promises'
import { FeedReport } from '../../../ingest/pipeline/feedReport.ts'
import { createKafkaSource } from '../../../ingest/source/kafka/source.ts'
import { connectWarehouse } from '../../../warehouse/platform/clickhouse/attach.ts'
import { runRoom } from '../../../warehouse/platform/room.ts'
import { startIngest } from '../ingest/ingest.ts'
import { QUICK } from '../kafka/recorder.ts'

/**
 * An ingest from Kafka as a process of its own, with times that keep tests short and a session of argv[2] milliseconds; the
 * warehouse is the test's. May be killed and frozen.
 */
const sessionMs = Number(process.argv[2] ?? 3_000)

await runRoom('ingest', async ({ config, log }) => {
  const { warehouse } = await connectWarehouse(config, 'ingest')
  const running = startIngest(warehouse.app, config, createKafkaSource(config, log, { ...QUICK, sessionMs }))
  const report = new FeedReport(warehouse.app, log, running.ingest)
  report.start()
  return {
    done: running.done,
    async stop() {
      await running.stop()
      await report.stop()
      await running.done.catch(() => delay(0))
      await warehouse.close()
    },
  }
})
