import { ENTITIES, type EntityName, unknownOf, type Value } from '../../warehouse/catalogue/entities.ts'
import type { Refusal } from '../change.ts'
import type { Cell, Row } from '../format/record.ts'
import type { Life } from '../log/timeline.ts'
import { BadValue } from './badValue.ts'
import { cellOf, toText } from './cell.ts'
import { convert } from './convert.ts'
import { toFlag } from './flags.ts'
import { isDerived, keptName, type Mapping } from './mapping.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { remedyOf } from './remedy.ts'

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
export function mapRow(
  mapping: Mapping,
  row: Row,
  pseudonyms: Pseudonyms,
  from: 'message' | 'kept' = 'message',
): MappedRow | Refusal {
  const fields = unknownFields(mapping.entity)
  let { mask: sent } = mapping
  for (const { field, value } of mapping.constants) fields[field] = value
  for (const one of mapping.fields) {
    const cell = cellOf(row, from === 'kept' ? keptName(one) : one.column)
    if (cell === undefined) {
      sent ^= one.bit
      continue
    }
    try {
      const value =
        from === 'kept' && isDerived(one.conversion.as)
          ? keptValue(cell)
          : convert(cell, one.conversion, one, pseudonyms, mapping.system.id)
      if (value !== undefined) fields[one.field] = value
      // rows of no organisation stand apart in the tree
      else if (one.required && one.conversion.as !== 'org')
        return badValue(mapping, one.column, `${cell === null ? 'null' : 'not known'} ${MUST_HAVE}`)
    } catch (error) {
      if (!(error instanceof BadValue)) throw error
      const remedy = remedyOf(cell, one.conversion)
      return badValue(mapping, one.column, remedy ? `${error.message}. ${remedy}` : error.message)
    }
  }
  const { deleted } = mapping
  if (!deleted) return { fields, sent, life: 'shown' }
  try {
    return { fields, sent, life: lifeOf(cellOf(row, deleted.column), deleted) }
  } catch (error) {
    if (!(error instanceof BadValue)) throw error
    return badValue(mapping, deleted.column, error.message)
  }
}

/** What was derived from a cell is kept as it is: a number (days may be before 1970), or a text of the catalogue. */
function keptValue(cell: Cell): Value | undefined {
  if (cell === null) return undefined
  const text = toText(cell)
  return /^-?\d+$/.test(text) ? Number(text) : text
}

const MUST_HAVE = 'in a column that must have a value'

const UNKNOWN = new Map<EntityName, readonly Value[]>()

/** The fields of an entity of which nothing is known, to be filled. */
export function unknownFields(entity: EntityName): Value[] {
  let known = UNKNOWN.get(entity)
  if (!known) {
    known = ENTITIES[entity].fields.map(field => unknownOf(field.type))
    UNKNOWN.set(entity, known)
  }
  return known.slice()
}

/**
 * A row that does not send the column of its mark (a patch) says nothing of it: it stays what it was. Null is no mark: a
 * column that was added later is null in the rows that were there.
 */
function lifeOf(cell: Cell | undefined, deleted: NonNullable<Mapping['deleted']>): MappedRow['life'] {
  if (cell === undefined) return 'unsaid'
  return cell !== null && toFlag(cell, deleted) === 1 ? 'hidden' : 'shown'
}

function badValue({ table }: Mapping, column: string, fault: string): Refusal {
  return { reason: 'bad_value', detail: `${table}.${column}: ${fault}` }
}
