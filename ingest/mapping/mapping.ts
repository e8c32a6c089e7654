import type { EntityName, Value } from '../../warehouse/catalogue/entities.ts'
import type { ParentLink } from '../log/parents.ts'
import type { FlagWords } from './flags.ts'

/** A source system, as `system.yaml` describes it. */
export interface System {
  /** 1 … 255; stands in every row, never changes. */
  id: number
  name: string
  title: string
  zone: 'Asia/Shanghai'
  /** What sends the changes, for people: database and capture tool; `''` when the file does not say. */
  database: string
  capture: string
  /** Patterns of tables that nobody maps and whose messages are passed over (`tableMatcher`). */
  ignore: readonly string[]
}

/** How a source column becomes a field. */
export type Conversion =
  | { as: 'text' }
  /** A row id that is a number. */
  | { as: 'id' }
  /** The key of another row, as the log of that row has it: a number as it is, text hashed; `space` as in its mapping. */
  | { as: 'ref'; space?: string | undefined }
  /** The source id of an organisation → the 64-bit key of `dim_org`. */
  | { as: 'org' }
  /** An identity number → its keyed pseudonym; the value itself goes nowhere. */
  | { as: 'person' }
  /** Another number that finds a person, as that of a member: the same. */
  | { as: 'pseudonym' }
  /** Whether anything stands in the column, as 1 and 0; what stands there goes nowhere. */
  | { as: 'filled' }
  /** The year that a twelve-digit number begins with, as that of a member; the number itself goes nowhere. */
  | { as: 'number_year' }
  /** The month of birth, or the sex, that an identity number of eighteen places holds; the number itself goes nowhere. */
  | { as: 'identity_birth' | 'identity_gender' }
  /** 1, true and 0, false, or the source's own words. */
  | ({ as: 'flag' } & FlagWords)
  | { as: 'count' }
  /** A length of time → whole minutes, rounded down. */
  | { as: 'minutes'; unit: DurationUnit }
  | { as: 'enum'; values: Readonly<Record<string, string>> }
  | { as: 'date' | 'month' | 'instant'; type: TimeType }
  | { as: 'fen'; unit: 'yuan' | 'fen' }

/** True when nothing but a pseudonym may leave the process. */
export function isPersonal(as: string): boolean {
  return as === 'person' || as === 'pseudonym'
}

/** True for what is taken from a cell that itself goes nowhere: the field is kept, and the cell is not. */
export function isDerived(as: string): boolean {
  return as === 'filled' || as === 'number_year' || as === 'identity_birth' || as === 'identity_gender'
}

/** The name in `ods_change` of what a field is made of. */
export function keptName({ column, conversion }: Pick<FieldMapping, 'column' | 'conversion'>): string {
  return isDerived(conversion.as) ? `${column}:${conversion.as}` : column
}

export type DurationUnit = 'seconds' | 'minutes' | 'hours'

/** What a date column is at the source; plain messages do not say. */
export const TIME_TYPES = [
  /** Days since 1970, or `YYYY-MM-DD`. */
  'date',
  /** Wall clock of Shanghai, as milliseconds or text; a zone in the text counts, here and below. */
  'datetime',
  /** Wall clock of Shanghai as microseconds. */
  'datetime_us',
  /** Wall clock of UTC. */
  'datetime_utc',
  /** An instant: text with a zone (without one that of Shanghai), or milliseconds. */
  'timestamp',
  /** Seconds since 1970. */
  'epoch_s',
  /** A month as 202605 or 2026-05. */
  'yyyymm',
  /** A day as 20260531, or with its time as 202605312359 or 20260531235900. */
  'yyyymmdd',
  /** 2026年5月31日, or a month as 2026年05月. */
  'chinese',
] as const
export type TimeType = (typeof TIME_TYPES)[number]

export interface FieldMapping {
  /** Index of the field in its entity. */
  field: number
  /** Its bit in the mask of what was sent. */
  bit: bigint
  name: string
  column: string
  conversion: Conversion
  required: boolean
}

/** A field that is the same in every row of the table. */
export interface Constant {
  /** Index of the field in its entity. */
  field: number
  name: string
  value: Value
}

/** A column that `ods_change` keeps. */
export interface KeptColumn {
  column: string
  /** The name by which it is kept. */
  name: string
  /** That name and a colon, as JSON has them. */
  label: string
  /** Index of the field that is kept in place of the cell: a pseudonym, or what is derived; null for all other columns. */
  field: number | null
}

/** One source table and the entity that its rows are. */
export interface Mapping {
  system: System
  /** The file that says so, from the working directory. */
  file: string
  /** `database.table` as the source spells it. */
  table: string
  topics: readonly string[]
  /**
   * `unwrapped`: the topics carry bare rows (Debezium's ExtractNewRecordState), which do not say what they are, and in
   * which a null value deletes. All other formats are recognised by themselves.
   */
  format: 'unwrapped' | null
  entity: EntityName
  /** Columns that identify a row, one or more. */
  key: readonly string[]
  /** Stands before the key when several tables of the system feed one log with ids of their own; `''` for one of them. */
  space: string
  /** Soft deletion: the row counts as deleted while the column says yes. */
  deleted: ({ column: string } & FlagWords) | null
  /**
   * What orders the versions of a key within an epoch: the offset, which is the order in which the source wrote as long as
   * a key stays in its partition, or the commit time for feeds where it does not.
   */
  order: 'offset' | 'commit time'
  /** Where fields come from that the table does not hold. */
  parents: readonly ParentLink[]
  fields: readonly FieldMapping[]
  constants: readonly Constant[]
  /** Columns that a mapping may see: all others never leave the ingest process. */
  columns: ReadonlySet<string>
  /** The same, as they are kept. */
  kept: readonly KeptColumn[]
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
