import type { SourceChange } from '../format/record.ts'
import type { Version } from '../log/timeline.ts'
import type { Mapping } from './mapping.ts'

/** A column that a mapping names and a whole row of its table does not have. */
export interface MissingColumn {
  mapping: Mapping
  column: string
  /** The row that lacks it. */
  row: NonNullable<SourceChange['after']>
  /** Without it a row never counts: a field that the entity requires and no parent gives, or the mark of deletion. */
  isRequired: boolean
}

/** The columns that a row lacks although it came whole; none of a patch, in which a column that is not there is as it was. */
export function missingColumnsOf(
  mapping: Mapping,
  { after, absent, isWhole }: Pick<SourceChange, 'after' | 'absent' | 'isWhole'>,
  { sent, life }: Pick<Version, 'sent' | 'life'>,
): MissingColumn[] {
  if (!after || !isWhole || (sent === mapping.mask && life !== 'unsaid')) return []
  const missing: MissingColumn[] = []
  for (const column of mapping.columns) {
    // the key may stand in the message's key only
    if (Object.hasOwn(after, column) || absent.includes(column) || mapping.key.includes(column)) continue
    missing.push({ mapping, column, row: after, isRequired: isRequired(mapping, column) })
  }
  return missing
}

/** A column of the row whose name differs from the missing one in its case only; `''` when there is none. */
export function spelledLike({ column, row }: Pick<MissingColumn, 'column' | 'row'>): string {
  const small = column.toLowerCase()
  return Object.keys(row).find(name => name.toLowerCase() === small) ?? ''
}

/** What is missing, for people. */
export function missingWords({ mapping, column, row }: Omit<MissingColumn, 'isRequired'>): string {
  const like = spelledLike({ column, row })
  return `a whole row of ${mapping.table} has no column ${column}${like === '' ? '' : `, but one ${like}`}`
}

/** The columns without which a row of a mapping never counts: it is asked of every row that lacks one. */
const REQUIRED = new WeakMap<Mapping, ReadonlySet<string>>()

function isRequired(mapping: Mapping, column: string): boolean {
  let required = REQUIRED.get(mapping)
  if (!required) {
    required = requiredColumns(mapping)
    REQUIRED.set(mapping, required)
  }
  return required.has(column)
}

function requiredColumns({ deleted, fields, parents }: Mapping): ReadonlySet<string> {
  const given = new Set(parents.flatMap(parent => parent.fields.map(({ field }) => field)))
  const columns = fields.filter(one => one.required && !given.has(one.field)).map(one => one.column)
  return new Set([deleted?.column, ...columns].filter(column => column !== undefined))
}
