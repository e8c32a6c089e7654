import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change, Refusal } from '../../../ingest/change.ts'
import type { Row, RowChange } from '../../../ingest/format/record.ts'
import { addVersions, compareVersions } from '../../../ingest/log/timeline.ts'
import { applyMapping, versionOf } from '../../../ingest/mapping/apply.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import type { Mapping } from '../../../ingest/mapping/mapping.ts'
import { createPseudonyms, orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'
import { keptOf } from './systems/rowAsChange.ts'

const { find } = loadMappings(['guangdong'])
const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))
const NOW = Date.parse('2026-05-09T12:00:00+08:00')
const PLACE = { source: 'spool:c/gd.zhtj.tb_member/0@2', epoch: 2, offset: 5n, row: 0, brokerTime: NOW }

const MEMBER: Row = {
  member_id: 7,
  branch_id: 30,
  name: '测试甲',
  mobile: '13800000000',
  id_card_no: '440101200501019999',
  member_status: 2,
  report_state: 2,
  gender: 2,
  birth_date: 12_784,
  education: 2,
  political_status: '03',
  payer_class: 1,
  join_date: 18_000,
  is_floating: 0,
  real_name_state: 1,
  member_no: '201844000123',
  is_cadre: 0,
  graduate_year: 2026,
  is_volunteer: 1,
  graduate_destination: 2,
  record_time: 1567382400000,
  is_deleted: 0,
}

function mappingOf(table: string): Mapping {
  const mapping = find(`gd.${table}`, table)
  if (!mapping) throw new Error(`no mapping for ${table}`)
  return mapping
}
const MAPPING = mappingOf('zhtj.tb_member')

function rowChange(after: Row | null, more: Partial<RowChange> = {}): RowChange {
  return {
    op: after ? 'upsert' : 'delete',
    opRaw: after ? 'u' : 'd',
    table: 'zhtj.tb_member',
    after,
    before: null,
    key: null,
    snapshot: false,
    at: NOW,
    lineage: 'mysql:1/bin',
    sourcePos: 9n,
    ...more,
  }
}
const apply = (change: RowChange, place = PLACE) => applyMapping(MAPPING, change, place, pseudonyms)
function applied(change: RowChange, place = PLACE): Change {
  const found = apply(change, place)
  if ('reason' in found) throw new Error(`${found.reason}: ${found.detail}`)
  return found
}
function refused(change: RowChange): Refusal {
  const found = apply(change)
  if ('reason' in found) return found
  throw new Error('not refused')
}
const fieldOf = (change: Change, name: string) =>
  change.version.fields[ENTITIES.member.fields.findIndex(field => field.name === name)]
const sentOf = (change: Change) =>
  ENTITIES.member.fields.flatMap((field, i) =>
    ((change.version.sent >> BigInt(i)) & 1n) === 1n ? field.name : [],
  )

