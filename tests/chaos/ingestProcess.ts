import { createKafkaSource } from '../../ingest/source/kafka/source.ts'
import { connectWarehouse } from '../../warehouse/clickhouse/attach.ts'
import { runRoom } from '../../warehouse/room.ts'
import { startIngest } from '../support/ingest.ts'

/**
 * The ingest as the product runs it, with a session of argv[2] milliseconds: a run of hundreds of faults would otherwise
 * mostly wait for sessions to end. Meant to be killed and frozen.
 */
const sessionMs = Number(process.argv[2])

await runRoom('ingest', async ({ config, log }) => {
  const { warehouse } = await connectWarehouse(config, 'ingest')
  const source = createKafkaSource(config, log, { sessionMs, heartbeatMs: Math.min(500, sessionMs / 10) })
  const running = startIngest(warehouse.app, config, source)
  return {
    done: running.done,
    async stop() {
      await running.stop()
      await running.done.catch(() => undefined)
      await warehouse.close()
    },
  }
})
