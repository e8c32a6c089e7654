import type { ClickHouseClient } from '@clickhouse/client'
import {
  type Column,
  count,
  instant,
  listOf,
  named,
  oneOf,
  text,
  written,
} from '../../warehouse/platform/clickhouse/columns.ts'
import { type Stored, versioned } from '../../warehouse/platform/clickhouse/versioned.ts'
import {
  afterMark,
  afterWord,
  type Generation,
  type GenerationId,
  generationName,
  generationState,
  generationWait,
  parseGeneration,
  type SnapshotMark,
  type Word,
} from './generation.ts'
import { formatPlace, parsePlace } from './place.ts'

const place: Column<Generation['began']> = written(
  found => (found === '' ? null : found === 'operator' ? 'operator' : parsePlace(found)),
  at => (at === null ? '' : at === 'operator' ? at : formatPlace(at)),
)

const SNAPSHOTS = versioned({
  table: 'sys_snapshot',
  key: 'id',
  columns: {
    id: named('generation', written<GenerationId>(parseGeneration, generationName)),
    number: count,
    state: oneOf(generationState.options),
    began: place,
    beganAt: instant,
    position: text,
    readAt: instant,
    closed: place,
    closedAt: instant,
    after: named('since', listOf(parsePlace, formatPlace)),
    ends: listOf(parsePlace, formatPlace),
    waitsFor: oneOf(generationWait.options),
  },
  computed: { changedAt: instant },
})

/** The latest generation of a table in an epoch. */
export type StoredGeneration = Omit<Stored<typeof SNAPSHOTS>, 'changedAt'>

/** The snapshots of source tables, kept in the warehouse. */
export class SnapshotBook {
  constructor(private readonly client: ClickHouseClient) {}

  /** The latest generation of every table and epoch, newest change first. */
  async list(): Promise<StoredGeneration[]> {
    return SNAPSHOTS.list(this.client, { orderBy: 'changedAt', descending: true })
  }

  /** Notes the marks of a batch, in the order in which they were read. A repeated one changes nothing. */
  async note(marks: readonly SnapshotMark[]): Promise<void> {
    for (const mark of marks) await this.change(mark, present => afterMark(present, mark))
  }

  /** Notes what a person says: that a table has been sent in full. */
  async close(id: GenerationId, word: Word): Promise<void> {
    await this.change(id, present => afterWord(present, word))
  }

  /** Notes the next state of a generation; false when it has changed since. */
  async advance(present: StoredGeneration, next: Partial<Generation>): Promise<boolean> {
    return (await SNAPSHOTS.write(this.client, present.seq, { ...present, ...next })) !== undefined
  }

  private async change(
    id: GenerationId,
    next: (present: Generation | null) => Generation | null,
  ): Promise<void> {
    await SNAPSHOTS.change(this.client, id, present => {
      const changed = next(present ?? null)
      return changed ? { ...changed, id } : undefined
    })
  }
}
