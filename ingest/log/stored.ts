import type { Entity, Value } from '../../warehouse/catalogue/entities.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import type { Change } from '../change.ts'
import { LIFE_CODES } from './encode.ts'
import { rulesOf } from './rules.ts'
import type { Life } from './timeline.ts'

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
  return `system, toString(id), toString(ver), source, lineage, toString(source_pos), alive, toString(sent), toUnixTimestamp64Milli(changed_at), key_text, ${fieldColumns(entity)}`
}

/** What to select for the fields of an entity: dates as days, instants as seconds since 1970. */
export function fieldColumns(entity: Entity): string {
  return entity.fields
    .map(({ name, type }) => {
      if (type === 'date' || type === 'month') return `toInt32(${name})`
      return type === 'instant' ? `toUnixTimestamp(${name})` : name
    })
    .join(', ')
}

/** Turns stored rows of an entity's log into the versions that were written. */
export function versionReader(entity: Entity): (row: StoredVersion) => KeyedVersion {
  const { unknown } = rulesOf(entity)
  const isText = textFields(entity)
  return ([system, id, ver, source, lineage, sourcePos, alive, sent, at, keyText, ...values]) => ({
    system,
    id,
    keyText,
    version: {
      ver: BigInt(ver),
      source,
      lineage,
      sourcePos: BigInt(sourcePos),
      life: lifeOf(alive),
      sent: BigInt(sent),
      at: Number(at),
      on: dayOf(Number(at)),
      fields: readFields(isText, unknown, values),
    },
  })
}

/** Fields whose stored value is text for TypeScript. */
export function textFields(entity: Entity): boolean[] {
  return entity.fields.map(field => ['text', 'name', 'id'].includes(field.type))
}

/** Values of an entity's fields as `fieldColumns` selects them. */
export function readFields(
  isText: readonly boolean[],
  unknown: readonly Value[],
  values: readonly Value[],
): Value[] {
  return isText.map((text, i) => {
    const value = values[i] ?? unknown[i] ?? 0
    return text ? String(value) : Number(value)
  })
}

const LIVES = new Map<number, Life>([
  [LIFE_CODES.deleted, 'deleted'],
  [LIFE_CODES.shown, 'shown'],
  [LIFE_CODES.unsaid, 'unsaid'],
  [LIFE_CODES.hidden, 'hidden'],
])

function lifeOf(code: number): Life {
  const life = LIVES.get(code)
  if (life === undefined) throw new Error(`a version with alive = ${code}, which this program does not know`)
  return life
}
