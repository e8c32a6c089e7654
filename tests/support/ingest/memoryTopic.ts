import type { Message, Partition, Source, SourceHandler } from '../../../ingest/source/port.ts'
import type { SpoolMessage } from '../../../ingest/source/spool/segment.ts'

const LOOK_MS = 30

/** A topic in memory that behaves as one of Kafka: partitions can be added and held back, and all are assigned anew. */
export class MemoryTopic implements Source {
  private readonly partitions: Message[][] = []
  private readonly positions = new Map<number, bigint>()
  private readonly held = new Set<number>()
  private handler: SourceHandler | undefined
  private running = false
  private turn: Promise<void> = Promise.resolve()

  constructor(
    private readonly topic: string,
    partitions: number,
  ) {
    for (let i = 0; i < partitions; i++) this.addPartition()
  }

  addPartition(): void {
    this.partitions.push([])
  }

  /** Appends a message; a running reader gets it soon. */
  write(partition: number, message: SpoolMessage): void {
    const messages = this.partitions[partition] ?? []
    messages.push({ ...message, offset: BigInt(messages.length) })
  }

  /** Keeps what is in a partition from the reader until `release`. */
  hold(partition: number): void {
    this.held.add(partition)
  }

  release(partition: number): void {
    this.held.delete(partition)
  }

  async run(_: unknown, handler: SourceHandler): Promise<void> {
    this.handler = handler
    this.running = true
    await this.assign()
    while (this.running) {
      this.turn = this.turn.then(() => this.look())
      await this.turn
      await new Promise(resolve => setTimeout(resolve, LOOK_MS))
    }
  }

  async passed(): Promise<void> {}

  async stop(): Promise<void> {
    this.running = false
    await this.turn
  }

  /** A new generation of the group: all partitions are taken away and assigned. */
  async assign(): Promise<void> {
    this.turn = this.turn.then(async () => {
      const { handler } = this
      if (!handler) throw new Error('not running yet')
      await handler.revoked(this.partitions.map((_, id) => this.place(id)))
      const extents = new Map(this.partitions.map((_, id) => [id, this.extent(id)]))
      for (const [id, extent] of extents)
        this.positions.set(id, await handler.assigned(this.place(id), extent, extents))
    })
    await this.turn
  }

  private async look(): Promise<void> {
    for (const [id, position] of this.positions) {
      const extent = this.extent(id)
      this.handler?.extent(this.place(id), extent)
      if (this.held.has(id) || position >= extent.next) continue
      const messages = this.partitions[id]?.filter(({ offset }) => offset >= position) ?? []
      this.positions.set(id, extent.next)
      await this.handler?.messages(this.place(id), messages, extent.next)
    }
  }

  private place(partition: number): Partition {
    return { kind: 'kafka', cluster: 'c', topic: this.topic, partition }
  }

  private extent(partition: number) {
    return { low: 0n, next: BigInt(this.partitions[partition]?.length ?? 0) }
  }
}
