interface Entry<V> {
  askedAt: number
  answer: Promise<V>
}

/** Remembers answers for a moment; one that is under way is shared, one that failed is forgotten. */
export class ShortCache<V> {
  readonly #entries = new Map<string, Entry<V>>()
  readonly #keepMs: number
  readonly #most: number

  constructor({ keepMs, most }: { keepMs: number; most: number }) {
    this.#keepMs = keepMs
    this.#most = most
  }

  get(key: string, ask: () => Promise<V>): Promise<V> {
    const known = this.#entries.get(key)
    // by a clock that nobody sets
    const now = performance.now()
    if (known && now - known.askedAt < this.#keepMs) return known.answer
    const entry = { askedAt: now, answer: ask() }
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#most) break
      this.#entries.delete(oldest)
    }
    entry.answer.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
    })
    return entry.answer
  }

  forget(key: string): void {
    this.#entries.delete(key)
  }
}
