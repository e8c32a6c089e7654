import { LRUCache } from 'lru-cache'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { Known } from './lookUp.ts'
import { addVersions, type Version } from './timeline.ts'

/** What a batch added to a key, for the memory. */
export interface Learned {
  system: number
  id: string
  keyText: string
  /** Versions that the log held of it before, in order. */
  before: readonly Version[]
  /** Versions that the batch added. */
  added: readonly Version[]
}

/**
 * What the writers of a process remember of their logs, so that they need not ask: the versions of the keys that were
 * written last, bounded over all logs together.
 */
export class Memory {
  private readonly keys: LRUCache<string, Known>
  private made = 0

  /** Holds `versions` versions at the most, about a kilobyte each. */
  constructor(versions: number) {
    this.keys = new LRUCache({ maxSize: versions, sizeCalculation: ({ versions }) => versions.length || 1 })
  }

  of(entity: EntityName): LogMemory {
    return new LogMemory(this.keys, () => `${entity}/${this.made++}/`)
  }
}

/**
 * The memory of one log. It holds for the chain's head as its writer knows it: every batch is a compare-and-set on that
 * head, so a plan out of a memory that another writer has made untrue never gets into the log. The writer forgets all when
 * it reads the head anew.
 */
export class LogMemory {
  /** In front of the names of keys; another one makes all of them unknown, and they age out. */
  private prefix: string
  /** Highest id in the log, by system; null when it holds none. */
  private readonly highest = new Map<number, string | null>()

  constructor(
    private readonly keys: LRUCache<string, Known>,
    private readonly nextPrefix: () => string,
  ) {
    this.prefix = nextPrefix()
  }

  forget(): void {
    this.prefix = this.nextPrefix()
    this.highest.clear()
  }

  /** What the log holds of a key; undefined when that is not remembered. */
  recall(name: string): Known | undefined {
    return this.keys.get(this.prefix + name)
  }

  /** Highest id of a system in the log, null for none; `read` asks the log for it the first time. */
  async highestOf(system: number, read: () => Promise<string | null>): Promise<string | null> {
    const known = this.highest.get(system)
    if (known !== undefined) return known
    const found = await read()
    this.highest.set(system, found)
    return found
  }

  /** A batch is in the log. */
  learn(batch: readonly Learned[]): void {
    for (const { system, id, keyText, before, added } of batch) {
      const versions = before.length === 0 ? [...added] : addVersions(before, added)
      this.keys.set(`${this.prefix}${system}/${id}`, { keyText, versions })
      const highest = this.highest.get(system)
      if (highest === null || (highest !== undefined && isAbove(id, highest))) this.highest.set(system, id)
    }
  }
}

/** Whether one id is a greater number than another; both as digits without leading zeros. */
export function isAbove(id: string, other: string): boolean {
  return id.length === other.length ? id > other : id.length > other.length
}