describe('a row under its mapping', () => {
  it('becomes a change of its entity', () => {
    const change = applied(rowChange(MEMBER))
    expect(change).toMatchObject({
      entity: 'member',
      system: 1,
      id: '7',
      keyText: '',
      version: { source: PLACE.source, lineage: 'mysql:1/bin', sourcePos: 9n, life: 'shown', at: NOW },
    })
    expect(change.version.ver).toBe((2n << 56n) | (5n << 16n) | 1n)
    expect(formatDay(change.version.on)).toBe('2026-05-09')
    expect(fieldOf(change, 'org_id')).toBe(orgKey(1, '30'))
    expect(fieldOf(change, 'status')).toBe('active')
    expect(change.version.sent).toBe(MAPPING.mask)
  })

  it('says which fields it sent; null is sent, a missing column is not', () => {
    const { gender: _, ...partial } = MEMBER
    const change = applied(rowChange({ ...partial, education: null }))
    expect(sentOf(change)).not.toContain('gender')
    expect(sentOf(change)).toContain('education')
    expect(fieldOf(change, 'education')).toBe('')
    expect(change.ods.nulls).toEqual(['education'])
    expect(keptOf(change).data).not.toHaveProperty('education')
  })

  it.each([1, '1'])('marked as deleted (%j) no longer exists, but is kept as it was sent', is_deleted => {
    const change = applied(rowChange({ ...MEMBER, is_deleted }))
    expect(change.version.life).toBe('hidden')
    expect(change.ods.op).toBe('u')
    expect(keptOf(change).data).toMatchObject({ is_deleted: '1', member_status: '2' })
  })

  it.each([0, '0', null, undefined])('not marked as deleted (%j) exists', is_deleted => {
    expect(applied(rowChange({ ...MEMBER, is_deleted: is_deleted ?? null })).version.life).toBe('shown')
  })

  it.each<[string, Partial<RowChange>]>([
    ['the row before', { before: { member_id: 7 } }],
    ['the Kafka key alone', { key: { member_id: 7 } }],
    ['both, of which the Kafka key counts', { key: { member_id: 7 }, before: { member_id: 8 } }],
  ])('deleted finds its key in %s', (_, more) => {
    const change = applied(rowChange(null, more))
    expect(change).toMatchObject({
      id: '7',
      version: { life: 'deleted', sent: 0n },
      ods: { data: '{"member_id":"7"}' },
    })
    expect(change.version.ver & 1n).toBe(0n)
  })

  it('without a key is refused', () => {
    expect(refused(rowChange(null))).toMatchObject({
      reason: 'no_key',
      detail: expect.stringContaining('member_id'),
    })
    expect(refused(rowChange({ ...MEMBER, member_id: null })).reason).toBe('no_key')
  })

  it.each(['A-7', '007', '18446744073709551616', '-7', ''])(
    'of the text key %j is hashed, and the text kept',
    key => {
      const change = applied(rowChange({ ...MEMBER, member_id: key }))
      expect(change).toMatchObject({ id: pseudonyms.row(key), keyText: key })
      expect(change.id).toMatch(/^\d+$/)
    },
  )

  it('of the largest number keeps it as it is', () => {
    expect(applied(rowChange({ ...MEMBER, member_id: '18446744073709551615' }))).toMatchObject({
      id: '18446744073709551615',
      keyText: '',
    })
  })

  it('with null in a column that must have a value is refused; a branch that is none is none', () => {
    expect(refused(rowChange({ ...MEMBER, member_status: null }))).toEqual({
      reason: 'bad_value',
      detail: 'zhtj.tb_member.member_status: null in a column that must have a value',
    })
    expect(fieldOf(applied(rowChange({ ...MEMBER, branch_id: null })), 'org_id')).toBe('0')
  })

  it('is refused without quoting the value', () => {
    const { detail } = refused(rowChange({ ...MEMBER, gender: '秘密' }))
    expect(detail).toContain('zhtj.tb_member.gender')
    expect(detail).not.toContain('秘密')
  })

  it.each([
    ['ahead of the broker', NOW + 86_400_000, '2026-05-09'],
    ['missing', null, '2026-05-09'],
    ['behind the broker', NOW - 86_400_000, '2026-05-08'],
  ])('whose source clock is %s is dated', (_, at, day) => {
    expect(formatDay(applied(rowChange(MEMBER, { at })).version.on)).toBe(day)
  })

  it('is dated in Shanghai on either side of midnight', () => {
    const at = (text: string) => formatDay(applied(rowChange(MEMBER, { at: Date.parse(text) })).version.on)
    expect([at('2026-05-07T15:59:00Z'), at('2026-05-07T16:01:00Z')]).toEqual(['2026-05-07', '2026-05-08'])
  })

  it('that may have lost digits must be read again', () => {
    expect(() => apply(rowChange({ ...MEMBER, member_id: 2 ** 60 }))).toThrow(
      expect.objectContaining({ name: 'LostDigits' }),
    )
  })
})

describe('a key of several columns', () => {
  const mapping: Mapping = { ...MAPPING, key: ['branch_id', 'member_id'] }
  const idOf = (row: Row, more: Partial<Mapping> = {}) => {
    const found = applyMapping({ ...mapping, ...more }, rowChange({ ...MEMBER, ...row }), PLACE, pseudonyms)
    if ('reason' in found) throw new Error(found.detail)
    return found
  }

  it('is one text with a line between its parts', () => {
    const change = idOf({})
    expect(change).toMatchObject({ id: pseudonyms.row('30|7'), keyText: '30|7' })
    expect(keptOf(change).data).toMatchObject({ branch_id: '30', member_id: '7' })
  })

  it.each([
    ['a|b', 'c', 'a\\|b|c'],
    ['a', 'b|c', 'a|b\\|c'],
    ['a\\', 'b', 'a\\\\|b'],
    ['a\\|b', 'c', 'a\\\\\\|b|c'],
  ])('of %j and %j is unlike any other', (branch_id, member_id, keyText) => {
    expect(idOf({ branch_id, member_id }).keyText).toBe(keyText)
  })

  it('may come from row and message key, and is none when one part is missing', () => {
    const deleted = rowChange(null, { key: { member_id: 7 }, before: { branch_id: 30 } })
    expect(applyMapping(mapping, deleted, PLACE, pseudonyms)).toMatchObject({ keyText: '30|7' })
    expect(applyMapping(mapping, rowChange({ ...MEMBER, branch_id: null }), PLACE, pseudonyms)).toEqual({
      reason: 'no_key',
      detail: 'zhtj.tb_member: neither the row nor the message key holds branch_id and member_id',
    })
  })

  it('has the space of its ids before it', () => {
    expect(idOf({}, { space: 'old' }).keyText).toBe('old|30|7')
    expect(idOf({}, { space: 'old', key: ['member_id'] })).toMatchObject({
      id: pseudonyms.row('old|7'),
      keyText: 'old|7',
    })
  })
})

