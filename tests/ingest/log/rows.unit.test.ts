import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { difference } from '../../../ingest/log/difference.ts'
import { rows } from '../../../ingest/log/rows.ts'
import { addVersions, REKEYED, type Version } from '../../../ingest/log/timeline.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'
import { full, net, RULES, type Said, show, version, write } from '../../support/ingest/timelines.ts'

describe('rows', () => {
  it('tells the story of one member: created, corrected, moved, aged out', () => {
    const story = [
      version('2026-05-01', full({})),
      version('2026-05-02', full({ gender: 'male' })),
      version('2026-05-09', full({ gender: 'male', org: 'B' })),
      version('2026-05-20', full({ gender: 'male', org: 'B', status: 'aged_out' })),
    ]
    expect(show(rows(RULES, story))).toEqual([
      '2026-05-01 +1 appear A active female',
      '2026-05-02 -1 edit_out A active female',
      '2026-05-02 +1 edit_in A active male',
      '2026-05-09 -1 move_out A active male',
      '2026-05-09 +1 move_in B active male',
      '2026-05-20 -1 leave B active male',
      '2026-05-20 +1 gone B aged_out male',
    ])
  })

  it('takes a move back and puts the late one in, writing only what differs', () => {
    const created = version('2026-05-01', full({}))
    const late = version('2026-05-05', full({ org: 'C' }))
    const moved = version('2026-05-09', full({ org: 'B' }))
    const gone = version('2026-05-20', full({ org: 'B', status: 'aged_out' }))
    const found = difference(RULES, [created, moved, gone], [late])
    expect(found.versions.map(entry => entry.begins && show([entry.begins])[0])).toEqual([
      '2026-05-05 +1 move_in C active female',
    ])
    expect(show(found.others).sort()).toEqual([
      '2026-05-05 -1 move_out A active female',
      '2026-05-09 +1 move_out A active female',
      '2026-05-09 -1 move_out C active female',
    ])
  })

  it('says nothing for a version that changes nothing', () => {
    expect(rows(RULES, [version('2026-05-01', full({})), version('2026-05-03', full({}))])).toHaveLength(1)
  })

  it('lets a deleted row leave without a mark of the reason', () => {
    expect(show(rows(RULES, [version('2026-05-01', full({})), version('2026-05-03', 'deleted')]))).toEqual([
      '2026-05-01 +1 appear A active female',
      '2026-05-03 -1 leave A active female',
    ])
  })

  it('counts a restored row as a return, not as a second enter', () => {
    const story = [
      version('2026-05-01', full({})),
      version('2026-05-03', full({ status: 'aged_out' })),
      version('2026-05-04', full({})),
    ]
    expect(rows(RULES, story).map(row => row.transition)).toEqual(['appear', 'leave', 'gone', 'return'])
  })

  it('enters on the start date when it lies before the first change', () => {
    expect(show(rows(RULES, [version('2026-05-01', full({ joined: '2019-03-02' }))]))).toEqual([
      '2019-03-02 +1 enter A active female',
    ])
    expect(show(rows(RULES, [version('2026-05-01', full({ joined: '2026-06-02' }))]))).toEqual([
      '2026-05-01 +1 enter A active female',
    ])
  })

  it('lets a corrected start date correct the past', () => {
    const story = [
      version('2026-05-01', full({ joined: '2019-03-02' })),
      version('2026-05-03', full({ joined: '2018-01-01' })),
    ]
    expect(rows(RULES, story).map(row => formatDay(row.day))).toEqual([
      '2018-01-01',
      '2026-05-03',
      '2026-05-03',
    ])
  })

  it('tells rows whose start was never known from those that began: nobody joined on the day of a first snapshot', () => {
    const unknown = version('2026-05-01', full({}))
    expect(show(rows(RULES, [unknown]))).toEqual(['2026-05-01 +1 appear A active female'])
    const known = version('2026-05-09', full({ joined: '2019-03-02' }))
    expect(show(rows(RULES, [unknown, known]))[0]).toBe('2019-03-02 +1 enter A active female')
    const late = version('2026-05-01', full({ joined: '2026-05-07' }))
    expect(show(rows(RULES, [late]))).toEqual(['2026-05-01 +1 enter A active female'])
  })

  it('lets nobody join, nor anything change in the past, when a row is given another key', () => {
    const old = [version('2026-05-01', full({ joined: '2019-03-02' })), version('2026-05-03', 'deleted')]
    const rekeyed = version('2026-05-03', full({ joined: '2019-03-02' }))
    const taken = { ...rekeyed, sent: rekeyed.sent | REKEYED }
    const edited = version('2026-05-04', full({ joined: '2018-01-01', gender: 'male' }))
    expect(show(rows(RULES, old))).toEqual([
      '2019-03-02 +1 enter A active female',
      '2026-05-03 -1 leave A active female',
    ])
    expect(show(rows(RULES, [taken, edited]))).toEqual([
      '2026-05-03 +1 appear A active female',
      '2026-05-04 -1 edit_out A active female',
      '2026-05-04 +1 edit_in A active male',
    ])
  })

  it('lets a row that was given its key before it counted begin when it does', () => {
    const rekeyed = version('2026-05-03', full({ status: 'registering', joined: '2026-05-09' }))
    const story = [
      { ...rekeyed, sent: rekeyed.sent | REKEYED },
      version('2026-05-09', full({ joined: '2026-05-09' })),
    ]
    expect(show(rows(RULES, story))).toEqual(['2026-05-09 +1 enter A active female'])
  })

  it('lets a row that was deleted before it counted enter on the day of its change', () => {
    const story = [
      version('2026-05-01', full({ status: 'registering', joined: '2019-03-02' })),
      version('2026-05-02', 'deleted'),
      version('2026-05-03', full({ joined: '2019-03-02' })),
    ]
    expect(show(rows(RULES, story))).toEqual(['2026-05-03 +1 enter A active female'])
  })

  it('never lets a day run backwards with the source clock', () => {
    const story = [version('2026-05-04', full({})), version('2026-05-01', full({ org: 'B' }))]
    expect(rows(RULES, story).map(row => formatDay(row.day))).toEqual([
      '2026-05-04',
      '2026-05-04',
      '2026-05-04',
    ])
  })

  it('folds a patch over what was known, and a patch of an unknown key waits', () => {
    const patch = version('2026-05-02', { org: 'B' })
    expect(rows(RULES, [patch])).toEqual([])
    expect(show(rows(RULES, [version('2026-05-01', full({}), { ver: 1n }), patch]))).toEqual([
      '2026-05-01 +1 appear A active female',
      '2026-05-02 -1 move_out A active female',
      '2026-05-02 +1 move_in B active female',
    ])
  })

  it('forgets with a deletion what a later patch did not send', () => {
    const story = [
      version('2026-05-01', full({})),
      version('2026-05-02', 'deleted'),
      version('2026-05-03', { org: 'B', status: 'active' }),
    ]
    expect(show(rows(RULES, story)).at(-1)).toBe('2026-05-03 +1 return B active ')
  })

  it('ignores a replay: a streaming version of the same lineage with a lower position', () => {
    const at = (sourcePos: bigint) => ({ lineage: 'mysql:1/bin', sourcePos })
    const story = [
      version('2026-05-01', full({}), at(10n)),
      version('2026-05-02', full({ org: 'B' }), at(20n)),
      version('2026-05-01', full({}), at(10n)),
    ]
    expect(rows(RULES, story).map(row => row.transition)).toEqual(['appear', 'move_out', 'move_in'])
  })
})

