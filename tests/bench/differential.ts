import { Outbox, openSink } from '../../ingest/demo/sink.ts'
import { ENTITY_NAMES } from '../../warehouse/catalogue/entities.ts'
import { refreshTree } from '../../warehouse/orgs/refresh.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { startIngest } from '../support/ingest/ingest.ts'
import { negativeCells } from '../support/ingest/negativeCells.ts'
import { instant, simulate } from '../support/province/simulated.ts'
import { askEverything } from '../support/query/questions.ts'
import { testWarehouse } from '../support/warehouse.ts'
import { sequence } from './seed.ts'

const FROM = '2024-10-01 00:00:00'
const UNTIL = '2026-11-10 15:00:00'
/** The provinces of the seeds, in turns. */
export const PROVINCES = ['440000', '140000', '320000']
/** Messages handed over together. */
const FRAME = 2_000
const PAST_DAYS = 10

/**
 * Compares every metric, for the province, every city and every county, now and on ten random past days, with what the
 * simulator really did. One province and seed after the other; exit code 1 when a figure differs.
 */
export async function compareWithTruth({
  seeds,
  members,
}: {
  seeds: number
  members: number
}): Promise<void> {
  for (let seed = 1; seed <= seeds; seed++) {
    const province = PROVINCES[(seed - 1) % PROVINCES.length] ?? '440000'
    const world = simulate({ province, members, seed, from: FROM, until: UNTIL, faults: 0.05 })
    const test = await testWarehouse({ WAREHOUSE_MEMORY_MB: '4096', TUANSHU_PROVINCE: province })
    try {
      const sink = await openSink(test.config, createLog('differential'), world.topics)
      const outbox = new Outbox(world.topics)
      for (const message of world.messages) {
        outbox.add(message)
        if (outbox.size >= FRAME) await outbox.flush(sink)
      }
      await outbox.flush(sink)
      await sink.close()
      const began = performance.now()
      const ingest = startIngest(test.warehouse.app, test.config)
      await ingest.caughtUp(1_200_000)
      const seconds = (performance.now() - began) / 1_000
      await ingest.stop()
      await refreshTree(test.warehouse.app, createLog('differential'))

      const today = dayOf(instant(UNTIL)) + 2
      const random = sequence(seed)
      const days = [today, ...Array.from({ length: PAST_DAYS }, () => today - 1 - Math.floor(random() * 760))]
      // the children of the province are the cities, those of the cities the counties
      const { lines, cells } = await askEverything(test.warehouse, world.truth, days, [2, 3], today)
      process.stdout.write(
        `${province}, seed ${seed}: ${world.messages.length.toLocaleString('en')} messages in ${seconds.toFixed(0)} s, ${cells.toLocaleString('en')} figures compared, ${lines.length} differ\n`,
      )
      for (const entity of ENTITY_NAMES) {
        const negative = await negativeCells(test.warehouse, entity)
        if (negative > 0) lines.push(`${entity}: ${negative} cells are negative on some day`)
      }
      for (const line of lines.slice(0, 10)) process.stdout.write(`  ${line}\n`)
      if (lines.length > 0) process.exitCode = 1
    } finally {
      await test.stop()
    }
  }
}
