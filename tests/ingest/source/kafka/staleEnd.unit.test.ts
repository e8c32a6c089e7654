import { expect, test } from 'vitest'
import { Assignment } from '../../../../ingest/source/kafka/assignment.ts'
import type { Extent, Partition } from '../../../../ingest/source/port.ts'
import { TuanshuError } from '../../../../warehouse/platform/errors.ts'

const P: Partition = { kind: 'kafka', cluster: 'c', topic: 't', partition: 0 }

/** Begins an assignment while the warehouse is complete up to 145; `ends` are the broker's answers, the last one stays. */
async function begin(ends: bigint[]) {
  const trouble: { kind: string; error: unknown }[] = []
  const sought: bigint[] = []
  const feed = {
    pause: () => {},
    resume: () => {},
    seek: (_: Partition, offset: bigint) => void sought.push(offset),
    extents: async () => {
      const [next = 0n] = ends.length > 1 ? ends.splice(0, 1) : ends
      return new Map([[0, { low: 0n, next }]])
    },
  }
  const handler = {
    assigned: async (_: Partition, extent: Extent) => {
      if (extent.next < 145n) throw new TuanshuError('gap', `ends at ${extent.next}`)
      return 145n
    },
    room: () => undefined,
    messages: async () => {},
    extent: () => {},
    revoked: async () => {},
  }
  await new Assignment([P], feed, handler, 5, one => trouble.push(one)).begin()
  return { trouble, sought }
}

test('an end that was asked for before another member stored beyond it is no gap', async () => {
  expect(await begin([143n, 150n])).toEqual({ trouble: [], sought: [145n] })
})

test('a gap that the second answer confirms ends the source', async () => {
  const { trouble, sought } = await begin([143n])
  expect(trouble).toMatchObject([{ kind: 'failed', error: { code: 'gap' } }])
  expect(sought).toEqual([])
})
