import { ENTITIES, type Field, unknownOf, type Value } from '../../warehouse/catalogue/entities.ts'
import { formatDay, formatInstant } from '../../warehouse/platform/time/day.ts'
import type { Change, Refusal } from '../change.ts'
import type { RowChange } from '../format/record.ts'
import { isOwn } from './directories.ts'
import { describeWords } from './flags.ts'
import { type Conversion, isPersonal, keptName, type Mapping, type Mappings } from './mapping.ts'

/** One line for each system, and one for each of its tables. */
export function describeSystems({ systems, all }: Mappings): string[] {
  return [...systems]
    .sort((a, b) => a.id - b.id)
    .flatMap(system => {
      const tables = all.filter(mapping => mapping.system.id === system.id)
      const entities = new Set(tables.map(mapping => mapping.entity))
      const fields = tables.reduce((sum, mapping) => sum + filled(mapping), 0)
      const sender = [system.database, system.capture].filter(Boolean).join(', ')
      return [
        `${system.id} ${system.name} ${system.title}${sender && ` (${sender})`}: ${tables.length} tables, ${entities.size} entities, ${fields} fields`,
        ...columns(
          tables.map(mapping => [
            mapping.table,
            mapping.entity,
            `${filled(mapping)} of ${ENTITIES[mapping.entity].fields.length} fields`,
            mapping.topics.join(', '),
            isOwn(mapping.file) ? mapping.file : '',
          ]),
        ),
      ]
    })
}

/** What a table becomes: its key, its fields with their columns and conversions, and what the table does not fill. */
export function describeMapping(mapping: Mapping): string[] {
  const entity = ENTITIES[mapping.entity]
  const unfilled = entity.fields.filter((_, i) => !((mapping.mask >> BigInt(i)) & 1n))
  const space = mapping.space && `, in the space ${mapping.space}`
  return [
    `${mapping.table} of ${mapping.system.name} (${mapping.system.title}) becomes ${entity.name} (${entity.title})`,
    `file: ${mapping.file}`,
    `topic: ${mapping.topics.join(', ')}`,
    `key: ${mapping.key.join(' and ')}${space}`,
    ...(mapping.deleted ? [describeMark(mapping.deleted)] : []),
    ...(entity.privacy ? [`figures: ${entity.privacy}`] : []),
    'fields:',
    ...columns([
      ...mapping.fields.map(one => [
        `${one.name}${one.required ? ' *' : ''}`,
        `from ${one.column}`,
        describeConversion(one.conversion),
      ]),
      ...mapping.constants.map(one => [one.name, 'in every row', String(one.value)]),
    ]),
    ...(unfilled.length > 0 ? [`not filled: ${unfilled.map(field => field.name).join(', ')}`] : []),
    `white list: ${[...mapping.columns].sort().join(', ')}; every other column is dropped in the ingest process`,
  ]
}

/** What one row of a message becomes, given the row as the format read it: converted fields, and what is left out. */
export function describeChange(mapping: Mapping, row: RowChange, change: Change | Refusal): string[] {
  const sent = Object.keys(row.after ?? row.before ?? row.key ?? {})
  const dropped = sent.filter(column => !mapping.columns.has(column))
  const left = dropped.length > 0 ? [`  dropped: ${dropped.join(', ')}`] : []
  if ('reason' in change) return [`refused as ${change.reason}: ${change.detail}`, ...left]
  const { version } = change
  const key = change.keyText === '' ? '' : ` (hash of the key ${JSON.stringify(change.keyText)})`
  const what =
    row.op === 'delete' ? 'deletion' : version.life === 'hidden' ? 'deletion, by its mark' : 'state'
  return [
    `${what} of ${change.entity} ${change.id}${key}, changed at ${formatInstant(version.at)}${row.snapshot ? ', from a snapshot' : ''}`,
    ...columns(row.op === 'delete' ? [] : describeFields(mapping, change)),
    ...left,
  ]
}

function describeFields(mapping: Mapping, { version, ods }: Change): string[][] {
  const { fields } = ENTITIES[mapping.entity]
  const isSent = (index: number) => ((version.sent >> BigInt(index)) & 1n) === 1n
  const shown = (index: number) => {
    const field = fields[index]
    return field ? showValue(field, version.fields[index] ?? '') : ''
  }
  return [
    ...mapping.fields.map(one => {
      const { field, name, column, conversion } = one
      if (!isSent(field)) return [name, '(not sent)', `from ${column}`]
      if (ods.nulls.includes(keptName(one))) return [name, '(null: not known)', `from ${column}`]
      return [name, shown(field), `from ${column}${isPersonal(conversion.as) ? ', a pseudonym' : ''}`]
    }),
    ...mapping.constants.map(({ field, name }) => [name, shown(field), 'in every row']),
  ]
}

/** Of a number 0 may be what the row says; of all else a conversion never yields what stands for not known. */
function showValue(field: Field, value: Value): string {
  const isNumber = field.type === 'count' || field.type === 'flag' || field.type === 'fen'
  if (!isNumber && value === unknownOf(field.type)) return '(not known)'
  if (field.type === 'date' || field.type === 'month') return formatDay(Number(value))
  if (field.type === 'instant') return formatInstant(Number(value) * 1_000).slice(0, 19)
  if (field.type === 'fen') return `${value} fen`
  return String(value)
}

function describeMark({ column, ...words }: NonNullable<Mapping['deleted']>): string {
  const { yes, no } = describeWords(words)
  return `gone: while ${column} is ${yes}; not while it is ${no} or null`
}

function describeConversion(conversion: Conversion): string {
  switch (conversion.as) {
    case 'enum':
      return `enum: ${Object.entries(conversion.values)
        .map(([code, value]) => `${code} → ${value}`)
        .join(', ')}`
    case 'date':
    case 'month':
    case 'instant':
      return `${conversion.as}, sent as ${conversion.type}`
    case 'fen':
    case 'minutes':
      return `${conversion.as}, sent in ${conversion.unit}`
    case 'flag': {
      const { yes, no } = describeWords(conversion)
      return `flag: ${yes} → 1, ${no} → 0`
    }
    case 'ref':
      return conversion.space ? `ref, in the space ${conversion.space}` : 'ref'
    case 'person':
      return 'person: a keyed pseudonym of an identity number, the number itself goes nowhere'
    case 'filled':
      return 'filled: whether anything stands there, the text itself goes nowhere'
    case 'number_year':
      return 'number_year: the year that the number begins with, the number itself goes nowhere'
    case 'identity_birth':
      return 'identity_birth: the month of birth in an identity number, the number itself goes nowhere'
    case 'identity_gender':
      return 'identity_gender: the sex in an identity number, the number itself goes nowhere'
    case 'pseudonym':
      return 'pseudonym: keyed, the number itself goes nowhere'
    default:
      return conversion.as
  }
}

function filled(mapping: Mapping): number {
  return mapping.fields.length + mapping.constants.length
}

/** Rows of text with their columns below each other, indented. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return rows.map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
}
