import type { Change } from '../../../ingest/change.ts'
import { LogWriter } from '../../../ingest/log/writer.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { decodeMessage } from '../../../ingest/pipeline/decode.ts'
import { storeChanges } from '../../../ingest/pipeline/store.ts'
import { SnapshotBook, type StoredGeneration } from '../../../ingest/snapshot/book.ts'
import { doubtOf } from '../../../ingest/snapshot/doubt.ts'
import { extentOf } from '../../../ingest/snapshot/extent.ts'
import { generationName, type SnapshotMark } from '../../../ingest/snapshot/generation.ts'
import { missingRows } from '../../../ingest/snapshot/missing.ts'
import type { SpoolMessage } from '../../../ingest/source/spool/segment.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { readSecrets } from '../../../warehouse/platform/secrets.ts'
import { topicOf } from '../messages/guangdong.ts'
import type { TestWarehouse } from '../warehouse.ts'

const TOPIC = topicOf('tb_member')

/** Reads a topic of members into a warehouse and judges its snapshots step by step, without the ingest around it. */
export class SnapshotDesk {
  readonly book: SnapshotBook
  private readonly writer: LogWriter
  private readonly mappings
  private readonly pseudonyms
  private epoch = 0
  private partitions: SpoolMessage[][] = []
  private read: number[] = []

  constructor(private readonly test: TestWarehouse) {
    const secrets = readSecrets(test.config.dataDir)
    this.mappings = loadMappings(test.config.INGEST_SYSTEMS)
    this.pseudonyms = createPseudonyms(secrets.personKey)
    this.book = new SnapshotBook(test.warehouse.app)
    this.writer = new LogWriter(test.warehouse.app, 'member', secrets.keyId, createLog('test'), {
      collided: async () => {},
    })
  }

  async open(): Promise<void> {
    await this.writer.open()
  }

  /** A new topic, in an epoch of its own. */
  renew(partitions: number): void {
    this.epoch += 1
    this.partitions = Array.from({ length: partitions }, () => [])
    this.read = this.partitions.map(() => 0)
  }

  write(partition: number, message: SpoolMessage): void {
    this.partitions[partition]?.push(message)
  }

  /** Reads rows of the organisations, another table of the same connector, into the raw changes. */
  async readOrgs(messages: readonly SpoolMessage[]): Promise<void> {
    const topic = topicOf('tb_org')
    const source = `kafka:c/${topic}/0@${this.epoch}`
    const { changes, marks } = this.decode(messages, { source, topic, from: 0 })
    await storeChanges(this.test.warehouse.app, 1, changes)
    await this.book.note(marks)
  }

  /** Their snapshot is complete. */
  async completeOrgs(): Promise<void> {
    for (const found of await this.book.list())
      if (found.id.epoch === this.epoch && found.id.table === 'zhtj.tb_org')
        await this.book.advance(found, { state: 'complete' })
  }

  private decode(
    messages: readonly SpoolMessage[],
    { source, topic, from }: { source: string; topic: string; from: number },
  ): { changes: Change[]; marks: SnapshotMark[] } {
    const context = { mappings: this.mappings, pseudonyms: this.pseudonyms, maxBytes: 1 << 20 }
    const outcomes = messages.map((message, i) => {
      const offset = BigInt(from + i)
      const origin = { source, topic, offset, epoch: this.epoch }
      const outcome = decodeMessage(context, { ...message, offset }, origin)
      if ('refusal' in outcome) throw new Error(outcome.refusal.detail)
      return outcome
    })
    const changes = outcomes.flatMap(outcome => outcome.changes)
    const marks = outcomes.flatMap(outcome => [
      ...(outcome.marks ?? []),
      ...outcome.changes.flatMap(({ mark }) => mark ?? []),
    ])
    return { changes, marks }
  }

  /** Reads what is unread, all of one partition after all of another in this order, and the rest. */
  async readAll(order: readonly number[] = []): Promise<void> {
    const { app } = this.test.warehouse
    for (const partition of [...order, ...this.partitions.keys()]) {
      const messages = this.partitions[partition] ?? []
      const from = this.read[partition] ?? 0
      if (from >= messages.length) continue
      this.read[partition] = messages.length
      const source = this.sourceOf(partition)
      const { changes, marks } = this.decode(messages.slice(from), { source, topic: TOPIC, from })
      await storeChanges(app, 1, changes)
      await this.book.note(marks)
      await this.writer.write(changes, new Map([[source, BigInt(messages.length)]]))
    }
  }

  /** The latest snapshot of this epoch, with the ends that the topic has now. */
  async ended(): Promise<StoredGeneration> {
    const found = (await this.book.list()).find(({ id }) => generationName(id) === generationName(this.id()))
    if (!found) throw new Error('no snapshot')
    const ends = this.partitions.map((messages, partition) => ({
      source: this.sourceOf(partition),
      offset: BigInt(messages.length),
    }))
    return { ...found, state: 'ended', ends }
  }

  /** Why the latest snapshot would wait for a person. */
  async doubt(): Promise<string | null> {
    const { app } = this.test.warehouse
    const generation = await this.ended()
    const extent = await extentOf(app, generation, this.mapping())
    return doubtOf(app, generation, this.mapping(), extent, await this.book.list())
  }

  /** Ends what the latest snapshot did not mention. */
  async complete(): Promise<void> {
    const { app } = this.test.warehouse
    const generation = await this.ended()
    const extent = await extentOf(app, generation, this.mapping())
    for await (const changes of missingRows(app, generation, this.mapping(), { extent, isOnlyTable: true }))
      await this.writer.write(changes, new Map())
    await this.book.advance(generation, { state: 'complete' })
  }

  async say(since: number | null = null): Promise<void> {
    const { id } = await this.ended().catch(() => ({ id: this.id() }))
    await this.book.close(id, { at: Date.parse('2026-08-01T12:00:00+08:00'), since })
  }

  async members(): Promise<number[]> {
    const result = await this.test.warehouse.app.query({
      query: 'select toUInt32(id) as id from app.dwd_member order by id',
      format: 'JSONEachRow',
    })
    return (await result.json<{ id: number }>()).map(({ id }) => id)
  }

  private id() {
    return { system: 'guangdong', table: 'zhtj.tb_member', epoch: this.epoch }
  }

  private mapping() {
    const found = this.mappings.all.find(({ table }) => table === 'zhtj.tb_member')
    if (!found) throw new Error('no mapping of members')
    return found
  }

  private sourceOf(partition: number): string {
    return `kafka:c/${TOPIC}/${partition}@${this.epoch}`
  }
}
