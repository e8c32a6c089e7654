import type { Value } from '../../warehouse/catalogue/entities.ts'

/**
 * What a version says of the existence of its row. `shown`: it exists. `hidden`: it exists, marked as deleted, and counts
 * as deleted. `deleted`: it is gone, with all that was known of it. `unsaid`: it exists, but the column that would mark it
 * as deleted was not sent, so that whatever was known of the mark goes on.
 */
export type Life = 'shown' | 'hidden' | 'deleted' | 'unsaid'

/** One accepted version of a source row: what a change said, before it is folded into a state. */
export interface Version {
  /** Epoch (8 bits), offset or commit time (40 bits), place in the message (16 bits). */
  ver: bigint
  /** `<kind>:<cluster>/<topic>/<partition>@<epoch>`. A version's identity is (ver, source, sourcePos). */
  source: string
  /** The source's own log that `sourcePos` belongs to; `''` for snapshot rows and sources without positions. */
  lineage: string
  /** Place in the source's own log; without a lineage what tells versions of one `ver` apart, or 0. */
  sourcePos: bigint
  life: Life
  /** Bit n is set when field n was sent, and `REKEYED` when the row was given its key. */
  sent: bigint
  /** Instant of the change, milliseconds since 1970. */
  at: number
  /** Business day of the change. */
  on: number
  /** One value per field of the entity; a field that was not sent holds anything. */
  fields: readonly Value[]
}

/** In `sent`, above all fields: until this version the row stood under another key. */
export const REKEYED = 1n << 63n

/** Order of the versions of one key. */
export function compareVersions(a: Version, b: Version): number {
  if (a.ver !== b.ver) return a.ver < b.ver ? -1 : 1
  if (a.source !== b.source) return a.source < b.source ? -1 : 1
  if (a.sourcePos !== b.sourcePos) return a.sourcePos < b.sourcePos ? -1 : 1
  return 0
}

/**
 * A timeline with more versions: sorted, each identity once. The first of two with one identity stays, which is the
 * stored one when `known` comes from the log.
 */
export function addVersions(known: readonly Version[], more: readonly Version[]): Version[] {
  const all = [...known, ...more].sort(compareVersions)
  return all.filter((version, i) => {
    const before = all[i - 1]
    return before === undefined || compareVersions(before, version) !== 0
  })
}
