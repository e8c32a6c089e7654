import { LostDigits } from './json.ts'

/**
 * Where a change stood in the source's own log. Positions of one lineage can be compared; a lower one behind a higher one
 * is a replay and is dropped. Dropping is the dangerous direction: whatever may begin again at a lower place (another
 * server, a new task) must be another lineage or none.
 */
export interface Position {
  lineage: string
  sourcePos: bigint
}

/** A change whose position cannot be compared with others: snapshots, and sources without one. */
export const NO_POSITION: Position = { lineage: '', sourcePos: 0n }

/** Columns of the log hold 128 bits. */
const BITS = 128n

/** Characters of a lineage, which is stored with every version: a longer one is no name of a server or database. */
const LONGEST_LINEAGE = 200

/**
 * Whole numbers as one position, the first weighing most. A number that does not fit its bits makes the position
 * incomparable: cut off, it would compare wrongly.
 */
export function positionOf(
  lineage: string,
  ...parts: readonly (readonly [bigint, bits: number])[]
): Position {
  if (lineage.length > LONGEST_LINEAGE) return NO_POSITION
  let sourcePos = 0n
  let used = 0n
  for (const [part, width] of parts) {
    const bits = BigInt(width)
    used += bits
    if (part < 0n || part >> bits !== 0n || used > BITS) return NO_POSITION
    sourcePos = (sourcePos << bits) | part
  }
  return { lineage, sourcePos }
}

/** `mysql-bin.000003` as its base name and number: as text, 1000000 would lie below 999999. */
export function binlogFile(file: string): { base: string; number: bigint } | null {
  const found = /^(.*)\.(\d{1,14})$/.exec(file)
  return found ? { base: found[1] ?? '', number: BigInt(found[2] ?? 0) } : null
}

/** Place in the binlog of one MySQL server. Written out, because every message of a busy feed goes through it. */
export function binlogPosition(
  connector: string,
  server: string,
  file: string,
  pos: bigint | null,
  row: bigint,
): Position {
  const found = binlogFile(file)
  if (!found || pos === null || pos <= 0n || pos >> 48n !== 0n || row >> 32n !== 0n) return NO_POSITION
  const lineage = `${connector}:${server}/${found.base}`
  if (lineage.length > LONGEST_LINEAGE) return NO_POSITION
  return {
    lineage,
    sourcePos: (found.number << 80n) | (pos << 32n) | row,
  }
}

/**
 * A number of a position, whole and not negative, sent as a number or as text. Throws `LostDigits` when it may have been rounded: log
 * positions of TiDB and YashanDB exceed 2^53.
 */
export function wholeNumber(value: unknown): bigint | null {
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || value < 0) return null
    if (!Number.isSafeInteger(value)) throw new LostDigits()
    return BigInt(value)
  }
  return typeof value === 'string' && /^\d{1,39}$/.test(value) ? BigInt(value) : null
}
