import { TuanshuError } from '../../platform/errors.ts'

export interface QueueBounds {
  /** How many works run at the same time. */
  atOnce: number
  /** How many wait at the most. */
  waiting: number
  /** How many of those may be of one caller. */
  waitingOfOne: number
}

/** Lets works wait in turn, so many and no more, and so many of one caller: nobody alone can fill the queue of all. */
export class BoundedQueue {
  readonly #bounds: QueueBounds
  readonly #waiting: { of: string; begin(): void }[] = []
  #running = 0

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds
  }

  /**
   * Does the work of a caller when its turn comes. Throws `TuanshuError`: `limited` when too many of the caller wait
   * already, `unavailable` when too many wait at all; else what `work` throws.
   */
  async run<T>(of: string, work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#bounds.atOnce) await this.#turn(of)
    else this.#running++
    try {
      return await work()
    } finally {
      // the turn passes on without being given back, or somebody could slip in between
      const next = this.#waiting.shift()
      if (next) next.begin()
      else this.#running--
    }
  }

  #turn(of: string): Promise<void> {
    if (this.#waiting.filter(each => each.of === of).length >= this.#bounds.waitingOfOne)
      throw new TuanshuError('limited', `too many works of ${of} are waiting; try again in a moment`)
    if (this.#waiting.length >= this.#bounds.waiting)
      throw new TuanshuError('unavailable', 'too many works are waiting; try again in a moment')
    return new Promise(resolve => this.#waiting.push({ of, begin: resolve }))
  }
}
