import { LRUCache } from 'lru-cache'

/** Remembers answers for a moment; one that is under way is shared, one that failed is forgotten. */
export class ShortCache<V> {
  readonly #answers: LRUCache<string, Promise<V>>

  constructor({ keepMs, most }: { keepMs: number; most: number }) {
    this.#answers = new LRUCache({ max: most, ttl: keepMs })
  }

  get(key: string, ask: () => Promise<V>): Promise<V> {
    const known = this.#answers.get(key)
    if (known) return known
    const answer = ask()
    this.#answers.set(key, answer)
    answer.catch(() => {
      if (this.#answers.peek(key) === answer) this.#answers.delete(key)
    })
    return answer
  }

  forget(key: string): void {
    this.#answers.delete(key)
  }

  forgetAll(): void {
    this.#answers.clear()
  }
}
