import { Outbox, openSink } from '../../ingest/simulator/sink.ts'
import { ENTITY_NAMES } from '../../warehouse/catalogue/entities.ts'
import { createLog } from '../../warehouse/log.ts'
import { refreshTree } from '../../warehouse/orgs/refresh.ts'
import { startIngest } from './ingest.ts'
import type { Simulated } from './simulated.ts'
import { until } from './until.ts'
import type { TestWarehouse } from './warehouse.ts'

/** Brings all messages of a simulated province into a warehouse, through the spool and the ingest. */
export async function loadSimulated(
  { warehouse, config }: TestWarehouse,
  { messages }: Simulated,
): Promise<void> {
  const sink = await openSink(config, createLog('test'))
  const outbox = new Outbox()
  for (const message of messages) {
    outbox.add(message)
    if (outbox.size >= 1500) await outbox.flush(sink)
  }
  await outbox.flush(sink)
  await sink.close()
  const ingest = startIngest(warehouse.app, config)
  // a log whose stream is not assigned yet has no lag either
  await until('the streams of all logs', () =>
    ingest.ingest.report(Date.now()).length === ENTITY_NAMES.length ? true : undefined,
  )
  await ingest.caughtUp()
  await ingest.stop()
  // the ingest renews the tree a little later, and not any more once it stops
  await refreshTree(warehouse.app, createLog('test'))
}
