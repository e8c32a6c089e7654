import type { RefusalReason } from '../change.ts'
import type { ControlKind, Decoded, FormatName, SourceChange } from './record.ts'

/** What decoding came to. `detail` names formats, tables and columns, never values: they may be personal. */
export function changes(...found: SourceChange[]): Decoded {
  return { kind: 'changes', changes: found }
}

export function control(format: FormatName | null, kind: ControlKind): Decoded {
  return { kind: 'control', format, control: kind }
}

export function refuse(reason: RefusalReason, detail: string): Decoded {
  return { kind: 'refused', refusal: { reason, detail } }
}

export function unknownFormat(detail: string): Decoded {
  return refuse('unknown_format', detail)
}

/** The rows of a table are gone and are not named: only a new snapshot can tell what is left. */
export function emptied(table: string, how: string): Decoded {
  return refuse('truncate', `${how} of ${table}: take a new snapshot of the table`)
}
