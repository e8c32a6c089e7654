import { formatDay } from '../time/day.ts'

export type BoundType =
  | 'UInt8'
  | 'UInt16'
  | 'UInt64'
  | 'Int64'
  | 'Float64'
  | 'String'
  | 'Date32'
  | 'Array(String)'
  | 'Array(UInt8)'
  | 'Array(UInt16)'
  | 'Array(UInt32)'
  | 'Array(UInt64)'
  | 'Array(Int64)'
  | 'Array(Date32)'

/** Values of one query, each bound as `{p0: Type}`; equal values share a name. */
export class Parameters {
  readonly values: Record<string, unknown> = {}
  readonly #names = new Map<string, string>()

  /** The placeholder of a value, to be put into the SQL. */
  bind(value: string | number | readonly (string | number)[], type: BoundType): string {
    return this.#bind(value, type)
  }

  /** The placeholder of a business day. */
  day(day: number): string {
    return this.#bind(formatDay(day), 'Date32')
  }

  #bind(value: unknown, type: string): string {
    const key = `${type}:${JSON.stringify(value)}`
    let name = this.#names.get(key)
    if (name === undefined) {
      name = `p${this.#names.size}`
      this.#names.set(key, name)
      this.values[name] = value
    }
    return `{${name}: ${type}}`
  }
}
