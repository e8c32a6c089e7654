/**
 * How a field is stored and what "unknown" is. No field is nullable: an unknown text is `''`, an unknown id or number `0`,
 * an unknown date 1900-01-01 (`UNKNOWN_DAY`), an unknown instant 1970-01-01 00:00 UTC, so that a group by needs no
 * special case.
 *
 * - `text`: short text or an identifier of the glossary, `LowCardinality(String)`
 * - `name`: free text that is no personal data (names of organisations), `String`
 * - `id`: UInt64 as a decimal string (a source row id or a 64-bit hash)
 * - `date`: `Date32`, in TypeScript days since 1970-01-01
 * - `month`: `Date32`, the first of the month
 * - `instant`: `DateTime` of Shanghai, in TypeScript seconds since 1970; for what is measured in hours
 * - `fen`: money in integer fen, `Int64`
 * - `count`: whole number, `UInt32`
 * - `flag`: 0 or 1, `UInt8`
 */
export type FieldType = 'text' | 'name' | 'id' | 'date' | 'month' | 'instant' | 'fen' | 'count' | 'flag'

/** The column type of a field in its log. */
export const COLUMN_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'LowCardinality(String)',
  name: 'String',
  id: 'UInt64',
  date: 'Date32',
  month: 'Date32',
  instant: "DateTime('Asia/Shanghai')",
  fen: 'Int64',
  count: 'UInt32',
  flag: 'UInt8',
}

export type Value = string | number

export interface Field {
  name: string
  type: FieldType
  title: string
  /** Allowed values of a `text` field; a mapping that yields another one dead-letters the message. */
  values?: readonly string[]
}

/** A rollup of the log that figures are asked from: `sum(sign)`, and the sums of fields, by these columns. */
export interface SummingProjection {
  by: readonly string[]
  sums?: readonly string[]
  /** What it answers, where its name does not say. */
  note?: string
}

/** Rows of the log once more, in another order. */
export interface SortedProjection {
  rows: readonly string[]
  orderBy: readonly string[]
  note?: string
}

export type Projection = SummingProjection | SortedProjection

export function isSumming(projection: Projection): projection is SummingProjection {
  return 'by' in projection
}

/** What an entry says of its entity; the key of the entry is the name. */
export interface EntityEntry {
  title: string
  /** What one row is, in English, for the SQL files. */
  noun: string
  /** What a reader of the SQL must know beside that, in sentences. */
  note?: string
  /**
   * Its place, from 0, in the bits of `uncounted`: trees of past months store it. A new entity takes the next one; no entity
   * ever takes another, nor one that was given before.
   */
  bit: number
  /** Their order is fixed for ever: `sent` stores them as bits, so a new field is appended. */
  fields: readonly Field[]
  /** The field that holds the owning organisation of a state, as of the event. */
  org: string
  /** When a state counts. A state that exists but is not present is neither in a stock nor moved by edits. */
  present: 'always' | { field: string; in: readonly string[] }
  /** How often it was changed which states count, as when `present` did: its log has to be rebuilt (`rulesNumber`). */
  rules?: number
  /** The field with the day from which the first presence counts, when it lies before the first change. */
  startDate?: string
  /** Fields without which a row is only a patch and waits for the rest. */
  required: readonly string[]
  /** In the order in which the table has them. */
  projections?: Readonly<Record<string, Projection>>
  /** Fields that the projection `recent` holds, for the ticker; without them there is none. */
  recent?: readonly string[]
  /** Fields with the id of a row of another entity that a mapping may take fields from (`parents`), and that entity. */
  parents?: Readonly<Record<string, string>>
  /**
   * Figures that need care even inside the League. `suppressed`: small counts are hidden at every level (punishments,
   * matchmaking). `restricted`: about minors in difficulty; holds nothing by which a person could be found, not even a
   * pseudonym, and is shown from the city up.
   */
  privacy?: 'suppressed' | 'restricted'
}

/** An entity under its name. */
export interface NamedEntity<N extends string> extends EntityEntry {
  name: N
}

/** The entities of one file of this folder. */
export interface EntityGroup<N extends string> {
  /** The folder of their files in `sql/dwd`. */
  folder: string
  /** The subject, in English. */
  title: string
  entities: Readonly<Record<N, NamedEntity<N>>>
}

/** Some entities of one subject, named by the keys of their entries. */
export function group<const N extends string>(
  folder: string,
  title: string,
  entries: Readonly<Record<N, EntityEntry>>,
): EntityGroup<N> {
  const entities: Partial<Record<N, NamedEntity<N>>> = {}
  for (const name in entries) entities[name] = { ...entries[name], name }
  // every entry has been named by now, which the type of the loop cannot say
  return { folder, title, entities: entities as Record<N, NamedEntity<N>> }
}

/** A short text; with `values`, one of these identifiers. */
export const text = (name: string, title: string, values?: readonly string[]): Field =>
  values ? { name, type: 'text', title, values } : { name, type: 'text', title }

export const field = (name: string, type: FieldType, title: string): Field => ({ name, type, title })
