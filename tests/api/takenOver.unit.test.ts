import { expect, test } from 'vitest'
import { withoutTakenOver } from '../../api/live/withoutTakenOver.ts'
import type { FeedPartitions } from '../../warehouse/feed/feedPartitions.ts'

const NOW = Date.parse('2026-11-21T06:00:00+08:00')

/** What a process said of a log, so many seconds ago, with the lag of each of its partitions. */
const said = (
  process: string,
  secondsAgo: number,
  lags: Readonly<Record<number, number>>,
  log = 'account',
): FeedPartitions => ({
  log,
  process,
  at: NOW - secondsAgo * 1_000,
  completeAt: 0,
  lag: Object.values(lags).reduce((sum, lag) => sum + lag, 0),
  applied: 0,
  batches: 0,
  lastBatch: 0,
  missingColumns: [],
  partitions: Object.entries(lags).map(([partition, lag]) => ({
    topic: 't',
    partition: Number(partition),
    watermark: '0',
    next: '0',
    lag,
  })),
})
const shown = (...rows: FeedPartitions[]) =>
  withoutTakenOver(rows, NOW).map(({ log, process, lag, partitions }) => [
    log,
    process,
    lag,
    partitions.map(({ partition }) => partition),
  ])

test('processes that were killed vanish once a living one has their partitions', () => {
  expect(
    shown(said('a', 900, { 0: 190, 1: 3 }), said('b', 600, { 0: 90 }), said('c', 1, { 0: 0, 1: 2 })),
  ).toEqual([['account', 'c', 2, [0, 1]]])
})

test('a partition that nobody has taken over stays, with its lag, and no other of the gone process', () => {
  expect(shown(said('a', 900, { 0: 190, 1: 3 }), said('c', 1, { 0: 0 }))).toEqual([
    ['account', 'a', 3, [1]],
    ['account', 'c', 0, [0]],
  ])
})

test('a log that nobody feeds any more stays as the process said that was heard last', () => {
  expect(
    shown(said('a', 900, { 0: 190 }), said('b', 600, { 0: 90 }), said('c', 1, { 0: 0 }, 'member')),
  ).toEqual([
    ['account', 'b', 90, [0]],
    ['member', 'c', 0, [0]],
  ])
})

test('of a log without partitions the last word stays, and every living process', () => {
  expect(shown(said('a', 900, {}), said('b', 600, {}))).toEqual([['account', 'b', 0, []]])
  expect(shown(said('a', 900, {}), said('b', 1, {}), said('c', 1, { 0: 0 }))).toEqual([
    ['account', 'b', 0, []],
    ['account', 'c', 0, [0]],
  ])
})
