import { isHidden } from '../../../warehouse/contract/figureState.ts'
import type { AnswerCell, AnswerColumn, AnswerRow } from '../../../warehouse/reports/answer.ts'

/** The rows of a sheet do not add up to the warehouse's total: a defect, and no figure for anybody's desk. */
export class TotalMismatch extends Error {
  override name = 'TotalMismatch'
  readonly column: string

  constructor(report: string, column: AnswerColumn, sum: bigint, total: number | null) {
    const title = column.group ? `${column.group} ${column.title}` : column.title
    super(
      `"${report}", column "${title}" (${column.metric}): the rows add up to ${sum}, the warehouse's total is ${total ?? 'missing'}`,
    )
    this.column = title
  }
}

/** Sums the columns of a report row by row, in whole fen, minutes and counts, to hold them against its total row. */
export class Totals {
  readonly #report: string
  readonly #columns: readonly AnswerColumn[]
  readonly #sums: bigint[]
  readonly #hasHidden: boolean[]
  #isEmpty = true

  constructor(report: string, columns: readonly AnswerColumn[]) {
    this.#report = report
    this.#columns = columns
    this.#sums = columns.map(() => 0n)
    this.#hasHidden = columns.map(() => false)
  }

  add(row: AnswerRow): void {
    this.#isEmpty = false
    for (const [i, column] of this.#columns.entries()) {
      const cell = row.cells[i]
      if (!column.addsUp || !cell) continue
      if (isHidden(cell.state)) this.#hasHidden[i] = true
      else if (cell.value !== null) this.#sums[i] = (this.#sums[i] ?? 0n) + wholeOf(column, cell.value)
    }
  }

  /**
   * Whether the total of a column may stand as the sum of the rows above it. False where it is no sum, or a cell is hidden.
   * Throws `TotalMismatch` when the sum differs.
   */
  isSum(index: number, total: AnswerCell | undefined): boolean {
    const column = this.#columns[index]
    if (!column?.addsUp || !total || isHidden(total.state) || this.#hasHidden[index]) return false
    const sum = this.#sums[index] ?? 0n
    if (sum !== (total.value === null ? 0n : wholeOf(column, total.value)))
      throw new TotalMismatch(this.#report, column, sum, total.value)
    return total.value !== null && !this.#isEmpty
  }
}

function wholeOf(column: AnswerColumn, value: number): bigint {
  if (!Number.isInteger(value))
    throw new Error(`${column.metric} "${column.title}" is to add up, but ${value} is no whole number`)
  return BigInt(value)
}
