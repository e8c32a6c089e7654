import { refuse } from './outcome.ts'
import type { Decoded, Reading } from './record.ts'
import { splitTable } from './text.ts'

/** What a message says of the table that it is of; each part `''` when it does not say it. */
export interface NamedTable {
  space: string
  name: string
}

/** Stands for a name that is no text: no table is called so. */
const NO_NAME = '?'

/** A part of a table's name out of one of the fields in which producers write it; `''` when there is none of them. */
export function nameIn(value: Readonly<Record<string, unknown>>, ...fields: readonly string[]): string {
  for (const field of fields) {
    const part = value[field]
    if (part === undefined || part === null || part === '') continue
    return typeof part === 'string' ? part : NO_NAME
  }
  return ''
}

/**
 * The table of a message of a format that need not name it. What it names it is held to; what it leaves out is as in the
 * only table of the topic. Null when that does not tell it either.
 */
export function tableNamed({ space, name }: NamedTable, { hints }: Reading): string | null {
  const { only } = hints
  if (space !== '' && name !== '') return `${space}.${name}`
  if (!only) return name || null
  const own = splitTable(only.table)
  if (name !== '') return name === own.name ? only.table : name
  return space === '' || space === own.schema ? only.table : null
}

/** Refusal of a row whose table neither it nor its topic tells. */
export function noTable(format: string, reading: Reading, { space, name }: NamedTable): Decoded {
  const { topic } = reading.message
  const isElsewhere = space !== '' && name === '' && reading.hints.only !== null
  return refuse(
    'unknown_table',
    isElsewhere
      ? `${format}: the message is of database or schema ${space}, in which the table of topic ${topic} is not`
      : `${format}: the message names no table, and topic ${topic} is not that of one table only`,
  )
}
