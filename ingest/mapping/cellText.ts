import { exactText } from '../format/json.ts'
import type { Cell } from '../format/record.ts'

/** A cell as the source would write it. */
export function toText(cell: Exclude<Cell, null>): string {
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return exactText(cell)
  if (typeof cell === 'boolean') return cell ? '1' : '0'
  return JSON.stringify(cell)
}
