import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../../ingest/change.ts'
import type { Cell, Row, RowChange } from '../../../ingest/format/record.ts'
import type { Version } from '../../../ingest/log/timeline.ts'
import { applyMapping } from '../../../ingest/mapping/apply.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import type { Conversion, Mapping } from '../../../ingest/mapping/mapping.ts'
import { remapVersion } from '../../../ingest/mapping/remap.ts'
import { ENTITIES, unknownOf } from '../../../warehouse/catalogue/entities.ts'
import { keptOf, NOW, PLACE, pseudonyms, rowAsChange } from './systems/rowAsChange.ts'
import { SYSTEMS } from './systems/systems.ts'

function remap(mapping: Mapping, change: Pick<Change, 'id' | 'keyText' | 'version' | 'ods'>): Version {
  const found = remapVersion(mapping, change, keptOf(change), pseudonyms)
  if ('reason' in found) throw new Error(`${found.reason}: ${found.detail}`)
  return found
}

/** The change with a version that knows nothing: what comes out of it was in the kept row. */
function blank(change: Change): Change {
  const fields = ENTITIES[change.entity].fields.map(field => unknownOf(field.type))
  return { ...change, version: { ...change.version, fields, sent: 0n, life: 'unsaid' } }
}

/** A cell in other forms in which a source could send it; `undefined` is a column that it did not send. */
function formsOf(cell: Cell): Cell[] {
  const text = String(cell)
  const number = Number(text)
  const forms: Cell[] = [cell, text, ` ${text} `, '', 0, 1, true, false, null, { a: text }, '0000-00-00']
  // digits that are one thing as text and another as a number
  forms.push(1_998, '1998', '20260520', 202_605_201_230, '202605201230', 946_684_800_000, 'AQ==', '无')
  const ms = Date.parse(text)
  if (text !== '' && Number.isSafeInteger(number)) return [...forms, number]
  return Number.isNaN(ms) ? forms : [...forms, ms]
}

describe.each(SYSTEMS)('$name', ({ name, samples }) => {
  const { all } = loadMappings([name])
  it.each(samples)('$table is mapped from what is kept of it as from its message', ({ table, row }) => {
    const mapping = all.find(one => one.table === table)
    if (!mapping) throw new Error(`no mapping for ${table}`)
    const whole = rowAsChange(mapping, row)
    expect(remap(mapping, blank(whole))).toEqual(whole.version)

    // an empty key, or one that is no number or text, is refused before it is mapped
    const formsIn = (column: string, cell: Cell) =>
      mapping.key.includes(column) ? [String(cell)] : formsOf(cell)
    const cells = Object.fromEntries(
      Object.entries(row).map(([column, cell]) => [
        column,
        fc.constantFrom(undefined, cell, cell, ...formsIn(column, cell)),
      ]),
    )
    let accepted = 0
    fc.assert(
      fc.property(fc.record(cells), fc.boolean(), (varied, isOne) => {
        // one column at a time, or all of them, which is nearly always refused
        const [column = ''] = Object.keys(varied).filter(one => varied[one] !== row[one])
        const meant = isOne ? { ...row, [column]: varied[column] } : varied
        const after: Row = Object.fromEntries(
          Object.entries(meant).flatMap(([one, cell]) => (cell === undefined ? [] : [[one, cell]])),
        )
        const message: RowChange = {
          op: 'upsert',
          opRaw: 'u',
          table,
          after,
          before: null,
          key: Object.fromEntries(mapping.key.map(one => [one, row[one] ?? null])),
          snapshot: false,
          at: NOW,
          lineage: 'l',
          sourcePos: 3n,
        }
        const change = applyMapping(mapping, message, PLACE, pseudonyms)
        if ('reason' in change) return
        accepted += 1
        expect(remap(mapping, change)).toEqual(change.version)
        expect(remap(mapping, blank(change))).toEqual(change.version)
      }),
      { seed: 5, numRuns: 40 },
    )
    expect(accepted).toBeGreaterThan(0)
  })
})

