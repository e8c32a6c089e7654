import { formatDay } from '../time/day.ts'

/** Values of one query, each bound as `{p0: Type}`; equal values share a name. */
export class Parameters {
  readonly values: Record<string, unknown> = {}
  readonly #names = new Map<string, string>()

  /** The placeholder of a value, to be put into the SQL. */
  bind(
    value: string | number | readonly (string | number)[],
    type: 'UInt64' | 'UInt16' | 'Int64' | 'String' | 'Array(String)' | 'Array(UInt8)' | 'Array(UInt16)',
  ): string {
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
