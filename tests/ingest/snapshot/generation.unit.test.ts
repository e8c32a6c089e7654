import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterMark,
  afterWord,
  type Generation,
  parseGeneration,
  type SnapshotMark,
} from '../../../ingest/snapshot/generation.ts'
import { parsePlace } from '../../../ingest/snapshot/place.ts'

const mark = (
  kind: 'first' | 'last',
  offset: bigint,
  { partition = 0, at = 1_000, position = '' } = {},
): SnapshotMark => ({
  kind,
  system: 'guangdong',
  table: 'zhtj.tb_member',
  epoch: 2,
  source: `kafka:c/t/${partition}@2`,
  offset,
  at,
  readAt: at,
  position,
})
const told = (...marks: SnapshotMark[]) =>
  marks.reduce<Generation | null>((present, one) => afterMark(present, one) ?? present, null)
const known = (...marks: SnapshotMark[]): Generation => {
  const present = told(...marks)
  if (!present) throw new Error('no generation')
  return present
}
const word = { at: 7, since: null }

describe('a full snapshot', () => {
  it('begins with its first row and is whole with its last', () => {
    expect(told(mark('first', 5n))).toMatchObject({ number: 1, state: 'begun', began: { offset: 5n } })
    expect(told(mark('first', 5n), mark('last', 9n))).toMatchObject({
      number: 1,
      state: 'closing',
      closed: { offset: 9n },
      closedAt: 1_000,
    })
  })

  it('that begins again was aborted: what follows is another one', () => {
    expect(told(mark('first', 5n), mark('first', 8n))).toMatchObject({ number: 2, state: 'begun' })
    expect(told(mark('first', 5n), mark('last', 7n), mark('first', 8n))).toMatchObject({
      number: 2,
      state: 'begun',
      closed: null,
    })
  })

  it('is what it is when the partition with its last row is read before the one with its first', () => {
    const last = mark('last', 9n, { partition: 1, position: 'gd binlog.1:4' })
    const alone = told(last)
    expect(alone).toMatchObject({ number: 1, state: 'closing', began: null, closed: { offset: 9n } })
    const first = mark('first', 3n, { position: 'gd binlog.1:4' })
    expect(told(last, first)).toEqual(told(first, last))
  })

  it('is not ended by the last row of an attempt before it, which is read later', () => {
    const before = { at: 1_000, position: 'gd binlog.1:4' }
    const again = { at: 2_000, position: 'gd binlog.1:9' }
    expect(told(mark('first', 5n, again), mark('last', 7n, { ...before, partition: 1 }))).toMatchObject({
      state: 'begun',
      closed: null,
    })
  })

  it('that is read again stays what it is', () => {
    const read = known(mark('first', 5n), mark('last', 9n, { partition: 1 }))
    expect(afterMark(read, mark('first', 5n))).toBeNull()
    expect(afterMark(read, mark('last', 9n, { partition: 1 }))).toBeNull()
    expect(afterMark({ ...read, state: 'complete' }, mark('first', 3n))).toBeNull()
  })

  it('that was sent twice from one position of the source is one', () => {
    const at = { position: 'gd binlog.1:4' }
    expect(told(mark('first', 5n, at), mark('first', 8n, at), mark('last', 12n, at))).toMatchObject({
      number: 1,
      state: 'closing',
      position: 'gd binlog.1:4',
    })
  })

  it('knows its rows by a position only if both its ends name it', () => {
    expect(told(mark('first', 5n), mark('last', 9n, { position: 'gd binlog.1:4' }))).toMatchObject({
      state: 'closing',
      position: '',
    })
  })

  it('knows where the one before it ended', () => {
    const ends = [{ source: 'kafka:c/t/0@2', offset: 10n }]
    const complete = known(mark('first', 5n), mark('last', 9n))
    const next = afterMark({ ...complete, state: 'complete', ends }, mark('first', 20n))
    expect(next).toMatchObject({ number: 2, after: ends })
    // an aborted one in between has no ends of its own
    expect(next && afterMark(next, mark('first', 30n))).toMatchObject({ number: 3, after: ends })
  })

  it('that waits is confirmed by a person', () => {
    const read = known(mark('first', 5n), mark('last', 9n))
    expect(afterWord({ ...read, state: 'ended', waitsFor: 'changes' }, word)).toMatchObject({
      number: 1,
      state: 'closing',
      closed: 'operator',
      closedAt: 1_000,
      waitsFor: 'nothing',
    })
  })

  it('of a source without marks is told by a person', () => {
    expect(afterWord(null, word)).toMatchObject({
      number: 1,
      state: 'closing',
      began: 'operator',
      closedAt: 7,
    })
    expect(afterWord(told(mark('first', 5n)), word)).toMatchObject({ number: 1, began: { offset: 5n } })
  })

  it('that a person says once more is judged once more, by its own rows', () => {
    const read = known(mark('first', 5n), mark('last', 9n))
    expect(afterWord({ ...read, state: 'complete' }, word)).toMatchObject({
      number: 2,
      state: 'closing',
      began: { offset: 5n },
      closed: 'operator',
    })
  })

  it('of which a person says since when it was sent begins then', () => {
    const read = known(mark('first', 5n), mark('last', 9n))
    const said = { number: 1, began: 'operator', beganAt: 5, position: '', state: 'closing' }
    expect(afterWord({ ...read, state: 'ended' }, { at: 7, since: 5 })).toMatchObject(said)
    expect(afterWord({ ...read, state: 'complete' }, { at: 7, since: 5 })).toMatchObject({
      ...said,
      number: 2,
    })
  })
})

