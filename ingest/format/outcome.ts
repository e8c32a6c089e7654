import type { RefusalReason } from '../change.ts'
import type { ControlKind, Decoded, FormatName, SourceChange } from './record.ts'

/** What decoding came to. `detail` names formats, tables and columns, never values: they may be personal. */
export function changes(...found: SourceChange[]): Decoded {
  return { kind: 'changes', changes: found }
}

export function control(format: FormatName | null, kind: ControlKind): Decoded {
  return { kind: 'control', format, control: kind }
}

/** `tables` are those that the message is of, as far as it says. */
export function refuse(reason: RefusalReason, detail: string, tables: readonly string[] = []): Decoded {
  return { kind: 'refused', refusal: { reason, detail }, tables }
}

export function unknownFormat(detail: string): Decoded {
  return refuse('unknown_format', detail)
}

/** Rows of tables came or went and are not named: only a new snapshot can tell what is there. */
export function emptied(tables: readonly string[], how: string): Decoded {
  const named = tables.length === 0 ? 'a table that is not named' : tables.join(', ')
  return refuse('truncate', `${how} of ${named}: take a new snapshot of the table`, tables)
}
