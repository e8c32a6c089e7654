import { expect, it } from 'vitest'
import { temporaryDir } from '../support/warehouse.ts'
import { FAULT_KINDS } from './plan.ts'
import { runChaos } from './run.ts'

/** The small version of `npm run chaos`, with a broker of its own. */
it('loses and doubles nothing while two ingests, the engine and the broker are killed and frozen', {
  timeout: 900_000,
}, async () => {
  const { dir, remove } = temporaryDir()
  const report = await runChaos({
    changes: 8_000,
    faults: 8,
    seed: 5,
    dir,
    // as many batches as the long form has between two faults
    batch: 800,
    memoryMb: 1_024,
    pastDays: 1,
    levels: [2],
  })
  expect(report.verdict).toEqual({ lost: 0, doubled: 0, lines: [] })
  expect(report.broken).toEqual([])
  expect(report.ownEnds).toEqual([])
  expect(report.differing.slice(0, 10)).toEqual([])
  expect(report.cells).toBeGreaterThan(500)
  // what is claimed has been put to the test
  expect(Object.keys(report.struck).sort()).toEqual([...FAULT_KINDS].sort())
  expect(report.woken).toBeGreaterThan(0)
  expect(report.messages).toBeGreaterThan(report.changes)
  remove()
})
