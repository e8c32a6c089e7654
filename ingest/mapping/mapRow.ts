import { ENTITIES, unknownOf, type Value } from '../../warehouse/catalogue/entities.ts'
import type { Refusal } from '../change.ts'
import type { Cell, Row } from '../format/record.ts'
import type { Life } from '../log/timeline.ts'
import { BadValue } from './badValue.ts'
import { toText } from './cellText.ts'
import { convert } from './convert.ts'
import type { FieldMapping, Mapping } from './mapping.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/** What a row says under a mapping: its part of a version. */
export interface MappedRow {
  /** One value per field of the entity; a field that was not sent holds what stands for not known. */
  fields: Value[]
  /** Bit n is set when field n was sent. */
  sent: bigint
  life: Exclude<Life, 'deleted'>
}

/**
 * The fields of a row that exists, and whether it counts as deleted. Pure: the same for a row out of a message and for one
 * out of `ods_change`. Throws `LostDigits` when the message must be read losslessly.
 */
export function mapRow(mapping: Mapping, row: Row, pseudonyms: Pseudonyms): MappedRow | Refusal {
  const fields: Value[] = ENTITIES[mapping.entity].fields.map(field => unknownOf(field.type))
  let sent = mapping.mask
  for (const { field, value } of mapping.constants) fields[field] = value
  for (const one of mapping.fields) {
    const cell = row[one.column]
    if (cell === undefined) {
      sent ^= one.bit
      continue
    }
    try {
      fields[one.field] = readField(mapping, one, cell, fields[one.field] ?? 0, pseudonyms)
    } catch (error) {
      if (!(error instanceof BadValue)) throw error
      return { reason: 'bad_value', detail: `${mapping.table}.${one.column}: ${error.message}` }
    }
  }
  return { fields, sent, life: lifeOf(mapping, row) }
}

function readField(
  mapping: Mapping,
  one: FieldMapping,
  cell: Cell,
  unknown: Value,
  pseudonyms: Pseudonyms,
): Value {
  const field = ENTITIES[mapping.entity].fields[one.field]
  if (!field) throw new Error(`mapping of ${mapping.table} points at no field`)
  if (cell === null && one.required && one.conversion.as !== 'org')
    throw new BadValue('null in a column that must have a value')
  return convert(cell, one.conversion, field, unknown, pseudonyms, mapping.system.id)
}

/** A row that does not send the column of its mark (a patch) says nothing of it: it stays what it was. */
function lifeOf(mapping: Mapping, row: Row): MappedRow['life'] {
  if (!mapping.deleted) return 'shown'
  const cell = row[mapping.deleted.column]
  if (cell === undefined) return 'unsaid'
  return cell !== null && mapping.deleted.in.includes(toText(cell)) ? 'hidden' : 'shown'
}