it('a field that is the same in every row counts as sent, but not by a deletion', () => {
  const index = ENTITIES.member.fields.findIndex(field => field.name === 'is_volunteer')
  const mapping: Mapping = {
    ...MAPPING,
    fields: MAPPING.fields.filter(field => field.field !== index),
    constants: [{ field: index, name: 'is_volunteer', value: 1 }],
  }
  const made = (change: RowChange) => {
    const found = applyMapping(mapping, change, PLACE, pseudonyms)
    if ('reason' in found) throw new Error(found.detail)
    return found
  }
  const change = made(rowChange({ ...MEMBER, is_volunteer: 0 }))
  expect(fieldOf(change, 'is_volunteer')).toBe(1)
  expect(sentOf(change)).toContain('is_volunteer')
  expect(made(rowChange(null, { key: { member_id: 7 } })).version.sent).toBe(0n)
})

it('columns that no mapping names never leave the process, nor does the number of a person', () => {
  const secret = fc.string({ minLength: 6 }).map(text => `geheim${text}`)
  const column = fc.string({ minLength: 1 }).filter(name => !MAPPING.columns.has(name))
  fc.assert(
    fc.property(fc.dictionary(column, secret), secret, fc.boolean(), (more, person, deleted) => {
      const row = { ...MEMBER, ...more, id_card_no: person }
      const change = applied(
        deleted ? rowChange(null, { before: row, key: { ...row, member_id: 7 } }) : rowChange(row),
      )
      const shown = JSON.stringify(change, (_, value) => (typeof value === 'bigint' ? String(value) : value))
      expect(shown.toLowerCase()).not.toContain('geheim')
      expect(shown).not.toContain('测试甲')
      expect(shown).not.toContain('13800000000')
      const names = MAPPING.kept.map(column => column.name)
      for (const name of Object.keys(keptOf(change).data)) expect(names).toContain(name)
    }),
  )
})

it('versions rise with epoch, then offset, then row, and an upsert beats a deletion of the same place', () => {
  const place = fc.record({
    epoch: fc.integer({ min: 0, max: 255 }),
    offset: fc.bigInt({ min: 0n, max: (1n << 40n) - 1n }),
    row: fc.integer({ min: 0, max: 32_766 }),
    isDelete: fc.boolean(),
  })
  fc.assert(
    fc.property(place, place, (a, b) => {
      const rank = (one: typeof a) => [BigInt(one.epoch), one.offset, BigInt(one.row), one.isDelete ? 0n : 1n]
      const [first, second] = [rank(a), rank(b)]
      const at = first.findIndex((part, i) => part !== second[i])
      const less = at >= 0 && (first[at] ?? 0n) < (second[at] ?? 0n)
      expect(versionOf(a, a.isDelete) < versionOf(b, b.isDelete)).toBe(less)
      expect(versionOf(a, a.isDelete)).toBeLessThan(1n << 64n)
    }),
  )
})

describe('order: commit time', () => {
  const byTime = { ...MAPPING, order: 'commit time' as const }
  const changeAt = (at: number, offset: bigint, partition: number, more: Partial<RowChange> = {}) => {
    const source = `kafka:c/gd.zhtj.tb_member/${partition}@2`
    const place = { ...PLACE, source, offset, brokerTime: NOW + 60_000 }
    const found = applyMapping(byTime, rowChange(MEMBER, { at, lineage: '', ...more }), place, pseudonyms)
    if ('reason' in found) throw new Error(found.reason)
    return found
  }

  it('lets the later commit of two partitions win, whatever their offsets', () => {
    const before = changeAt(NOW, 900n, 0)
    const after = changeAt(NOW + 1, 5n, 1)
    expect(compareVersions(before.version, after.version)).toBe(-1)
  })

  it('keeps changes of one second in the order of their partition, and apart', () => {
    const [first, second] = [changeAt(NOW, 5n, 0), changeAt(NOW, 6n, 0)]
    expect(compareVersions(first.version, second.version)).toBe(-1)
    expect(addVersions([first.version], [second.version, first.version])).toHaveLength(2)
    expect(first.ods.place).not.toBe(second.ods.place)
  })

  it('stays below the next epoch for any time', () => {
    for (const at of [0, NOW, Date.UTC(2200, 0, 1)]) {
      const { ver } = changeAt(at, 5n, 0, { at }).version
      expect(ver >> 56n).toBe(2n)
    }
  })
})
