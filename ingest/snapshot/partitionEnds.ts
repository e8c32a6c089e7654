import type { StreamPlace } from './place.ts'

interface Place {
  topic: string
  epoch: number
  next: bigint
  /** How often the end was looked at. */
  looks: number
}

/** A look that arrives now may have been taken before; the one after it was not. */
const LOOKS = 2

/** The ends of the partitions that this process reads, as the sources last saw them. */
export class PartitionEnds {
  private readonly places = new Map<string, Place>()
  /** Partitions of each topic, whoever reads them. */
  private readonly counts = new Map<string, number>()
  private readonly waits = new Map<string, Map<string, number>>()

  begin(source: string, topic: string, epoch: number, next: bigint): void {
    this.places.set(source, { topic, epoch, next, looks: 0 })
  }

  count(topic: string, partitions: number): void {
    this.counts.set(topic, partitions)
  }

  saw(source: string, next: bigint): void {
    const place = this.places.get(source)
    if (!place) return
    if (next > place.next) place.next = next
    place.looks += 1
  }

  forget(source: string): void {
    this.places.delete(source)
  }

  /** The partitions of topics in an epoch; null unless all of them are read here, in this epoch. */
  of(topics: readonly string[], epoch: number): string[] | null {
    const found: string[] = []
    for (const topic of topics) {
      const here = [...this.places].filter(([, place]) => place.topic === topic && place.epoch === epoch)
      // the epoch of a table belongs to one stream: its other topics have others
      if (here.length === 0) continue
      if (here.length < (this.counts.get(topic) ?? 0)) return null
      found.push(...here.map(([source]) => source))
    }
    return found.length > 0 ? found : null
  }

  /** Ends that were looked at after the first call under this name; null while one is missing. */
  since(name: string, sources: readonly string[]): StreamPlace[] | null {
    const wait = this.waits.get(name) ?? new Map<string, number>()
    this.waits.set(name, wait)
    const ends: StreamPlace[] = []
    let isFresh = true
    for (const source of sources) {
      const place = this.places.get(source)
      if (!place) return null
      const from = wait.get(source) ?? place.looks
      wait.set(source, from)
      if (place.looks < from + LOOKS) isFresh = false
      ends.push({ source, offset: place.next })
    }
    if (!isFresh) return null
    this.waits.delete(name)
    return ends
  }
}
