import { ENTITIES, type EntityName, type Value } from '../../warehouse/catalogue/entities.ts'
import type { Row } from './rows.ts'

/**
 * What a fact says, by the fields of its entity and in the catalogue's terms: days since 1970, instants as seconds since
 * 1970, money in fen, flags 0 and 1, ids as the source has them, an identity number where the warehouse has its pseudonym.
 * A field that is left out is not known.
 */
export type FactValues = Readonly<Record<string, Value>>

/** A row of one of the entities whose tables the model does not spell out column by column. */
export interface Fact extends Row {
  entity: EntityName
  isDeleted: boolean
  values: FactValues
}

/** Throws where an entity has no such field, or a text is none of its values: a fault of the model. */
export function checkFact(entity: EntityName, values: FactValues): void {
  const { fields } = ENTITIES[entity]
  for (const [name, value] of Object.entries(values)) {
    const found = fields.find(field => field.name === name)
    if (!found) throw new Error(`${entity} has no field ${name}`)
    if (found.values && !found.values.includes(String(value)))
      throw new Error(`${name} of ${entity} is never ${value}`)
  }
}
