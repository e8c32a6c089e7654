import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { ParentLink } from '../log/parents.ts'

/** A source system, as `system.yaml` describes it. */
export interface System {
  /** 1 … 255; stands in every row, never changes. */
  id: number
  name: string
  title: string
  zone: 'Asia/Shanghai'
}

/** How a source column becomes a field. */
export type Conversion =
  | { as: 'text' }
  | { as: 'id' }
  /** The source id of an organisation → the 64-bit key of `dim_org`. */
  | { as: 'org' }
  /** A personal number → its keyed pseudonym; the value itself goes nowhere. */
  | { as: 'person' }
  | { as: 'flag' }
  | { as: 'count' }
  | { as: 'enum'; values: Readonly<Record<string, string>> }
  | { as: 'date' | 'month'; type: TimeType }
  | { as: 'fen'; unit: 'yuan' | 'fen' }

/**
 * What a date column is at the source; plain Debezium messages do not say. `date`: days since 1970 or `YYYY-MM-DD`.
 * `datetime`: wall clock, as milliseconds or text. `datetime_us`: as microseconds. `timestamp`: ISO text with a zone, or
 * milliseconds. `yyyymm`: a month as 202605 or 2026-05.
 */
export type TimeType = 'date' | 'datetime' | 'datetime_us' | 'timestamp' | 'yyyymm'

export interface FieldMapping {
  /** Index of the field in its entity. */
  field: number
  name: string
  column: string
  conversion: Conversion
  required: boolean
}

/** One source table and the entity that its rows are. */
export interface Mapping {
  system: System
  /** `database.table` as the source spells it. */
  table: string
  topics: readonly string[]
  /**
   * `unwrapped`: the topics carry bare rows (Debezium's ExtractNewRecordState), which do not say what they are, and in
   * which a null value deletes. All other formats are recognised by themselves.
   */
  format: 'unwrapped' | null
  entity: EntityName
  /** Column that identifies a row. */
  key: string
  /** Soft deletion: the row counts as deleted while the column holds one of these. */
  deleted: { column: string; in: readonly string[] } | null
  /**
   * What orders the versions of a key within an epoch: the offset, which is the order in which the source wrote as long as
   * a key stays in its partition, or the commit time for feeds where it does not.
   */
  order: 'offset' | 'commit time'
  /** Where fields come from that the table does not hold. */
  parents: readonly ParentLink[]
  fields: readonly FieldMapping[]
  /** Columns that a mapping may see: all others never leave the ingest process. */
  columns: ReadonlySet<string>
  /** Mask of the fields that the mapping fills. */
  mask: bigint
}

export interface Mappings {
  systems: readonly System[]
  all: readonly Mapping[]
  /** Topics that feed the same log belong to one reader. */
  topics: readonly string[]
  find(topic: string, table: string): Mapping | undefined
  feeds(topic: string): readonly EntityName[]
}
