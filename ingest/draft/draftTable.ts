/** What is known of a source table before somebody maps it. */
export interface DraftTable {
  /** With its database or schema where the source says it. */
  name: string
  key: readonly string[]
  columns: readonly DraftColumn[]
}

export interface DraftColumn {
  name: string
  /** The type as the database spells it, in lower case; '' where only messages were seen. */
  type: string
  comment: string
  /** Values that were seen, each once; empty where none were, or too many. */
  seen: readonly string[]
}
