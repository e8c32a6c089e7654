import type { Value } from '../../warehouse/catalogue/entities.ts'
import type { Version } from './timeline.ts'

interface Mark {
  lineage: string
  position: bigint
  at: number
}

/**
 * What is known of one row after the versions that were taken so far, in the order of its timeline: fields that a version
 * did not send come from the versions before it.
 */
export class Fold {
  state: readonly Value[] = []
  /** Bit n is set when field n has been sent since the row began to exist. */
  known = 0n
  /** The row exists and is known not to be marked as deleted. */
  isShown = false
  /** A version before said that the row was deleted, or marked as deleted. */
  wasDeleted = false
  /** The furthest place of the lineage that was seen last, and of the others. */
  private mark: Mark | null = null
  private marks: Map<string, Mark> | null = null

  constructor(private readonly fields: { unknown: readonly Value[]; all: bigint }) {}

  /** Takes the next version; false when it is a replay and changes nothing. */
  take(version: Version): boolean {
    if (this.isReplay(version)) return false
    if (version.life === 'deleted') {
      this.known = 0n
      this.isShown = false
      this.wasDeleted = true
      return true
    }
    this.state = this.merge(version)
    this.known |= version.sent
    if (version.life === 'hidden') this.wasDeleted = true
    if (version.life !== 'unsaid') this.isShown = version.life === 'shown'
    return true
  }

  /**
   * A streaming version below one before it in the same lineage was sent again. Equal positions count: the halves of a key
   * change share one. A replay carries the time of its first sending; one that is newer than all of its lineage stands in a
   * source log that began anew (RESET MASTER): to drop it would lose changes for ever, to believe a replay only goes back
   * until the replay has passed.
   */
  private isReplay({ lineage, sourcePos, at }: Version): boolean {
    if (lineage === '') return false
    const mark = this.markOf(lineage)
    if (mark === null) {
      this.mark = { lineage, position: sourcePos, at }
      return false
    }
    if (sourcePos < mark.position && at <= mark.at) return true
    mark.position = sourcePos
    if (at > mark.at) mark.at = at
    return false
  }

  private markOf(lineage: string): Mark | null {
    const { mark } = this
    if (mark === null || mark.lineage === lineage) return mark
    this.marks ??= new Map()
    this.marks.set(mark.lineage, mark)
    this.mark = this.marks.get(lineage) ?? null
    return this.mark
  }

  private merge(version: Version): readonly Value[] {
    const { unknown: none, all } = this.fields
    if ((version.sent & all) === all) return version.fields
    const sent = fieldsIn(version.sent)
    const known = fieldsIn(this.known)
    return none.map((unknown, i) => {
      if (sent[i]) return version.fields[i] ?? unknown
      return known[i] ? (this.state[i] ?? unknown) : unknown
    })
  }
}

export function hasField(mask: bigint, field: number): boolean {
  return fieldsIn(mask)[field] ?? false
}

const MASKS_KEPT = 10_000
const masks = new Map<bigint, readonly boolean[]>()

/** A mask, field by field. A table sends the same few sets of columns for ever, and arithmetic with bigints is slow. */
function fieldsIn(mask: bigint): readonly boolean[] {
  let fields = masks.get(mask)
  if (!fields) {
    fields = Array.from({ length: 64 }, (_, i) => ((mask >> BigInt(i)) & 1n) === 1n)
    if (masks.size >= MASKS_KEPT) masks.clear()
    masks.set(mask, fields)
  }
  return fields
}
