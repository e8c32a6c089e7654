import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rows } from '../../../ingest/log/rows.ts'
import { addVersions, type Life, type Version } from '../../../ingest/log/timeline.ts'
import { full, net, RULES, type Said, show, version, write } from '../../support/ingest/timelines.ts'

const patch = (on: string, said: Said, life: Life = 'unsaid') => version(on, said, { life })

describe('a patch that does not send the mark of deletion', () => {
  it('leaves a marked row marked, with what it says kept for later', () => {
    const story = [
      version('2026-05-01', full({})),
      version('2026-05-02', full({}), { life: 'hidden' }),
      patch('2026-05-03', { org: 'B' }),
      patch('2026-05-04', {}, 'shown'),
    ]
    expect(show(rows(RULES, story.slice(0, 3))).at(-1)).toBe('2026-05-02 -1 leave A active female')
    expect(show(rows(RULES, story)).at(-1)).toBe('2026-05-04 +1 return B active female')
  })

  it('leaves a row that exists existing', () => {
    const story = [version('2026-05-01', full({})), patch('2026-05-03', { org: 'B' })]
    expect(show(rows(RULES, story)).at(-1)).toBe('2026-05-03 +1 move_in B active female')
  })

  it('of a row never seen waits, though it sends all that counts, until a full row comes', () => {
    const early = patch('2026-05-03', { org: 'B', status: 'active' })
    expect(rows(RULES, [early])).toEqual([])
    expect(show(rows(RULES, [version('2026-05-01', full({}), { ver: 0n }), early])).at(-1)).toBe(
      '2026-05-03 +1 move_in B active female',
    )
  })

  it('does not bring a deleted row back', () => {
    const story = [
      version('2026-05-01', full({})),
      version('2026-05-02', 'deleted'),
      patch('2026-05-03', { org: 'B', status: 'active' }),
    ]
    expect(show(rows(RULES, story)).at(-1)).toBe('2026-05-02 -1 leave A active female')
  })
})

const NAMES = ['org', 'status', 'gender'] as const
type Drawn = { deleted: boolean; said: Partial<Record<(typeof NAMES)[number], string>>; mark: boolean | null }

/** The row that all changes leave, as a database would keep it; null when it does not count. */
function leftOver(changes: readonly Drawn[]): string | null {
  let row = new Map<string, string>()
  let mark: boolean | null = null
  for (const { deleted, said, mark: told } of changes) {
    if (deleted) {
      row = new Map()
      mark = null
      continue
    }
    for (const [name, value] of Object.entries(said)) row.set(name, value)
    mark = told ?? mark
  }
  if (mark !== false || !row.has('org') || row.get('status') !== 'active') return null
  return `${row.get('org')} ${row.get('status')} ${row.get('gender') ?? ''}`
}

it('partial versions in any order, batches and repetitions leave the row that their source has', {
  timeout: 30_000,
}, () => {
  const drawn: fc.Arbitrary<Drawn> = fc.record({
    deleted: fc.integer({ min: 0, max: 9 }).map(n => n === 0),
    said: fc.record(
      {
        org: fc.constantFrom('A', 'B', 'C'),
        status: fc.constantFrom('active', 'aged_out'),
        gender: fc.constantFrom('male', 'female'),
      },
      { requiredKeys: [] },
    ),
    mark: fc.constantFrom(true, false, false, null, null),
  })
  const runs = fc.array(drawn, { minLength: 1, maxLength: 10 }).chain(changes =>
    fc.record({
      changes: fc.constant(changes),
      order: fc.shuffledSubarray([...changes.keys(), ...changes.keys()], {
        minLength: changes.length,
      }),
      cuts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 20 }),
    }),
  )
  fc.assert(
    fc.property(runs, ({ changes, order, cuts }) => {
      const versions = changes.map(({ deleted, said, mark }, i): Version => {
        const life = deleted ? 'deleted' : mark === null ? 'unsaid' : mark ? 'hidden' : 'shown'
        return version('2026-05-03', deleted ? 'deleted' : said, { ver: BigInt(i + 1), life })
      })
      const all = [...order, ...changes.keys()].flatMap(i => versions[i] ?? [])
      const batches: Version[][] = []
      for (let i = 0, cut = 0; i < all.length; cut++) {
        const size = cuts[cut % cuts.length] ?? 1
        batches.push(all.slice(i, i + size))
        i += size
      }
      const log = write(RULES, batches)
      const cells = new Map<string, number>()
      for (const row of log.filter(({ transition }) => transition !== 'gone')) {
        const cell = row.state.slice(0, 3).join(' ')
        cells.set(cell, (cells.get(cell) ?? 0) + row.sign)
      }
      const left = leftOver(changes)
      expect([...cells].filter(([, sum]) => sum !== 0)).toEqual(left === null ? [] : [[left, 1]])
      expect(net(log)).toEqual(net(rows(RULES, addVersions([], versions))))
    }),
    { numRuns: 3_000, seed: 42 },
  )
})
