import { beforeEach, expect, test, vi } from 'vitest'
import { Assignment } from '../../../../ingest/source/kafka/assignment.ts'
import type { Feed, Trouble } from '../../../../ingest/source/kafka/reading.ts'
import type { Extent, Message, Partition, SourceHandler } from '../../../../ingest/source/port.ts'

// What a broker shows only in rare moments: answers that cross, and ends that come too late.

const P: Partition = { kind: 'kafka', cluster: 'c', topic: 't', partition: 0 }
const message = (offset: bigint): Message => ({ offset, timestamp: 0, key: null, value: null, headers: {} })

let steered: string[]
let taken: [number, bigint][]
let trouble: Trouble[]
let extent: Extent
let room: Promise<void>
let full: Promise<void> | undefined
let answer: () => Promise<void>

const feed: Feed = {
  pause: () => steered.push('pause'),
  resume: () => steered.push('resume'),
  seek: (_, offset) => steered.push(`seek ${offset}`),
  extents: async () => {
    const before = extent
    await answer()
    return new Map([[0, before]])
  },
}
const handler: SourceHandler = {
  assigned: async () => 10n,
  room: () => full,
  messages: async (_, messages, through) => {
    taken.push([messages.length, through])
    await room
  },
  extent: () => {},
  revoked: async () => {
    steered.push('revoked')
  },
}

beforeEach(() => {
  steered = []
  taken = []
  trouble = []
  extent = { low: 0n, next: 100n }
  room = Promise.resolve()
  full = undefined
  answer = async () => {}
})

async function started(): Promise<Assignment> {
  const assignment = new Assignment([P], feed, handler, 5, one => trouble.push(one))
  await assignment.begin()
  return assignment
}

function batch(from: bigint, through: bigint) {
  return {
    topic: 't',
    partition: 0,
    from,
    through,
    messages: [message(from)],
    next: 100n,
    unreadable: undefined,
  }
}

test('nothing is fetched before the handler has said where to begin', async () => {
  await started()
  expect(steered).toEqual(['pause', 'seek 10', 'resume'])
})

test('a batch that was fetched from elsewhere is dropped and the position sought again', async () => {
  const assignment = await started()
  await assignment.take(batch(50n, 60n))
  expect(taken).toEqual([])
  expect(steered.at(-1)).toBe('seek 10')
  await assignment.take(batch(10n, 20n))
  await assignment.take(batch(20n, 30n))
  expect(taken).toEqual([
    [1, 20n],
    [1, 30n],
  ])
})

test('a stretch of markers moves the position; one that may be an older answer only when it comes again', async () => {
  const assignment = await started()
  assignment.skipped({ topic: 't', partition: 0, first: 40n, last: 41n })
  expect(taken).toEqual([])
  expect(steered.at(-1)).toBe('seek 10')
  assignment.skipped({ topic: 't', partition: 0, first: 40n, last: 41n })
  expect(taken).toEqual([[0, 42n]])
  await assignment.take(batch(42n, 50n))
  expect(taken.at(-1)).toEqual([1, 50n])
})

test('a partition without room is paused and read again when there is room', async () => {
  let open: () => void = () => {}
  room = new Promise(resolve => {
    open = resolve
  })
  const assignment = await started()
  await assignment.take(batch(10n, 20n))
  expect(steered.at(-1)).toBe('pause')
  open()
  await vi.waitFor(() => expect(steered.at(-1)).toBe('resume'))
})

test('room that comes after the partition was taken away changes nothing', async () => {
  let open: () => void = () => {}
  room = new Promise(resolve => {
    open = resolve
  })
  const assignment = await started()
  const taking = assignment.take(batch(10n, 20n))
  await assignment.end()
  await taking
  const before = [...steered]
  open()
  await room
  await assignment.take(batch(20n, 30n))
  expect(steered).toEqual(before)
  expect(before.at(-1)).toBe('revoked')
  expect(taken).toHaveLength(1)
})

