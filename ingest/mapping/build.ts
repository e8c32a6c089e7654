import { ENTITIES, type Entity, type Field } from '../../warehouse/catalogue/entities.ts'
import type { Loaded } from './document.ts'
import {
  type Constant,
  type Conversion,
  type FieldMapping,
  isDerived,
  isPersonal,
  type KeptColumn,
  keptName,
  type Mapping,
  type System,
} from './mapping.ts'
import { buildParent } from './parents.ts'
import type { FieldFile, SystemFile, TableFile } from './schema.ts'

/** Which conversions yield a field of this type. */
const FITTING: Readonly<Record<Field['type'], readonly FieldFile['as'][]>> = {
  text: ['text', 'enum', 'constant'],
  name: ['text'],
  id: ['id', 'ref'],
  date: ['date'],
  month: ['month', 'identity_birth'],
  instant: ['instant'],
  fen: ['fen'],
  count: ['count', 'minutes', 'number_year', 'constant'],
  flag: ['flag', 'filled', 'constant'],
}

/** An id has its key space in its name: organisations are found in the tree, persons only by their pseudonym. */
function fittingOf(field: Field): readonly FieldFile['as'][] {
  if (field.type === 'id' && field.name.endsWith('org_id')) return ['org']
  if (field.type === 'id' && field.name.endsWith('_no_key')) return ['pseudonym']
  if (field.type === 'id' && field.name.endsWith('_key')) return ['person']
  if (field.name === 'gender') return [...FITTING.text, 'identity_gender']
  return FITTING[field.type]
}

/** The mapping that a table's file describes. What is wrong in it joins `faults`, with file and line. */
export function buildMapping(
  system: System,
  topic: SystemFile['topic'],
  loaded: Loaded<TableFile>,
  faults: string[],
): Mapping {
  const { value: table, at, file } = loaded
  const entity = ENTITIES[table.entity]
  const fields: FieldMapping[] = []
  const constants: Constant[] = []
  for (const [name, given] of Object.entries(table.fields)) {
    const place = ['fields', name]
    const index = entity.fields.findIndex(field => field.name === name)
    const field = entity.fields[index]
    if (!field) {
      faults.push(
        `${at(place)}: entity ${entity.name} has no field ${name}; it has ${entity.fields.map(one => one.name).join(', ')}`,
      )
      continue
    }
    const fitting = fittingOf(field)
    if (!fitting.includes(given.as))
      faults.push(
        `${at(place)}: ${name} is a ${field.type}, which "as: ${given.as}" does not yield; use ${fitting.join(' or ')}`,
      )
    for (const [step, value] of valuesOf(given)) {
      const fault = faultOfValue(field, value)
      if (fault) faults.push(`${at([...place, ...step])}: ${fault}`)
    }
    if (given.as === 'constant') constants.push({ field: index, name, value: given.value })
    else fields.push(toFieldMapping(entity, index, name, given))
  }
  const key = typeof table.key === 'string' ? [table.key] : table.key
  const mapped = new Set(Object.keys(table.fields))
  const parents = table.parents.flatMap(
    (parent, i) =>
      buildParent(system.id, entity, mapped, parent, (place, fault) =>
        faults.push(`${at(['parents', i, ...place])}: ${fault}`),
      ) ?? [],
  )
  checkRequired(entity, loaded, faults)
  checkPersonal(key, loaded, faults)
  const topics = table.topics ?? (topic ? [topicOf(topic, table.table)] : [])
  if (topics.length === 0)
    faults.push(`${at(['table'])}: neither this file has topics nor its system.yaml a topic`)
  const columns = new Set([
    ...key,
    ...fields.map(field => field.column),
    ...(table.deleted ? [table.deleted.column] : []),
  ])
  return {
    system,
    file,
    table: table.table,
    topics,
    format: table.format ?? null,
    entity: table.entity,
    key,
    space: table.space ?? '',
    deleted: table.deleted ?? null,
    order: table.order,
    parents,
    fields,
    constants,
    columns,
    kept: toKeptColumns(fields, columns),
    mask: [...fields, ...constants].reduce((mask, { field }) => mask | (1n << BigInt(field)), 0n),
  }
}

