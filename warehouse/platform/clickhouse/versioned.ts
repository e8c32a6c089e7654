import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { Column } from './columns.ts'
import { type Change, compareAndSet } from './compareAndSet.ts'

/** How each property is kept. */
type Columns<T> = { readonly [P in keyof T]: Column<T[P]> }

interface Spec<T, K, C> {
  /** Table of the database `ops`; beside the columns it has `seq`, and `writer` unless a property says who writes. */
  table: string
  /** Property that names a thing. */
  key: K
  /** What every change writes: the whole new state of the thing. */
  columns: Columns<T>
  /** What the server works out when a thing is read. */
  computed?: Columns<C>
  /** Property that says who wrote a change, as no one else calls itself. */
  writer?: keyof T & string
}

/** A thing as it is now; `seq` is the number of its last change and the fence of the next one. */
type Numbered<T, C> = T & C & { seq: number }

/** What a store answers. */
export type Stored<S> = S extends Versioned<infer T, infer _K, infer C> ? Numbered<T, C> : never

export interface Listing<T, C = object> {
  /** Only things of which each named property has one of these values now. */
  where?: { readonly [P in keyof T]?: readonly T[P][] }
  /** Property that orders the list; without it, and among equals, the key does. */
  orderBy?: keyof (T & C) & string
  descending?: boolean
  limit?: number
}

/** A property, and the column that keeps it. */
interface Field {
  property: string
  name: string
  column: Column<unknown>
}

interface Condition {
  field: Field
  values: readonly unknown[]
}

/** What one question may carry in its address. */
const MOST_KEYS_AT_ONCE = 200
const MOST_LISTED = 1_000_000_000

/**
 * A store of things that change as a whole, each change a row with the next number: accounts, leases, exports, mails. It is
 * the only way in which several processes change the same thing, beside the logs (`ingest/log/chain.ts`).
 */
export function versioned<T extends object, K extends keyof T & string, C extends object = object>(
  spec: Spec<T, K, C>,
): Versioned<T, K, C> {
  return new Versioned(spec)
}

export class Versioned<T extends object, K extends keyof T & string, C extends object> {
  private readonly fields: readonly Field[]
  private readonly selected: readonly Field[]
  private readonly key: Field

  constructor(private readonly spec: Spec<T, K, C>) {
    this.fields = fieldsOf(spec.columns)
    this.selected = [...this.fields, ...(spec.computed ? fieldsOf(spec.computed) : [])]
    this.key = this.field(spec.key)
  }

  /** One thing, or undefined. */
  async find(client: ClickHouseClient, key: T[K]): Promise<Numbered<T, C> | undefined> {
    return (await this.findAll(client, [key]))[0]
  }

  /** Those of these things that are there, by key. */
  async findAll(client: ClickHouseClient, keys: readonly T[K][]): Promise<Numbered<T, C>[]> {
    const found: Numbered<T, C>[] = []
    for (let at = 0; at < keys.length; at += MOST_KEYS_AT_ONCE) {
      const values = keys.slice(at, at + MOST_KEYS_AT_ONCE)
      found.push(...(await this.select(client, [{ field: this.key, values }], {})))
    }
    return found
  }

  /** All things, or those of a condition. */
  async list(
    client: ClickHouseClient,
    { where = {}, ...order }: Listing<T, C> = {},
  ): Promise<Numbered<T, C>[]> {
    const conditions = Object.entries<readonly unknown[] | undefined>(where).flatMap(([property, values]) =>
      values ? [{ field: this.field(property), values }] : [],
    )
    return this.select(client, conditions, order)
  }

  /** Every state that a thing has had, the first one first; nothing of one that is not there. */
  async history(client: ClickHouseClient, key: T[K]): Promise<Numbered<T, C>[]> {
    return this.read(client, [{ field: this.key, values: [key] }], [], 'seq', MOST_LISTED)
  }

  /** Every state that every thing has had, by key, the first one first: of a table that keeps all changes. */
  async changes(client: ClickHouseClient): Promise<Numbered<T, C>[]> {
    return this.read(client, [], [], `${this.key.name}, seq`, MOST_LISTED)
  }

  /**
   * Writes the state that follows change `after` of its thing (0: the thing is not there yet). Resolves to it, or to
   * undefined when the thing has changed since, and nothing was written.
   */
  async write(client: ClickHouseClient, after: number, state: T): Promise<(T & { seq: number }) | undefined> {
    const { key, writer } = this.spec
    const { name, column } = this.key
    const isWritten = await compareAndSet(client, {
      ...this.rowsOf([state]),
      key: { column: name, type: column.type, value: encoded(column, state[key]) },
      after,
      writer: writer ? { column: this.field(writer).name, value: String(state[writer]) } : newWriter(),
    })
    return isWritten ? { ...state, seq: after + 1 } : undefined
  }

