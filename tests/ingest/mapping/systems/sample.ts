import type { Row } from '../../../../ingest/format/record.ts'

/** A row of a source table as its capture tool sends it, and what it must become. */
export interface Sample {
  table: string
  row: Row
  /** The row's key: a number, or the text that is hashed. */
  key: string
  /**
   * Fields in readable form: dates and instants of Shanghai as text, `org 30` the organisation that the source calls 30,
   * `person …` the pseudonym of an identity number, `number …`
   * that of another personal number, `row …` the id of the row with that text key, `unknown` a field without a value.
   */
  fields: Readonly<Record<string, string>>
  /** Columns that mark the row as deleted. */
  deleted?: Row
  /** Columns that must not leave the process. */
  dropped: readonly string[]
}