const said: fc.Arbitrary<Said | 'deleted'> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<'deleted'>('deleted') },
  {
    weight: 5,
    arbitrary: fc.record({
      org: fc.constantFrom('A', 'B', 'C'),
      status: fc.constantFrom('registering', 'active', 'transferring', 'aged_out'),
      gender: fc.constantFrom('male', 'female'),
      joined: fc.constantFrom(null, '2019-03-02', '2026-05-03'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        org: fc.constantFrom('A', 'B', 'C'),
        status: fc.constantFrom('active', 'aged_out'),
        gender: fc.constantFrom('male', 'female'),
      },
      { requiredKeys: [] },
    ),
  },
)
const history = fc
  .array(
    fc.record({
      said,
      on: fc.integer({ min: 1, max: 28 }),
      pos: fc.integer({ min: 0, max: 9 }),
      streaming: fc.boolean(),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map(changes =>
    changes.map((change, i) =>
      version(`2026-05-${String(change.on).padStart(2, '0')}`, change.said, {
        ver: BigInt(i + 1),
        ...(change.streaming ? { lineage: 'l', sourcePos: BigInt(change.pos + i) } : {}),
      }),
    ),
  )

describe('the differences of all batches', { timeout: 30_000 }, () => {
  it('add up to rows(final timeline), whatever the order, doubling and batching', () => {
    const runs = history.chain(versions =>
      fc.record({
        versions: fc.constant(versions),
        order: fc.shuffledSubarray([...versions, ...versions], {
          minLength: versions.length,
          maxLength: versions.length * 2,
        }),
        cuts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 20 }),
      }),
    )
    fc.assert(
      fc.property(runs, ({ versions, order, cuts }) => {
        const all = [...order, ...versions.filter(one => !order.includes(one))]
        const batches: Version[][] = []
        for (let i = 0, cut = 0; i < all.length; cut++) {
          const size = cuts[cut % cuts.length] ?? 1
          batches.push(all.slice(i, i + size))
          i += size
        }
        expect(net(write(RULES, batches))).toEqual(net(rows(RULES, addVersions([], versions))))
      }),
      { numRuns: 3_000, seed: 7 },
    )
  })

  it('leave no cell negative on any day', () => {
    fc.assert(
      fc.property(history, versions => {
        const found = rows(RULES, addVersions([], versions))
        const days = [...new Set(found.map(row => row.day))].sort((a, b) => a - b)
        for (const until of days) {
          const cells = new Map<string, number>()
          for (const row of found) {
            if (row.day > until) continue
            const cell = row.state.join(' ')
            cells.set(cell, (cells.get(cell) ?? 0) + row.sign)
          }
          for (const sum of cells.values()) expect(sum).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 2_000, seed: 8 },
    )
  })
})
