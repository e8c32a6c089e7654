import type { SourceChange } from '../format/record.ts'
import type { Version } from '../log/timeline.ts'
import type { Mapping } from './mapping.ts'

/** A column that a mapping names and a whole row of its table does not have. */
export interface MissingColumn {
  mapping: Mapping
  column: string
  /** A column of the row whose name differs in its case only; `''` when there is none. */
  like: string
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
    const small = column.toLowerCase()
    missing.push({
      mapping,
      column,
      like: Object.keys(after).find(name => name.toLowerCase() === small) ?? '',
      isRequired: isRequired(mapping, column),
    })
  }
  return missing
}

/** What is missing, for people. */
export function missingWords({ mapping, column, like }: Omit<MissingColumn, 'isRequired'>): string {
  return `a whole row of ${mapping.table} has no column ${column}${like === '' ? '' : `, but one ${like}`}`
}

function isRequired({ deleted, fields, parents }: Mapping, column: string): boolean {
  if (deleted?.column === column) return true
  const given = new Set(parents.flatMap(parent => parent.fields.map(({ field }) => field)))
  return fields.some(one => one.column === column && one.required && !given.has(one.field))
}
