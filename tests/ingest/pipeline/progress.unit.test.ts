import { beforeEach, describe, expect, it } from 'vitest'
import { Progress } from '../../../ingest/pipeline/progress.ts'

const SEEN = 50_000
let progress: Progress

/** Two partitions of the bills, both with messages up to 100; the first ends of both were seen at `SEEN`. */
beforeEach(() => {
  progress = new Progress()
  for (const partition of [0, 1])
    progress.begin(`b/${partition}`, {
      topic: 'bills',
      partition,
      logs: ['dues_bill'],
      from: 0n,
      next: 100n,
      isAside: false,
      at: SEEN,
    })
})

const bills = (isIdle = false) => {
  const [found] = progress.report(() => isIdle)
  if (!found) throw new Error('no report')
  return found
}
const write = (partition: number, position: bigint, changes = 10) =>
  progress.written('dues_bill', new Map([[`b/${partition}`, position]]), changes)

describe('the instant up to which a log is complete', () => {
  it('is not known before the first message of every partition was seen', () => {
    expect(bills().completeAt).toBe(0)
    progress.read('b/0', 10n, 1_000, 2_000)
    expect(bills().completeAt).toBe(0)
    progress.read('b/1', 10n, 3_000, 4_000)
    expect(bills().completeAt).toBe(1_000)
  })

  it('is that of the partition which is furthest behind', () => {
    progress.read('b/0', 10n, 1_000, 2_000)
    progress.read('b/0', 20n, 2_000, 2_500)
    progress.read('b/1', 100n, 3_000, 9_000)
    write(1, 100n)
    write(0, 10n)
    expect(bills()).toMatchObject({ completeAt: 2_000, lag: 90n })
    write(0, 20n)
    expect(bills()).toMatchObject({ completeAt: 2_500, lag: 80n })
  })

  it('is that of the first message that it lacks after a rest', () => {
    for (const partition of [0, 1]) {
      progress.read(`b/${partition}`, 100n, 1_000, 2_000)
      write(partition, 100n)
    }
    progress.read('b/0', 101n, 40_000, 40_000)
    expect(bills().completeAt).toBe(40_000)
  })

  it('is the last look at the ends once all is stored, and does not move while nobody looks', () => {
    for (const partition of [0, 1]) {
      progress.read(`b/${partition}`, 100n, 1_000, 2_000)
      write(partition, 100n)
    }
    expect(bills(true)).toMatchObject({ completeAt: SEEN, lag: 0n })
    progress.end('b/0', 100n, SEEN + 3_000)
    expect(bills(true).completeAt).toBe(SEEN)
    progress.end('b/1', 100n, SEEN + 2_000)
    expect(bills(true).completeAt).toBe(SEEN + 2_000)
  })

  it('counts what was read and held nothing for the log', () => {
    for (const partition of [0, 1]) progress.read(`b/${partition}`, 100n, 1_000, 2_000)
    expect(bills(false).lag).toBe(200n)
    expect(bills(true)).toMatchObject({ lag: 0n, completeAt: SEEN })
  })

  it('is no later than the look at the end, whatever the clock of the producer says', () => {
    progress.read('b/0', 100n, SEEN + 90_000, SEEN + 90_000)
    progress.read('b/1', 50n, SEEN + 90_000, SEEN + 90_000)
    write(0, 100n)
    write(1, 50n)
    expect(bills().completeAt).toBe(SEEN)
  })

  it('does not go back when old messages are replayed beside the stream', () => {
    progress.begin('replay', {
      topic: 'tuanshu.replay',
      partition: 0,
      logs: ['dues_bill', 'member'],
      from: 0n,
      next: 5n,
      isAside: true,
      at: SEEN,
    })
    for (const partition of [0, 1]) {
      progress.read(`b/${partition}`, 100n, 1_000, 2_000)
      write(partition, 100n)
    }
    progress.read('replay', 1n, 1, 1)
    expect(bills()).toMatchObject({ completeAt: SEEN, lag: 5n })
    // nobody here reads the members' own stream
    expect(progress.report(() => true).map(({ log }) => log)).toEqual(['dues_bill'])
  })
})

it('tells each partition with its watermark, and forgets those that are gone', () => {
  progress.read('b/0', 30n, 1_000, 2_000)
  write(0, 30n, 25)
  expect(bills()).toMatchObject({ applied: 25, batches: 1, lastBatch: 25 })
  expect(bills().partitions).toEqual([
    { topic: 'bills', partition: 0, watermark: 30n, next: 100n, lag: 70n },
    { topic: 'bills', partition: 1, watermark: 0n, next: 100n, lag: 100n },
  ])
  progress.forget('b/1')
  expect(bills().partitions).toMatchObject([{ partition: 0 }])
  // a batch that was on its way when the partition went
  write(1, 60n)
  expect(bills().partitions).toHaveLength(1)
})
