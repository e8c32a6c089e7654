import { expect, it } from 'vitest'
import { Holding } from '../../../ingest/pipeline/holding.ts'

it('has no room from its limit on, until every log has let go of enough', async () => {
  const holding = new Holding(10_000)
  expect(holding.room()).toBeUndefined()
  const done = holding.take(9, 2_000, 2)
  const waiting = holding.room()
  expect(waiting).toBeInstanceOf(Promise)
  done()
  expect(holding.bytes).toBeGreaterThan(10_000)
  done()
  await waiting
  expect(holding.bytes).toBe(0)
  expect(holding.room()).toBeUndefined()
})

it('lets everybody go at the end, although nothing is let go of any more', async () => {
  const holding = new Holding(1)
  holding.take(1, 0, 1)
  const waiting = holding.room()
  holding.end()
  await waiting
  expect(holding.room()).toBeUndefined()
})
