import { exactText } from '../format/json.ts'
import type { Cell, Row } from '../format/record.ts'

/** A cell of a row; undefined when the row does not hold the column. */
export function cellOf(row: Row, column: string): Cell | undefined {
  const cell = row[column]
  // what a column called `constructor` finds in a row without it: JSON holds no functions. Object.hasOwn costs more
  return typeof cell === 'function' || cell === Object.prototype ? undefined : cell
}

/** A cell as the source would write it. */
export function toText(cell: Exclude<Cell, null>): string {
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return exactText(cell)
  if (typeof cell === 'boolean') return cell ? '1' : '0'
  return JSON.stringify(cell)
}