describe('a corrected mapping', () => {
  const { all } = loadMappings(['guangdong'])
  const found = all.find(one => one.entity === 'activity')
  const sample = SYSTEMS[0]?.samples.find(one => one.table === found?.table)
  if (!found || !sample) throw new Error('no activities')
  const mapping = found
  const { row } = sample
  const change = rowAsChange(mapping, row)
  const indexOf = (name: string) => ENTITIES.activity.fields.findIndex(field => field.name === name)
  const withField = (name: string, more: { column?: string; conversion?: Conversion }): Mapping => ({
    ...mapping,
    fields: mapping.fields.map(one => (one.name === name ? { ...one, ...more } : one)),
  })
  const codes = (values: Record<string, string>) =>
    withField('category', { conversion: { as: 'enum', values } })
  const code = String(row.category)

  it('changes the field that it corrects, and nothing else', () => {
    const after = remap(codes({ [code]: 'rights' }), change)
    const fields = [...change.version.fields]
    fields[indexOf('category')] = 'rights'
    expect(after).toEqual({ ...change.version, fields })
  })

  it('refuses a code that it does not list any more', () => {
    expect(remapVersion(codes({}), change, keptOf(change), pseudonyms)).toEqual({
      reason: 'bad_value',
      detail: 'zhtj.tb_activity.category: a code that the mapping does not list for category',
    })
  })

  it('leaves a field as it was when its new column was not kept', () => {
    expect(remap(withField('category', { column: 'new_category' }), change)).toEqual(change.version)
    const deleted = { column: 'new_mark' }
    expect(remap({ ...mapping, deleted }, change)).toEqual(change.version)
  })

  it('says anew whether a row counts as deleted', () => {
    const deleted = { column: 'category', yes: [code], no: ['other'] }
    expect(remap({ ...mapping, deleted }, change).life).toBe('hidden')
    const gone = rowAsChange(mapping, { ...row, ...sample.deleted })
    expect(remap(mapping, gone).life).toBe('hidden')
    expect(remap({ ...mapping, deleted: null }, gone).life).toBe('shown')
  })

  it('cannot give a row another key', () => {
    for (const other of [{ space: 'x' }, { key: ['category'] }, { key: ['activity_id', 'unknown'] }])
      expect(remapVersion({ ...mapping, ...other }, change, keptOf(change), pseudonyms)).toMatchObject({
        reason: 'no_key',
      })
  })

  it('lets a deletion be', () => {
    const version: Version = { ...change.version, life: 'deleted', sent: 0n }
    expect(remap({ ...mapping, key: ['unknown'] }, { ...change, version })).toBe(version)
  })
})

it('a day that is kept as four digits stays a day, though as text of a message it is a year', () => {
  const mapping = loadMappings(['guangdong']).all.find(one => one.entity === 'member')
  const row = SYSTEMS[0]?.samples.find(one => one.table === mapping?.table)?.row
  if (!mapping || !row) throw new Error('no members')
  const born = rowAsChange(mapping, { ...row, birth_date: 1_998 })
  expect(remap(mapping, born)).toEqual(born.version)
  expect(() => rowAsChange(mapping, { ...row, birth_date: '1998' })).toThrow('no date')
})

describe('a personal column', () => {
  const mapping = loadMappings(['guangdong']).all.find(one => one.entity === 'member')
  const row = SYSTEMS[0]?.samples.find(one => one.table === mapping?.table)?.row
  if (!mapping || !row) throw new Error('no members')
  const change = rowAsChange(mapping, row)
  const column = mapping.fields.find(one => one.name === 'person_key')?.column ?? ''

  it('of no number stays without a pseudonym', () => {
    const nobody = rowAsChange(mapping, { ...row, [column]: '无' })
    expect(keptOf(nobody).data[column]).toBe('0')
    expect(remap(mapping, nobody)).toEqual(nobody.version)
  })

  it('is a pseudonym already, and refused when it is none', () => {
    const { data, nulls } = keptOf(change)
    expect(data[column]).toBe(pseudonyms.person(String(row[column])))
    const clear = { data: { ...data, [column]: '44010120050101999X' }, nulls }
    expect(remapVersion(mapping, change, clear, pseudonyms)).toMatchObject({
      reason: 'bad_value',
      detail: expect.stringContaining(`${column}: no pseudonym`),
    })
  })
})
