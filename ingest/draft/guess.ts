import { ENTITIES, ENTITY_NAMES, type EntityName, type Field } from '../../warehouse/catalogue/entities.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { DraftColumn, DraftTable } from './draftTable.ts'

/** What the tables of known systems call the fields of entities. */
export class KnownNames {
  /** By entity and by the name of a column without its signs: the fields that such a column becomes. */
  private readonly columns = new Map<string, Set<string>>()
  /** Entity, field and a column's name without what says that it is a time. */
  private readonly times = new Set<string>()
  /** The words of a code by entity and field: 正常 is `active`. */
  private readonly words = new Map<string, Map<string, string>>()

  constructor(mappings: readonly Mapping[]) {
    for (const { entity, fields } of mappings)
      for (const { name, column, conversion } of fields) {
        const key = `${entity} ${plain(column)}`
        this.columns.set(key, (this.columns.get(key) ?? new Set()).add(name))
        this.times.add(`${entity} ${name} ${stem(column)}`)
        if (conversion.as !== 'enum') continue
        const words = this.words.get(`${entity} ${name}`) ?? new Map<string, string>()
        this.words.set(`${entity} ${name}`, words)
        for (const [code, value] of Object.entries(conversion.values))
          if (/\p{Script=Han}/u.test(code)) words.set(code, value)
      }
  }

  isField(entity: EntityName, column: string, field: string): boolean {
    return this.columns.get(`${entity} ${plain(column)}`)?.has(field) ?? false
  }

  /** Whether the column of a time is called like one of a known system, but for its ending: checkin_at and checkin_time. */
  isTime(entity: EntityName, column: string, { name, type }: Field): boolean {
    const isTime = type === 'date' || type === 'month' || type === 'instant'
    return isTime && stem(column) !== '' && this.times.has(`${entity} ${name} ${stem(column)}`)
  }

  /** The value of a field that a word or an identifier means. */
  valueOf(entity: EntityName, { name, values = [] }: Field, word: string): string | undefined {
    const lower = word.toLowerCase()
    return values.find(value => value === lower) ?? this.words.get(`${entity} ${name}`)?.get(word)
  }
}

/** A column and the field that it seems to be. */
export interface Guess {
  column: DraftColumn
  field: Field
}

/** The entity that a table seems to be: the one most of whose fields have a column. */
export function guessEntity(table: DraftTable, names: KnownNames): EntityName {
  let best: { entity: EntityName; score: number } | undefined
  for (const entity of ENTITY_NAMES) {
    const guesses = guessFields(table, entity, names)
    const required = guesses.filter(({ field }) => ENTITIES[entity].required.includes(field.name)).length
    const score = guesses.length + required + 6 * likeness(table.name, entity)
    if (!best || score > best.score) best = { entity, score }
  }
  return best?.entity ?? 'member'
}

/** The fields of an entity with the columns that they seem to come from, the surest first taken; in the entity's order. */
export function guessFields(table: DraftTable, entity: EntityName, names: KnownNames): Guess[] {
  const fields: readonly Field[] = ENTITIES[entity].fields
  const pairs = table.columns.flatMap(column =>
    fields.map(field => ({ column, field, score: scoreOf(table, entity, column, field, names) })),
  )
  const taken = new Set<unknown>()
  const found: Guess[] = []
  for (const { column, field, score } of pairs.sort((a, b) => b.score - a.score)) {
    if (score === 0 || taken.has(column) || taken.has(field)) continue
    taken.add(column).add(field)
    found.push({ column, field })
  }
  return found.sort((a, b) => fields.indexOf(a.field) - fields.indexOf(b.field))
}

function scoreOf(
  { key }: DraftTable,
  entity: EntityName,
  column: DraftColumn,
  field: Field,
  names: KnownNames,
): number {
  const isOwnId = key.length === 1 && key[0] === column.name
  // the key of organisations is a field; every other key stands apart
  if (isOwnId && !(entity === 'org' && field.name === 'org_id')) return 0
  const comment = column.comment.split(/[\s:：,，(（]/)[0] ?? ''
  let score = 0
  if (plain(column.name) === plain(field.name)) score = 5
  else if (names.isField(entity, column.name, field.name)) score = 4
  else if (comment !== '' && comment === field.title) score = 4
  else if (names.isTime(entity, column.name, field)) score = 3
  else if (comment.length > 1 && (field.title.includes(comment) || comment.includes(field.title))) score = 2
  return score
}

/** The share of the words of an entity's name that a table's name has. */
function likeness(table: string, entity: string): number {
  const words = entity.split('_')
  const text = plain(table.slice(table.lastIndexOf('.') + 1))
  return words.filter(word => text.includes(word)).length / words.length
}

export function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d\p{Script=Han}]/gu, '')
}

function stem(column: string): string {
  return plain(column).replace(/(?:time|date|day|at|on)$/, '')
}
