import type { AnswerCell, AnswerRow, ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { cellValueOf } from './cellValue.ts'

const MOST_REVISIONS = 8

/** Published figures for which the logs say something else by now. */
export class Revisions {
  readonly #answer: ReportAnswer
  readonly #texts: string[] = []
  #count = 0

  constructor(answer: ReportAnswer) {
    this.#answer = answer
  }

  /** Keeps what a row has of them. */
  note(row: AnswerRow): void {
    row.cells.forEach((cell, i) => {
      const text = this.#textOf(row, cell, i)
      if (!text) return
      this.#count++
      if (this.#texts.length < MOST_REVISIONS) this.#texts.push(text)
    })
  }

  /** A remark with the first of them; `''` when there are none. */
  inWords(): string {
    if (this.#count === 0) return ''
    const rest = this.#count > this.#texts.length ? ` 等 ${this.#count} 处` : ''
    return `修订：发布后有数据到达，按当前数据：${this.#texts.join('；')}${rest}。`
  }

  #textOf(row: AnswerRow, cell: AnswerCell, index: number): string | undefined {
    const column = this.#answer.columns[index]
    if (cell.revised === undefined || !column) return undefined
    const title = column.group ? `${column.group}${column.title}` : column.title
    const value = cellValueOf(column.unit, cell.revised)
    const text =
      typeof value === 'string'
        ? value
        : column.unit === '%'
          ? `${(value * 100).toFixed(1)}%`
          : value.toLocaleString('zh-CN', { minimumFractionDigits: column.unit === '元' ? 2 : 0 })
    return `${row.name}“${title}”为 ${text}`
  }
}