function toFieldMapping(
  entity: Entity,
  field: number,
  name: string,
  { column, ...conversion }: { column: string } & Conversion,
): FieldMapping {
  return {
    field,
    bit: 1n << BigInt(field),
    name,
    column,
    conversion,
    required: entity.required.includes(name),
  }
}

/** The columns as they are, those that only something is derived from left out; then what is derived. */
function toKeptColumns(fields: readonly FieldMapping[], columns: Iterable<string>): KeptColumn[] {
  const keptAs = (column: string, name: string, field: number | null): KeptColumn => ({
    column,
    name,
    label: `${JSON.stringify(name)}:`,
    field,
  })
  const derived = fields.filter(({ conversion }) => isDerived(conversion.as))
  const plain = [...columns].filter(column => {
    const uses = fields.filter(field => field.column === column)
    return uses.length === 0 || uses.some(field => !derived.includes(field))
  })
  return [
    ...plain.map(column => {
      const person = fields.find(field => field.column === column && isPersonal(field.conversion.as))
      return keptAs(column, column, person?.field ?? null)
    }),
    ...derived.map(one => keptAs(one.column, keptName(one), one.field)),
  ]
}

/** The values that a field of the file can yield, each with its place below the field. */
function valuesOf(given: FieldFile): [string[], string | number][] {
  if (given.as === 'constant') return [[['value'], given.value]]
  if (given.as !== 'enum') return []
  return Object.entries(given.values).map(([code, value]) => [['values', code], value])
}

function faultOfValue(field: Field, value: string | number): string | undefined {
  if (field.values && !field.values.includes(String(value)))
    return `${field.name} has no value ${value}; it has ${field.values.join(', ')}`
  if (field.type === 'flag' && value !== 0 && value !== 1) return `${field.name} is 0 or 1`
  if ((field.type === 'text') !== (typeof value === 'string'))
    return `${field.name} is a ${field.type}, which ${JSON.stringify(value)} is not`
  return undefined
}

function checkRequired(entity: Entity, { value: table, at }: Loaded<TableFile>, faults: string[]): void {
  const ofParents = table.parents.flatMap(parent => Object.keys(parent.fields))
  const missing = entity.required.filter(name => !(name in table.fields) && !ofParents.includes(name))
  if (missing.length > 0) faults.push(`${at(['fields'])}: entity ${entity.name} needs ${missing.join(', ')}`)
}

/** A column with a personal number must not be kept in the clear by another use of it. */
function checkPersonal(
  key: readonly string[],
  { value: table, at }: Loaded<TableFile>,
  faults: string[],
): void {
  const columns = Object.entries(table.fields).flatMap(([name, given]) =>
    given.as === 'constant' ? [] : [{ name, column: given.column, as: given.as }],
  )
  const personal = new Map(columns.filter(one => isPersonal(one.as)).map(one => [one.column, one.as]))
  for (const { name, column, as } of columns)
    if (personal.has(column) && personal.get(column) !== as && !isDerived(as))
      faults.push(
        `${at(['fields', name])}: ${column} is a person's number in another field, so ${name} must not hold it "as: ${as}"`,
      )
  for (const column of key)
    if (personal.has(column))
      faults.push(`${at(['key'])}: ${column} is a person's number, which a key would keep in the clear`)
  if (table.deleted && personal.has(table.deleted.column))
    faults.push(`${at(['deleted'])}: ${table.deleted.column} is a person's number`)
}

function topicOf(pattern: string, table: string): string {
  const name = table.slice(table.lastIndexOf('.') + 1)
  const schema = table.slice(0, Math.max(0, table.lastIndexOf('.')))
  return pattern.replaceAll('{table}', table).replaceAll('{schema}', schema).replaceAll('{name}', name)
}
