import { exactText } from './json.ts'
import type { Cell, Reading, Row, SourceChange } from './record.ts'

/**
 * The columns by which rows of a table are told apart. What the mapping says comes first: a change of another column of
 * the source's key (a partition column) moves the row nowhere in the warehouse, and must not look like a deletion.
 */
export function keyColumnsOf(
  reading: Reading,
  table: string,
  sent: readonly string[] | null,
): readonly string[] {
  return reading.hints.find(table)?.keyColumns ?? sent ?? []
}

/**
 * An update as what it means for the rows by their keys: one upsert, or, when the key itself changed, the deletion of the
 * old row and the upsert of the new one, which takes over what the change did not send. Debezium sends it so already;
 * Canal, Maxwell, OGG and DRS do not. Throws `LostDigits` when keys may have been rounded.
 */
export function splitKeyChange(update: SourceChange, keyColumns: readonly string[]): SourceChange[] {
  const { before, after } = update
  if (!before || !after || !keyColumns.some(name => isChanged(before[name], after[name]))) return [update]
  return [
    { ...update, op: 'delete', after: null, key: pick(before, keyColumns), absent: [] },
    {
      ...update,
      after: { ...before, ...after },
      absent: update.absent.filter(name => !Object.hasOwn(before, name)),
      isRekeyed: true,
    },
  ]
}

/** Whether a row was given its key by the message: Debezium names the old one in a header of what it sends as an insertion. */
export function isRekeyed({ message }: Reading): boolean {
  return message.headers !== undefined && Object.hasOwn(message.headers, '__debezium.oldkey')
}

function isChanged(before: Cell | undefined, after: Cell | undefined): boolean {
  return before !== undefined && after !== undefined && cellText(before) !== cellText(after)
}

/** `7` and `"7"` are one key: snapshots and changes of one table can differ in it. */
function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell
  return typeof cell === 'number' ? exactText(cell) : JSON.stringify(cell)
}

export function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => columns.includes(name)))
}
