import { describe, expect, it } from 'vitest'
import type { StoredGeneration } from '../../../ingest/snapshot/book.ts'
import { describeSnapshot, type ListedSnapshot } from '../../../ingest/snapshot/listing.ts'
import { parseSince } from '../../../ingest/snapshot/since.ts'

const generation: StoredGeneration = {
  id: { system: 'guangdong', table: 'zhtj.tb_member', epoch: 1 },
  seq: 3,
  number: 2,
  state: 'ended',
  began: { source: 'kafka:c/t/0@1', offset: 5n },
  beganAt: 0,
  position: 'gd binlog.1:4',
  readAt: 0,
  closed: { source: 'kafka:c/t/1@1', offset: 9n },
  closedAt: 0,
  after: [],
  ends: [],
  waitsFor: 'nothing',
}
const line = (more: Partial<StoredGeneration>, listed: Partial<ListedSnapshot> = {}) =>
  describeSnapshot({
    generation: { ...generation, ...more },
    topic: 'gd.zhtj.tb_member',
    isOld: false,
    isRead: true,
    letters: 0,
    begunAgainAt: null,
    ...listed,
  })
const COMMAND = 'npm run sources -- snapshot gd.zhtj.tb_member'

describe('the list of the snapshots', () => {
  it('says why one waits for a person, and which command goes on with it', () => {
    expect(line({ waitsFor: 'changes' })).toContain('in the middle of a stream')
    expect(line({ waitsFor: 'snapshot' })).toContain('another full snapshot ended before it')
    expect(line({ waitsFor: 'first row' })).toContain('its first row was not read')
    for (const waitsFor of ['changes', 'snapshot', 'first row'] as const)
      expect(line({ waitsFor })).toContain(COMMAND)
  })

  it('says what waits for nobody', () => {
    expect(line({})).toBe(
      'snapshot 2 of guangdong/zhtj.tb_member@1\tsent whole, waiting until the log has all of it\tkafka:c/t/0@1#5 … kafka:c/t/1@1#9',
    )
    expect(line({ waitsFor: 'letters' })).toContain('npm run deadletters -- list')
    expect(line({}, { isRead: false })).toContain('no running ingest reads all partitions')
    expect(line({}, { isOld: true })).toContain('given up')
  })

  it('says of one that was begun what may have become of it', () => {
    expect(line({ state: 'begun', closed: null })).toContain(`say so by "${COMMAND}"`)
    expect(line({ state: 'begun', closed: null }, { letters: 2 })).toContain('2 dead letters')
  })

  it('does not call complete what a repetition has sent no row of', () => {
    const at = Date.parse('2026-11-29T00:10:00+08:00')
    expect(line({ state: 'complete' })).toContain('\tcomplete\t')
    expect(line({ state: 'complete' }, { begunAgainAt: at })).toContain(
      `${COMMAND} --since '2026-11-29 00:10:00' --empty`,
    )
  })
})

describe('the time since when a full load was sent', () => {
  const now = Date.parse('2026-11-29T12:00:00+08:00')
  it('is a time in Shanghai that has passed', () => {
    expect(parseSince('2026-11-29 00:10', now)).toBe(Date.parse('2026-11-29T00:10:00+08:00'))
    expect(parseSince('2026-11-29T00:10:05', now)).toBe(Date.parse('2026-11-29T00:10:05+08:00'))
  })

  it.each(['2026-11-29', '2026-02-30 00:10', '29.11.2026 00:10', '2026-11-29 24:00', '2026-11-29 12:01', ''])(
    'is not %s',
    text => {
      expect(() => parseSince(text, now)).toThrow(/--since/)
    },
  )
})
