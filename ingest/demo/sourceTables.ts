import { ENTITIES, type Field, type Value } from '../../warehouse/catalogue/entities.ts'
import { UNKNOWN_DAY } from '../../warehouse/contract/calendar.ts'
import { dayOf, monthOf, parseDay, startOfDay } from '../../warehouse/platform/time/day.ts'
import { holderOf } from '../mapping/identityNumber.ts'
import { type FieldMapping, isDerived, type Mapping, type TimeType } from '../mapping/mapping.ts'
import { type Column, type ColumnType, column } from './columns.ts'
import type { FactValues } from './facts.ts'
import { guidOf, isGuidColumn } from './guid.ts'
import type { Row } from './rows.ts'
import type { State, Table } from './table.ts'

const SECOND = 1000
/** What happened on a day that is all the model knows, happened in its middle. */
const NOON = 12 * 3600 * SECOND

/**
 * The source table that a mapping reads, seen from the other side: every column holds what the mapping makes the field of.
 * `valuesOf` is what a row says, `isGone` whether it counts as deleted. A value that the mapping has no code for is sent as
 * unknown, and the state tells no more of a row than its message does. Columns that the mapping does not name are not there.
 */
export function sourceTable<R extends Row>(
  mapping: Mapping,
  valuesOf: (row: R) => FactValues,
  isGone: (row: R) => boolean,
): Table<R> {
  const [schema = '', name = ''] = mapping.table.split('.')
  const byColumn = new Map<string, FieldMapping[]>()
  for (const field of mapping.fields)
    byColumn.set(field.column, [...(byColumn.get(field.column) ?? []), field])
  const columns = [...byColumn].map(([text, fields]) => columnOf(text, fields, valuesOf))
  for (const key of mapping.key) if (!byColumn.has(key)) columns.unshift(keyColumn(key))
  const { deleted } = mapping
  if (deleted && !byColumn.has(deleted.column)) {
    const yes = deleted.yes?.[0] ?? '1'
    const no = deleted.no?.[0] ?? '0'
    columns.push(column<R>(deleted.column, deleted.yes ? 'string' : 'int16', row => (isGone(row) ? yes : no)))
  }
  const { fields } = ENTITIES[mapping.entity]
  return {
    name,
    schema,
    topic: mapping.topics[0] ?? '',
    entity: mapping.entity,
    key: mapping.key,
    hasSchema: false,
    columns,
    isMarked: deleted !== null,
    isGone,
    state: row => known(mapping, fields, byColumn, valuesOf(row)),
  }
}

function keyColumn<R extends Row>(name: string): Column<R> {
  return isGuidColumn(name)
    ? column(name, 'string', row => guidOf(row.id))
    : column(name, 'int64', row => row.id)
}

/** Whether every text that the values hold has a code in the mapping, and agrees with what is the same in all its rows. */
export function canSay(mapping: Mapping, values: FactValues): boolean {
  return (
    mapping.constants.every(({ name, value }) => values[name] === undefined || values[name] === value) &&
    mapping.fields.every(({ name, conversion }) => {
      const value = values[name]
      return value === undefined || conversion.as !== 'enum' || codeOf(conversion.values, value) !== undefined
    })
  )
}

function columnOf<R extends Row>(
  name: string,
  fields: readonly FieldMapping[],
  values: (row: R) => FactValues,
): Column<R> {
  const best = finest(fields)
  return {
    ...column<R>(name, isGuidColumn(name) ? 'string' : typeOf(best), row =>
      cellOf(best, values(row)[best.name], fields, values(row)),
    ),
    optional: true,
  }
}

/** Of the fields that one column makes, the one that says most of it. */
function finest(fields: readonly FieldMapping[]): FieldMapping {
  const rank = ({ conversion: { as } }: FieldMapping) =>
    as === 'instant' ? 2 : as === 'date' ? 1 : isDerived(as) ? -1 : 0
  const [first, ...rest] = fields
  if (!first) throw new Error('a column makes no field')
  return rest.reduce((best, one) => (rank(one) > rank(best) ? one : best), first)
}