  /**
   * Writes the states of several things as one change, all or none, of a store that is only ever written so: its numbers count
   * over all things, and `after` is the highest of them. False when anything has changed since.
   */
  writeTogether(client: ClickHouseClient, after: number, states: readonly T[]): Promise<boolean> {
    return compareAndSet(client, { ...this.rowsOf(states), after, writer: newWriter() })
  }

  /**
   * Changes a thing to what `next` makes of its present state (undefined: it is not there yet), and repeats that while
   * others are faster: `next` may be called several times. The thing stays as it is when `next` returns undefined or
   * throws. Resolves to the thing as it is then, or to undefined when it is not there.
   */
  async change(
    client: ClickHouseClient,
    key: T[K],
    next: (present: Numbered<T, C> | undefined) => T | undefined,
  ): Promise<(T & { seq: number }) | undefined> {
    for (;;) {
      const present = await this.find(client, key)
      const state = next(present)
      if (!state) return present
      const changed = await this.write(client, present?.seq ?? 0, state)
      if (changed) return changed
    }
  }

  private rowsOf(states: readonly T[]): Pick<Change, 'table' | 'columns' | 'rows'> {
    const { table, writer } = this.spec
    const fields = this.fields.filter(({ property }) => property !== writer)
    return {
      table,
      columns: fields.map(({ name, column: { type, write } }) => ({
        name,
        type,
        stored: write?.(name) ?? name,
      })),
      rows: states.map(state =>
        fields.map(({ property, column }) => encoded(column, Reflect.get(state, property))),
      ),
    }
  }

  private async select(
    client: ClickHouseClient,
    conditions: readonly Condition[],
    { orderBy, descending = false, limit = MOST_LISTED }: Omit<Listing<T, C>, 'where'>,
  ): Promise<Numbered<T, C>[]> {
    const { table } = this.spec
    const key = this.key.name
    const is = conditionsSql(conditions)
    // the key stays the same in all changes of a thing, nothing else surely does
    const isKey = is.filter((_, i) => conditions[i]?.field === this.key)
    const latest = `(${key}, seq) in (select ${key}, max(seq) from ops.${table}
      ${isKey.length > 0 ? `where ${isKey.join(' and ')}` : ''} group by ${key})`
    const order = [...(orderBy ? [`${this.field(orderBy).name} ${descending ? 'desc' : 'asc'}`] : []), key]
    return this.read(client, conditions, [latest], order.join(', '), limit)
  }

  private async read(
    client: ClickHouseClient,
    conditions: readonly Condition[],
    also: readonly string[],
    order: string,
    limit: number,
  ): Promise<Numbered<T, C>[]> {
    const { table } = this.spec
    const columns = this.selected.map(({ name, column: { read } }) => read?.(name) ?? name)
    const answer = await client.query({
      query: `select ${[...columns, 'seq'].join(', ')} from ops.${table}
        where ${[...also, ...conditionsSql(conditions)].join(' and ') || '1'} order by ${order} limit {limit: UInt32}`,
      query_params: {
        limit,
        ...Object.fromEntries(
          conditions.map(({ field: { column }, values }, i) => [
            `is${i}`,
            values.map(value => encoded(column, value)),
          ]),
        ),
      },
      format: 'JSONCompactEachRow',
      clickhouse_settings: {
        log_comment: table,
        // the numbers and the rows of one moment: a change in between must not hide the thing
        enable_shared_storage_snapshot_in_query: 1,
      },
    })
    return z
      .array(z.array(z.unknown()))
      .parse(await answer.json())
      .map(values => this.thing(values))
  }

  private thing(values: readonly unknown[]): Numbered<T, C> {
    const properties = this.selected.map(({ property, column }, i) => [
      property,
      column.decode.parse(values[i]),
    ])
    // the one place where columns become the properties that their types were inferred from
    return Object.fromEntries([...properties, ['seq', Number(values.at(-1))]]) as Numbered<T, C>
  }

  private field(property: string): Field {
    const field = this.selected.find(each => each.property === property)
    if (!field) throw new Error(`${this.spec.table} has no property ${property}`)
    return field
  }
}

function conditionsSql(conditions: readonly Condition[]): string[] {
  return conditions.map(({ field: { name, column } }, i) => `${name} in {is${i}: Array(${column.type})}`)
}

function fieldsOf(columns: object): Field[] {
  return Object.entries<Column<unknown>>({ ...columns }).map(([property, column]) => ({
    property,
    name: column.name ?? property.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
    column,
  }))
}

function newWriter(): Change['writer'] {
  return { column: 'writer', value: randomUUID() }
}

function encoded(column: Column<unknown>, value: unknown): unknown {
  return column.encode ? column.encode(value) : value
}
