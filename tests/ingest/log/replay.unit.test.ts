import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rows } from '../../../ingest/log/rows.ts'
import { addVersions, type Version } from '../../../ingest/log/timeline.ts'
import { full, net, RULES, show, version } from '../../support/ingest/timelines.ts'

const LINEAGE = 'mysql:1/bin'
/** Place in a binlog, as the format computes it. */
const place = (file: bigint, pos: bigint) => (file << 80n) | (pos << 32n)
const streamed = (on: string, org: string, sourcePos: bigint, more: Partial<Version> = {}) =>
  version(on, full({ org }), { lineage: LINEAGE, sourcePos, ...more })
const orgs = (story: Version[]) => show(rows(RULES, story)).map(line => line.split(' ').slice(1, 4).join(' '))

describe('replays', { timeout: 30_000 }, () => {
  it('A B A B C is A B C', () => {
    const once = [
      streamed('2026-05-01', 'A', 10n),
      streamed('2026-05-02', 'B', 20n),
      streamed('2026-05-03', 'C', 30n),
    ]
    const [a, b, c] = once
    const again = [a, b, { ...a, ver: 1_000n }, { ...b, ver: 1_001n }, { ...c, ver: 1_002n }] as Version[]
    expect(show(rows(RULES, again))).toEqual(show(rows(RULES, once)))
  })

  it('binlog 1000000 lies behind 999999', () => {
    const story = [
      streamed('2026-05-01', 'A', place(999_999n, 5_000n)),
      streamed('2026-05-01', 'B', place(1_000_000n, 4n)),
    ]
    expect(orgs(story)).toEqual(['+1 appear A', '-1 move_out A', '+1 move_in B'])
  })

  it('another lineage is not compared', () => {
    const story = [
      streamed('2026-05-02', 'A', place(7n, 4n)),
      streamed('2026-05-01', 'B', place(1n, 4n), { lineage: 'mysql:2/bin' }),
    ]
    expect(orgs(story)).toEqual(['+1 appear A', '-1 move_out A', '+1 move_in B'])
  })

  it('a source log that began anew (RESET MASTER) is told by its time, and its own replays are seen again', () => {
    const reset = streamed('2026-05-09', 'B', place(1n, 4n))
    const later = streamed('2026-05-10', 'C', place(1n, 900n))
    const story = [
      streamed('2026-05-08', 'A', place(40n, 4n)),
      reset,
      later,
      { ...reset, ver: later.ver + 1n },
    ]
    expect(orgs(story)).toEqual([
      '+1 appear A',
      '-1 move_out A',
      '+1 move_in B',
      '-1 move_out B',
      '+1 move_in C',
    ])
  })

  it('snapshot rows are never filtered, and equal positions pass', () => {
    const story = [
      streamed('2026-05-02', 'A', 20n),
      version('2026-05-02', full({ org: 'B' })),
      streamed('2026-05-02', 'C', 20n),
    ]
    expect(orgs(story).filter(line => line.startsWith('+1'))).toEqual([
      '+1 appear A',
      '+1 move_in B',
      '+1 move_in C',
    ])
  })

  it('injected anywhere, they change nothing', () => {
    const change = fc.record({
      org: fc.constantFrom('A', 'B', 'C'),
      status: fc.constantFrom('active', 'aged_out'),
      deleted: fc.boolean(),
      days: fc.integer({ min: 0, max: 2 }),
    })
    const run = fc.record({
      changes: fc.array(change, { minLength: 1, maxLength: 8 }),
      // a producer that goes back to an earlier place and sends everything from there again
      goesBack: fc.array(fc.record({ at: fc.nat(7), by: fc.integer({ min: 1, max: 5 }) }), { maxLength: 4 }),
    })
    fc.assert(
      fc.property(run, ({ changes, goesBack }) => {
        let day = 1
        const once = changes.map(({ org, status, deleted, days }, i) => {
          day = Math.min(28, day + days)
          const said = deleted && i % 3 === 2 ? 'deleted' : full({ org, status })
          const on = `2026-05-${String(day).padStart(2, '0')}`
          return version(on, said, { lineage: LINEAGE, sourcePos: BigInt(10 * i) })
        })
        const sent: Version[] = []
        for (const [i, one] of once.entries()) {
          sent.push(one)
          for (const { by } of goesBack.filter(({ at }) => at === i))
            sent.push(...once.slice(Math.max(0, i + 1 - by), i + 1))
        }
        const numbered = (all: Version[]) => all.map((one, i) => ({ ...one, ver: BigInt(i + 1) }))
        expect(net(rows(RULES, addVersions([], numbered(sent))))).toEqual(net(rows(RULES, numbered(once))))
      }),
      { numRuns: 2_000, seed: 41 },
    )
  })
})
