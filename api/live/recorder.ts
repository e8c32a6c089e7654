import { gunzipSync, gzipSync } from 'node:zlib'
import type { Picture } from '../../warehouse/contract/picture.ts'

/** Of each picture one is kept in this time. */
export const EVERY_MS = 10 * 60_000
/** So long it is kept. */
export const KEPT_MS = 24 * 3_600_000
/** Of all together, packed; the oldest go first. */
const MOST_BYTES = 64 * 1_024 * 1_024

interface Kept {
  room: string
  at: number
  packed: Buffer
}

/**
 * What walls have shown in the last day, a picture every ten minutes: the logs answer whole days alone. Kept in memory, so it
 * begins with the start of the server; scenes that nobody looked at are not in it.
 */
export class Recorder {
  /** Oldest first. */
  #records: Kept[] = []
  readonly #last = new Map<string, number>()
  #bytes = 0

  /** Takes note of a picture of a room (`roomOf`), unless one of it is younger than ten minutes. */
  keep(room: string, picture: Picture): void {
    const at = picture.builtAt
    if (at - (this.#last.get(room) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return
    const packed = gzipSync(JSON.stringify(picture))
    this.#last.set(room, at)
    this.#records.push({ room, at, packed })
    this.#bytes += packed.length
    this.#forget(at - KEPT_MS)
  }

  /** What the room showed at an instant (milliseconds since 1970), or first after it; undefined when nothing of it was kept. */
  at(room: string, instant: number): Picture | undefined {
    const own = this.#records.filter(each => each.room === room)
    const found = own.findLast(each => each.at <= instant) ?? own[0]
    if (!found) return undefined
    // what was packed above, and no one else's
    const picture: Picture = JSON.parse(gunzipSync(found.packed).toString())
    return picture
  }

  #forget(before: number): void {
    let gone = 0
    for (const { at, packed } of this.#records) {
      if (at >= before && this.#bytes <= MOST_BYTES) break
      this.#bytes -= packed.length
      gone++
    }
    this.#records = this.#records.slice(gone)
    for (const [room, at] of this.#last) if (at < before) this.#last.delete(room)
  }
}