function typeOf({ conversion }: FieldMapping): ColumnType {
  switch (conversion.as) {
    case 'id':
      return 'int64'
    case 'org':
    case 'ref':
      return 'int64'
    case 'flag':
      return conversion.yes ? 'string' : 'int16'
    case 'count':
      return 'int32'
    case 'number_year':
    case 'filled':
      return 'string'
    case 'minutes':
      return conversion.unit === 'hours' ? 'decimal' : 'int32'
    case 'enum':
      return Object.keys(conversion.values).every(one => /^[1-9]?\d$/.test(one)) ? 'int16' : 'string'
    case 'date':
    case 'month':
    case 'instant':
      return conversion.type
    case 'fen':
      return conversion.unit === 'fen' ? 'int64' : 'decimal'
    default:
      return 'string'
  }
}

function cellOf(
  { name, column, conversion }: FieldMapping,
  value: Value | undefined,
  fields: readonly FieldMapping[],
  values: FactValues,
): string | number | null {
  if (value === undefined) {
    const other = fields.find(field => values[field.name] !== undefined)
    return other && other.name !== name ? cellOf(other, values[other.name], [other], values) : null
  }
  switch (conversion.as) {
    case 'flag': {
      const words = Number(value) ? conversion.yes : conversion.no
      return words?.[0] ?? Number(value)
    }
    case 'minutes':
      if (conversion.unit === 'hours') return Math.ceil((Number(value) * 100) / 60)
      return conversion.unit === 'seconds' ? Number(value) * 60 : value
    case 'enum':
      return codeOf(conversion.values, value) ?? null
    case 'date':
    case 'month':
      return value === UNKNOWN_DAY ? null : isDay(conversion.type) ? value : startOfDay(Number(value)) + NOON
    case 'instant':
      return isDay(conversion.type) ? dayOf(Number(value) * SECOND) : Number(value) * SECOND
    case 'id':
    case 'org':
    case 'person':
    case 'pseudonym':
    case 'ref':
      if (value === '0') return null
      return isGuidColumn(column) ? guidOf(String(value)) : value
    case 'filled':
      return Number(value) ? '1' : null
    case 'number_year':
      return Number(value) ? `${value}00000000` : null
    case 'fen':
      return conversion.unit === 'fen' ? String(value) : value
    default:
      return value
  }
}

function isDay(type: TimeType): boolean {
  return type === 'date' || type === 'yyyymm' || type === 'yyyymmdd' || type === 'chinese'
}

function codeOf(values: Readonly<Record<string, string>>, value: Value): string | undefined {
  return Object.keys(values).find(code => values[code] === value)
}

/** What the warehouse can know of a row: the fields that its message says. */
function known(
  mapping: Mapping,
  fields: readonly Field[],
  byColumn: ReadonlyMap<string, readonly FieldMapping[]>,
  values: FactValues,
): State {
  const state: Record<string, Value> = {}
  for (const { name, value } of mapping.constants) state[name] = value
  for (const link of mapping.parents)
    for (const { field } of link.fields) keep(state, fields[field], values[fields[field]?.name ?? ''])
  for (const all of byColumn.values()) {
    const best = finest(all)
    const cell = cellOf(best, values[best.name], all, values)
    for (const { field, conversion, name } of all) {
      const described = fields[field]
      if (!described) continue
      if (conversion.as === 'filled') keep(state, described, cell === null ? 0 : 1)
      else if (cell === null) keep(state, described, undefined)
      else if (values[name] !== undefined) keep(state, described, rounded(conversion, values[name]))
      else keep(state, described, derived(conversion.as, best, values))
    }
  }
  return state
}

/** A day as its column can say it: a column of months holds the first. */
function rounded(conversion: FieldMapping['conversion'], value: Value): Value {
  if (conversion.as !== 'date' || conversion.type !== 'yyyymm' || value === UNKNOWN_DAY) return value
  return monthOf(Number(value))
}

/** A day out of the instant that the same column holds. */
function derived(as: string, best: FieldMapping, values: FactValues): Value | undefined {
  const value = values[best.name]
  if (as === 'identity_gender') return holderOf(String(value ?? ''))?.gender
  if (as === 'identity_birth') return parseDay(holderOf(String(value ?? ''))?.birth ?? '')
  if (value === undefined || best.conversion.as !== 'instant') return value
  const day = dayOf(Number(value) * SECOND)
  return as === 'month' ? monthOf(day) : day
}

function keep(state: Record<string, Value>, described: Field | undefined, value: Value | undefined): void {
  if (described) state[described.name] = value ?? unknownOf(described)
}

/** How the warehouse stores that it does not know. */
function unknownOf({ type }: Field): Value {
  if (type === 'date' || type === 'month') return UNKNOWN_DAY
  return type === 'text' || type === 'name' ? '' : type === 'id' ? '0' : 0
}
