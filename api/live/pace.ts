/** Allows so many of something within a time; the count begins anew when the time is over. */
export class Pace {
  readonly #most: number
  readonly #withinMs: number
  #since = Number.NEGATIVE_INFINITY
  #count = 0

  constructor(most: number, withinMs: number) {
    this.#most = most
    this.#withinMs = withinMs
  }

  /** Counts one at this time (milliseconds of any clock); false when it is one too many. */
  allows(now: number): boolean {
    if (now - this.#since >= this.#withinMs) {
      this.#since = now
      this.#count = 0
    }
    this.#count++
    return this.#count <= this.#most
  }
}
