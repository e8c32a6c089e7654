import { describe, expect, it } from 'vitest'
import {
  afterMark,
  afterWord,
  type Generation,
  parseGeneration,
  parsePlace,
  type SnapshotMark,
} from '../../../ingest/snapshot/generation.ts'

const mark = (kind: 'first' | 'last', offset: bigint, source = 'kafka:c/t/0@2'): SnapshotMark => ({
  kind,
  system: 'guangdong',
  table: 'zhtj.tb_member',
  epoch: 2,
  source,
  offset,
  at: 1_000,
})
const told = (...marks: SnapshotMark[]) =>
  marks.reduce<Generation | null>((present, one) => afterMark(present, one) ?? present, null)

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
    })
  })

  it('whose first row was not read is no snapshot: what came before may be lost', () => {
    expect(told(mark('last', 9n))).toBeNull()
  })

  it('that is read again stays what it is', () => {
    const read = told(mark('first', 5n), mark('last', 9n, 'kafka:c/t/1@2'))
    expect(afterMark(read, mark('first', 5n))).toBeNull()
    expect(afterMark(read, mark('last', 9n, 'kafka:c/t/1@2'))).toBeNull()
    expect(afterMark(read && { ...read, state: 'complete' }, mark('first', 3n))).toBeNull()
  })

  it('knows where the one before it ended', () => {
    const ends = [{ source: 'kafka:c/t/0@2', offset: 10n }]
    const complete = told(mark('first', 5n), mark('last', 9n))
    const next = afterMark(complete && { ...complete, state: 'complete', ends }, mark('first', 20n))
    expect(next).toMatchObject({ number: 2, after: ends })
    // an aborted one in between has no ends of its own
    expect(next && afterMark(next, mark('first', 30n))).toMatchObject({ number: 3, after: ends })
  })

  it('that waits is confirmed by a person', () => {
    const read = told(mark('first', 5n), mark('last', 9n))
    expect(afterWord(read && { ...read, state: 'ended' }, 7)).toMatchObject({
      number: 1,
      state: 'closing',
      closed: 'operator',
      closedAt: 1_000,
    })
  })

  it('of a source without marks is told by a person', () => {
    expect(afterWord(null, 7)).toMatchObject({ number: 1, state: 'closing', began: 'operator', closedAt: 7 })
    expect(afterWord(told(mark('first', 5n)), 7)).toMatchObject({ number: 1, began: { offset: 5n } })
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
