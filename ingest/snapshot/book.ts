import type { ClickHouseClient } from '@clickhouse/client'
import { compareAndSet } from '../../warehouse/platform/clickhouse/compareAndSet.ts'
import { formatInstant, parseInstant } from '../../warehouse/platform/time/day.ts'
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
import { formatPlace, parsePlace, type StreamPlace } from './place.ts'

/** The latest generation of a table in an epoch. */
export interface StoredGeneration extends Generation {
  id: GenerationId
  /** Number of its last change. */
  seq: number
}

interface StoredRow {
  generation: string
  last: number
  number: number
  state: string
  began: string
  began_at: string
  position: string
  read_at: string
  closed: string
  closed_at: string
  since: string[]
  ends: string[]
  waits_for: string
}

/** The snapshots of source tables, kept in the warehouse. */
export class SnapshotBook {
  constructor(private readonly client: ClickHouseClient) {}

  /** The latest generation of every table and epoch, newest change first. */
  async list(): Promise<StoredGeneration[]> {
    return this.select('', {})
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
    return this.write(present.id, present.seq, { ...present, ...next })
  }

  private async change(
    id: GenerationId,
    next: (present: Generation | null) => Generation | null,
  ): Promise<void> {
    for (;;) {
      const [present = null] = await this.select('where generation = {generation:String}', {
        generation: generationName(id),
      })
      const changed = next(present)
      if (!changed || (await this.write(id, present?.seq ?? 0, changed))) return
    }
  }

  private write(id: GenerationId, after: number, next: Generation): Promise<boolean> {
    const place = (one: Generation['closed']) =>
      one === null ? '' : one === 'operator' ? one : formatPlace(one)
    const places = (all: readonly StreamPlace[]) => all.map(formatPlace)
    return compareAndSet(this.client, {
      table: 'sys_snapshot',
      key: ['generation', generationName(id)],
      after,
      row: {
        number: [next.number, 'UInt32'],
        state: [next.state, 'String'],
        began: [place(next.began), 'String'],
        began_at: [formatInstant(next.beganAt), "DateTime64(3, 'Asia/Shanghai')"],
        position: [next.position, 'String'],
        read_at: [formatInstant(next.readAt), "DateTime64(3, 'Asia/Shanghai')"],
        closed: [place(next.closed), 'String'],
        closed_at: [formatInstant(next.closedAt), "DateTime64(3, 'Asia/Shanghai')"],
        since: [places(next.after), 'Array(String)'],
        ends: [places(next.ends), 'Array(String)'],
        waits_for: [next.waitsFor, 'String'],
      },
    })
  }

  private async select(where: string, params: Record<string, unknown>): Promise<StoredGeneration[]> {
    const result = await this.client.query({
      query: `select generation, toUInt32(max(seq)) as last, argMax(sys_snapshot.number, seq) as number, toString(argMax(sys_snapshot.state, seq)) as state,
          argMax(sys_snapshot.began, seq) as began, toString(argMax(sys_snapshot.began_at, seq)) as began_at,
          argMax(sys_snapshot.position, seq) as position, toString(argMax(sys_snapshot.read_at, seq)) as read_at, toString(argMax(sys_snapshot.waits_for, seq)) as waits_for, argMax(sys_snapshot.closed, seq) as closed, toString(argMax(sys_snapshot.closed_at, seq)) as closed_at,
          argMax(sys_snapshot.since, seq) as since, argMax(sys_snapshot.ends, seq) as ends
        from ops.sys_snapshot ${where} group by generation order by max(changed_at) desc, generation`,
      query_params: params,
      format: 'JSONEachRow',
    })
    return (await result.json<StoredRow>()).map(row => ({
      id: parseGeneration(row.generation),
      seq: row.last,
      number: row.number,
      state: generationState.parse(row.state),
      began: readPlace(row.began),
      beganAt: parseInstant(row.began_at),
      position: row.position,
      readAt: parseInstant(row.read_at),
      closed: readPlace(row.closed),
      closedAt: parseInstant(row.closed_at),
      after: row.since.map(parsePlace),
      ends: row.ends.map(parsePlace),
      waitsFor: generationWait.parse(row.waits_for),
    }))
  }
}

function readPlace(text: string): Generation['began'] {
  return text === '' ? null : text === 'operator' ? 'operator' : parsePlace(text)
}
