import { describe, expect, it } from 'vitest'
import type { Change } from '../../../ingest/change.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { isDerived, keptName, type Mapping } from '../../../ingest/mapping/mapping.ts'
import { orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { remapVersion } from '../../../ingest/mapping/remap.ts'
import { rowIdOf } from '../../../ingest/mapping/rowKey.ts'
import { decodeMessage } from '../../../ingest/pipeline/decode.ts'
import { ENTITIES, type Field, unknownOf, type Value } from '../../../warehouse/catalogue/entities.ts'
import { formatDay, formatInstant } from '../../../warehouse/platform/time/day.ts'
import { debeziumOf } from './systems/debezium.ts'
import { GUANGDONG } from './systems/guangdong.ts'
import { keptOf, NOW, PLACE, pseudonyms, rowAsChange } from './systems/rowAsChange.ts'
import type { Sample } from './systems/sample.ts'
import { SHANXI } from './systems/shanxi.ts'
import { SYSTEMS } from './systems/systems.ts'

describe.each(SYSTEMS)('$name', ({ name, samples, connector }) => {
  const mappings = loadMappings([name])

  it('has a written row for each of its tables', () => {
    expect(samples.map(sample => sample.table).sort()).toEqual(mappings.all.map(one => one.table).sort())
  })

  describe.each(samples)('$table', sample => {
    const mapping = mappings.all.find(one => one.table === sample.table)
    if (!mapping) throw new Error(`no mapping for ${sample.table}`)
    const change = rowAsChange(mapping, sample.row)

    it('becomes what was written down', () => {
      expect(readable(mapping, change, sample)).toEqual(sample.fields)
      expect(rowIdOf(sample.key, pseudonyms)).toEqual({ id: change.id, keyText: change.keyText })
      expect(change).toMatchObject({ entity: mapping.entity, system: mapping.system.id })
      expect(change.version).toMatchObject({ life: 'shown', sent: mapping.mask })
    })

    it('loses what no mapping names', () => {
      expect(Object.keys(sample.row)).toEqual(expect.arrayContaining([...sample.dropped]))
      for (const column of sample.dropped) {
        expect(keptOf(change).data).not.toHaveProperty(column)
        expect(mapping.columns).not.toContain(column)
      }
      for (const { column, conversion } of mapping.fields)
        if (conversion.as === 'person' || conversion.as === 'pseudonym')
          expect(keptOf(change).data[column]).toBe(pseudonyms.personal(String(sample.row[column])))
    })

    it('keeps of a cell that goes nowhere only what is derived from it', () => {
      const derived = mapping.fields.filter(({ conversion }) => isDerived(conversion.as))
      const { data } = keptOf(change)
      for (const one of derived) {
        const { column, field } = one
        const isKeptOtherwise = mapping.fields.some(other => keptName(other) === column)
        if (!isKeptOtherwise) expect(data).not.toHaveProperty(column)
        expect(data[keptName(one)]).toBe(String(change.version.fields[field]))
      }
      const again = remapVersion(
        mapping,
        { id: change.id, keyText: change.keyText, version: change.version },
        keptOf(change),
        pseudonyms,
      )
      expect(again).toEqual(change.version)
    })

    if (sample.deleted)
      it('is gone when the source marks it as deleted', () => {
        const gone = rowAsChange(mapping, { ...sample.row, ...sample.deleted })
        expect(gone.version.life).toBe('hidden')
      })

    if (connector)
      it('comes out of its message', () => {
        const [topic = ''] = mapping.topics
        const outcome = decodeMessage(
          { mappings, pseudonyms, maxBytes: 1 << 20 },
          { ...debeziumOf(connector, mapping, sample.row, NOW), offset: 5n, timestamp: NOW, headers: {} },
          { source: PLACE.source, topic, epoch: 2, offset: 5n },
        )
        if (!('changes' in outcome)) throw new Error(outcome.refusal.detail)
        const [decoded] = outcome.changes
        expect(decoded?.version.fields).toEqual(change.version.fields)
        expect(decoded).toMatchObject({
          id: change.id,
          keyText: change.keyText,
          ods: { data: change.ods.data },
        })
      })
  })
})

it('one person in two systems has one pseudonym', () => {
  const [guangdong] = loadMappings(['guangdong']).all.filter(one => one.entity === 'member')
  const [shanxi] = loadMappings(['shanxi']).all.filter(one => one.entity === 'member')
  const rowOf = (samples: readonly Sample[], mapping: Mapping | undefined) => {
    const found = samples.find(sample => sample.table === mapping?.table)
    if (!found || !mapping) throw new Error('no sample of a member')
    const column = mapping.fields.find(field => field.name === 'person_key')?.column ?? ''
    const index = ENTITIES.member.fields.findIndex(field => field.name === 'person_key')
    return (number: string) => rowAsChange(mapping, { ...found.row, [column]: number }).version.fields[index]
  }
  const here = rowOf(GUANGDONG, guangdong)
  const there = rowOf(SHANXI, shanxi)
  expect(here('14010120000101001X')).toBe(there('14010120000101001x'))
  expect(here('14010120000101001X')).not.toBe(there('140101200001010028'))
})

/** The fields that the mapping fills, as the sample writes them; the others must hold what stands for not known. */
function readable(mapping: Mapping, change: Change, sample: Sample): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [i, field] of ENTITIES[mapping.entity].fields.entries()) {
    const value = change.version.fields[i] ?? ''
    if ((mapping.mask >> BigInt(i)) & 1n)
      out[field.name] = show(field, value, mapping, sample.fields[field.name])
    else expect(value).toBe(unknownOf(field.type))
  }
  return out
}

function show(field: Field, value: Value, mapping: Mapping, expected = ''): string {
  if (field.type === 'id') {
    const [kind, ...rest] = expected.split(' ')
    const name = rest.join(' ')
    const meant: Readonly<Record<string, () => string>> = {
      org: () => orgKey(mapping.system.id, name),
      person: () => pseudonyms.person(name) ?? '',
      number: () => pseudonyms.personal(name) ?? '',
      row: () => rowIdOf(name, pseudonyms).id,
    }
    return meant[kind ?? '']?.() === value ? expected : String(value)
  }
  if (value === unknownOf(field.type) && !['count', 'flag', 'fen'].includes(field.type)) return 'unknown'
  if (field.type === 'instant') return formatInstant(Number(value) * 1_000).slice(0, 19)
  return field.type === 'date' || field.type === 'month' ? formatDay(Number(value)) : String(value)
}
