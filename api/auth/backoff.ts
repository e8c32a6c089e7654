import { LRUCache } from 'lru-cache'

const FREE_TRIES = 5
const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 15 * 60_000
/** After so much quiet a login begins anew. */
const FORGET_MS = 3_600_000
const MOST_LOGINS = 10_000

interface Tries {
  failed: number
  lastAt: number
  waitUntil: number
}

/**
 * Slows down who guesses the password of one login, from however many addresses: after five failures a minute, then twice
 * as long each time, up to fifteen minutes. Kept in memory: a restart forgets it, and of several servers each counts for
 * itself. Whoever fails on purpose can keep somebody out for that long; the alternative is to let him guess.
 */
export class Backoff {
  readonly #tries = new LRUCache<string, Tries>({ max: MOST_LOGINS })

  /**
   * Begins a try at `now`, which counts as a failure until `succeeded`, so that tries made at once are counted too.
   * Returns 0, or for how many milliseconds no try is let through.
   */
  begin(login: string, now: number): number {
    const known = this.#tries.peek(login)
    const before = known && now - known.lastAt < FORGET_MS ? known : { failed: 0, lastAt: now, waitUntil: 0 }
    if (before.waitUntil > now) return before.waitUntil - now
    const failed = before.failed + 1
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (failed - FREE_TRIES), LONGEST_WAIT_MS)
    this.#tries.set(login, { failed, lastAt: now, waitUntil: failed < FREE_TRIES ? 0 : now + wait })
    return 0
  }

  succeeded(login: string): void {
    this.#tries.delete(login)
  }

  /** The try told nothing: the password could not be checked. */
  withdraw(login: string): void {
    const known = this.#tries.get(login)
    if (known) this.#tries.set(login, { ...known, failed: known.failed - 1, waitUntil: 0 })
  }
}