describe('attempts at a full snapshot', () => {
  const partitions = 3
  /** Attempts one after the other: in which partitions their first and last row stand, and whether the last was sent. */
  const plans = fc.array(
    fc.record({
      first: fc.nat({ max: partitions - 1 }),
      last: fc.nat({ max: partitions - 1 }),
      isWhole: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  const marksOf = (plan: { first: number; last: number; isWhole: boolean }[], isNamed: boolean) =>
    plan.flatMap(({ first, last, isWhole }, i) => {
      const common = { at: 1_000 * (i + 1), position: isNamed ? `gd binlog.1:${i}` : '' }
      return [
        mark('first', BigInt(10 * i), { ...common, partition: first }),
        ...(isWhole ? [mark('last', BigInt(10 * i + 5), { ...common, partition: last })] : []),
      ]
    })
  /** The marks as partitions are read side by side: each in its order. */
  const interleaved = (marks: readonly SnapshotMark[], order: readonly number[]) => {
    const rest = Array.from({ length: partitions }, (_, partition) =>
      marks.filter(({ source }) => source.includes(`/${partition}@`)),
    )
    const read = order.flatMap(partition => rest[partition]?.shift() ?? [])
    return [...read, ...rest.flat()]
  }

  it.each([
    ['with a position', true],
    ['without one', false],
  ])('come to the newest, in whatever order the partitions are read, %s', (_, isNamed) => {
    fc.assert(
      fc.property(plans, fc.array(fc.nat({ max: partitions - 1 }), { maxLength: 12 }), (plan, order) => {
        const marks = marksOf(plan, isNamed)
        const { number: _inOrder, after: _after, ...expected } = known(...marks)
        const { number: _read, after: _readAfter, ...found } = known(...interleaved(marks, order))
        expect(found).toEqual(expected)
        const newest = plan.at(-1)
        expect(found.state).toBe(newest?.isWhole ? 'closing' : 'begun')
        expect(found.began).toEqual({
          source: `kafka:c/t/${newest?.first}@2`,
          offset: BigInt(10 * (plan.length - 1)),
        })
      }),
      {
        numRuns: 2_000,
        // a last row that was read behind the first one of an older attempt, and then the last row before it
        examples: [
          [
            [
              { first: 0, last: 0, isWhole: false },
              { first: 2, last: 1, isWhole: true },
              { first: 1, last: 0, isWhole: true },
            ],
            [],
          ],
        ],
      },
    )
  })
})

it('names of generations and places can be read back', () => {
  expect(parseGeneration('guangdong/zhtj.tb_member@12')).toEqual({
    system: 'guangdong',
    table: 'zhtj.tb_member',
    epoch: 12,
  })
  expect(parsePlace('kafka:c/t#x/0@2#17')).toEqual({ source: 'kafka:c/t#x/0@2', offset: 17n })
})
