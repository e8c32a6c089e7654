import { z } from 'zod'
import { formatDay, formatInstant } from '../time/day.ts'

/** How a value of type `T` is kept in a column: once for reading and for writing. */
export interface Column<T> {
  /** Name in the table; without it the name of the property in snake case. */
  name?: string
  /** ClickHouse type in which the value travels, as JSON. */
  type: string
  /** SQL that reads it, over the column. */
  read?: (name: string) => string
  /** SQL that is stored, over the value that travels under the column's name. */
  write?: (name: string) => string
  /** From what ClickHouse answers. */
  decode: z.ZodType<T>
  /** To JSON; without it the value is JSON already. */
  encode?(value: T): unknown
}

export const text: Column<string> = { type: 'String', decode: z.string() }

/** A number of 64 bits that names something, as text: a JavaScript number would lose digits. */
export const wideId: Column<string> = { type: 'UInt64', decode: z.string() }

/** A whole number from 0. */
export const count: Column<number> = { type: 'UInt64', decode: z.coerce.number().int().nonnegative() }

export const real: Column<number> = { type: 'Float64', decode: z.number() }

/** Yes or no, kept as `Bool` or `UInt8`. */
export const flag: Column<boolean> = {
  type: 'Bool',
  decode: z.union([z.boolean(), z.number().transform(value => value === 1)]),
}

/** Milliseconds since 1970, kept as a `DateTime64(3)` of any zone. */
export const instant: Column<number> = {
  type: "DateTime64(3, 'Asia/Shanghai')",
  read: name => `toUnixTimestamp64Milli(${name})`,
  decode: z.coerce.number(),
  encode: formatInstant,
}

/** A business day, kept as `Date32`. */
export const day: Column<number> = {
  type: 'Date32',
  read: name => `toInt32(${name})`,
  decode: z.number().int(),
  encode: formatDay,
}

/** One of a closed list of words, kept as text or as an enumeration. */
export function oneOf<const T extends string>(words: readonly T[]): Column<T> {
  return { type: 'String', read: name => `toString(${name})`, decode: z.enum(words) }
}

/** A value that is written as text. */
export function written<T>(parse: (text: string) => T, format: (value: T) => string): Column<T> {
  return { type: 'String', decode: z.string().transform(parse), encode: format }
}

/** A list of values that are written as text. */
export function listOf<T>(parse: (text: string) => T, format: (value: T) => string): Column<readonly T[]> {
  return {
    type: 'Array(String)',
    decode: z.array(z.string().transform(parse)),
    encode: values => values.map(format),
  }
}

/** Milliseconds that are left until an instant, by the clock of the server; it is kept as 1970 when none are. */
export const timeLeft: Column<number> = {
  type: 'Int64',
  read: name => `dateDiff('millisecond', now64(3, 'UTC'), ${name})`,
  write: name =>
    `if(${name} <= 0, toDateTime64(0, 3, 'UTC'), now64(3, 'UTC') + toIntervalMillisecond(${name}))`,
  decode: z.coerce.number(),
}

/** Milliseconds since an instant, by the clock of the server. */
export const timeSince: Column<number> = {
  type: 'Int64',
  read: name => `dateDiff('millisecond', ${name}, now64(3, 'UTC'))`,
  decode: z.coerce.number(),
}

/** The same column under its own name in the table. */
export function named<T>(name: string, column: Column<T>): Column<T> {
  return { ...column, name }
}
