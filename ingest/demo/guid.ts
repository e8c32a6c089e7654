import { createHash } from 'node:crypto'

/** The GUID under which a source that numbers nothing keeps what the model calls `id`: as Oracle's SYS_GUID() prints them. */
export function guidOf(id: string): string {
  return createHash('md5').update(id).digest('hex').toUpperCase()
}

/** Whether a column holds GUIDs, which is what the sources that have them call it. */
export function isGuidColumn(column: string): boolean {
  return column.toUpperCase().endsWith('GUID')
}
