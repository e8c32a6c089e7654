import type { Entity, Value } from '../../warehouse/catalogue/entities.ts'
import { dayOf } from '../../warehouse/time/day.ts'
import type { Change } from '../change.ts'
import { rulesOf } from './rows.ts'

/** A version and the key it belongs to: all that a log needs of a change. */
export type KeyedVersion = Pick<Change, 'system' | 'id' | 'keyText' | 'version'>

/** A row of `JSONCompactEachRow` with the columns of `versionColumns`. */
export type StoredVersion = [
  number,
  string,
  string,
  string,
  string,
  string,
  number,
  string,
  string,
  string,
  ...Value[],
]

/** What to select from a log, `where ev = 1`, to get its versions back with `versionReader`. */
export function versionColumns(entity: Entity): string {
  const fields = entity.fields.map(({ name, type }) => {
    if (type === 'date' || type === 'month') return `toInt32(${name})`
    return type === 'instant' ? `toUnixTimestamp(${name})` : name
  })
  return `system, toString(id), toString(ver), source, lineage, toString(source_pos), alive, toString(sent), toUnixTimestamp64Milli(changed_at), key_text, ${fields.join(', ')}`
}

/** Turns stored rows of an entity's log into the versions that were written. */
export function versionReader(entity: Entity): (row: StoredVersion) => KeyedVersion {
  const { unknown } = rulesOf(entity)
  const isText = entity.fields.map(field => ['text', 'name', 'id'].includes(field.type))
  return ([system, id, ver, source, lineage, sourcePos, alive, sent, at, keyText, ...values]) => ({
    system,
    id,
    keyText,
    version: {
      ver: BigInt(ver),
      source,
      lineage,
      sourcePos: BigInt(sourcePos),
      alive: alive === 1,
      sent: BigInt(sent),
      at: Number(at),
      on: dayOf(Number(at)),
      fields: isText.map((text, i): Value => {
        const value = values[i] ?? unknown[i] ?? 0
        return text ? String(value) : Number(value)
      }),
    },
  })
}
