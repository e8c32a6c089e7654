/** A name that a message holds; `''` when it holds something else there. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Text or a number as text; `''` for anything else (an object could answer `String()` with anything, or not at all). */
export function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Names in a list; null when there is no list. */
export function namesOf(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? value.filter(name => typeof name === 'string') : null
}

/** `schema.table` as the parts that it has; more than two points belong to the schema (`tenant.database.table`). */
export function splitTable(table: string): { schema: string | null; name: string } {
  const point = table.lastIndexOf('.')
  return point < 0
    ? { schema: null, name: table }
    : { schema: table.slice(0, point), name: table.slice(point + 1) }
}