test('an end while the handler still thinks about the start waits for it, then revokes', async () => {
  let answerNow: ((start: bigint) => void) | undefined
  const slow = {
    ...handler,
    assigned: () =>
      new Promise<bigint>(resolve => {
        answerNow = resolve
      }),
  }
  const assignment = new Assignment([P], feed, slow, 5, one => trouble.push(one))
  const begun = assignment.begin()
  await vi.waitFor(() => expect(answerNow).toBeDefined())
  const ended = assignment.end()
  expect(steered).not.toContain('revoked')
  answerNow?.(10n)
  await Promise.all([begun, ended])
  expect(steered).toEqual(['pause', 'pause', 'revoked'])
})

test('an answer about the end that was overtaken by reading is no gap', async () => {
  const assignment = await started()
  for (let at = 10n; at < 60n; at += 10n) {
    extent = { low: 0n, next: at }
    answer = () => assignment.take(batch(at, at + 10n))
    await assignment.refresh()
  }
  expect(trouble).toEqual([])
  expect(taken).toHaveLength(5)
})

test('a position behind the end counts as a gap when it lasts', async () => {
  const assignment = await started()
  extent = { low: 0n, next: 3n }
  await assignment.refresh()
  expect(trouble).toEqual([])
  await assignment.refresh()
  expect(trouble).toMatchObject([{ kind: 'failed', error: { code: 'gap' } }])
})

test('what comes while the memory is full is forgotten, and fetched again when there is room', async () => {
  const assignment = await started()
  let open: () => void = () => {}
  full = new Promise(resolve => {
    open = resolve
  })
  await assignment.take(batch(10n, 20n))
  expect(taken).toEqual([])
  expect(steered.slice(-2)).toEqual(['seek 10', 'pause'])
  full = undefined
  open()
  await vi.waitFor(() => expect(steered.at(-1)).toBe('resume'))
  await assignment.take(batch(10n, 20n))
  expect(taken).toEqual([[1, 20n]])
})

test('a batch that cannot be read is fetched once more before it ends the reading', async () => {
  const assignment = await started()
  const broken = {
    ...batch(10n, 20n),
    messages: [],
    unreadable: { first: 10n, last: 19n, kind: 'damaged' as const, reason: 'its checksum does not fit' },
  }
  await assignment.take(broken)
  expect([trouble, steered.at(-1)]).toEqual([[], 'seek 10'])
  // it was damaged on the way
  await assignment.take(batch(10n, 20n))
  await assignment.take({ ...broken, from: 20n })
  expect(trouble).toEqual([])
  await assignment.take({ ...broken, from: 20n })
  expect(trouble).toMatchObject([{ kind: 'failed', error: { code: 'gap' } }])
  expect(taken).toEqual([[1, 20n]])
})

test('a partition that gives nothing is read alone until it has moved; the client is given up if that does not help', async () => {
  const other: Partition = { ...P, partition: 1 }
  const named: string[] = []
  const two: Feed = {
    pause: ({ partition }) => named.push(`pause ${partition}`),
    resume: ({ partition }) => named.push(`resume ${partition}`),
    seek: () => {},
    extents: async () =>
      new Map([
        [0, { low: 0n, next: 100n }],
        [1, { low: 0n, next: 10n }],
      ]),
  }
  const assignment = new Assignment([P, other], two, handler, 5, one => trouble.push(one))
  await assignment.begin()
  const before = named.length
  for (let look = 0; look < 3; look++) await assignment.refresh()
  expect(named.slice(before)).toEqual(['pause 1'])
  await assignment.take(batch(10n, 20n))
  expect(named.slice(before + 1)).toEqual(['resume 0', 'resume 1'])
  for (let look = 0; look < 8; look++) await assignment.refresh()
  expect(trouble).toEqual([])
  await assignment.refresh()
  expect(trouble).toMatchObject([{ kind: 'stuck', error: { code: 'unavailable' } }])
})
