import { z } from 'zod'
import type { StreamPlace } from './place.ts'

/** A full snapshot of a table is told by system, table and epoch; several in one epoch follow each other. */
export interface GenerationId {
  system: string
  table: string
  epoch: number
}

/** A row that says that the full snapshot of its table begins or ends with it. */
export interface SnapshotMark extends GenerationId, StreamPlace {
  kind: 'first' | 'last'
  /** Instant of the row, milliseconds since 1970. */
  at: number
  /** The same by the source's clock alone, or the broker's when it does not say: the order over partitions and workers. */
  readAt: number
  /** Connector and position in the source's log at which the snapshot was taken; `''` when the row does not say. */
  position: string
}

export const generationState = z.enum(['begun', 'closing', 'ended', 'complete'])
export const generationWait = z.enum(['nothing', 'letters', 'changes', 'snapshot', 'first row'])

/** The state of a snapshot, as `ops.sys_snapshot` describes it. */
export interface Generation {
  /** Counts the snapshots within the epoch. */
  number: number
  state: z.infer<typeof generationState>
  /** Null while its last row was read and its first was not. */
  began: StreamPlace | 'operator' | null
  /** Instant of its first row, or since when it was sent as a person says; 0 when not known. */
  beganAt: number
  /** Connector and position in the source's log that its first and last row name; `''` when they do not. */
  position: string
  /** When the source read the latest marked row that is known of it, by its own clock. */
  readAt: number
  closed: StreamPlace | 'operator' | null
  closedAt: number
  after: readonly StreamPlace[]
  ends: readonly StreamPlace[]
  waitsFor: z.infer<typeof generationWait>
}

/** What a person says of a table: that it was sent in full, and perhaps since when. Instants in milliseconds since 1970. */
export interface Word {
  at: number
  /** By the broker's time; null when it was not said. */
  since: number | null
}

/**
 * What a mark makes of the table's present generation; null when it changes nothing. Pure.
 *
 * The marks of one snapshot stand in several partitions, which are read in any order, and rows are delivered again: what
 * counts is the newest first row and the last row that belongs to it, whichever is read before the other. A first row that is
 * newer than all that is known begins a snapshot and so aborts one that is under way: what was not read whole ends nothing.
 */
export function afterMark(present: Generation | null, mark: SnapshotMark): Generation | null {
  if (present === null) return begunBy(null, mark)
  if (!isOf(present, mark)) return isNewer(mark, present) ? begunBy(present, mark) : null
  if (mark.kind === 'last') return present.closed === null ? { ...present, ...closes(present, mark) } : null
  const isNamed = present.position !== '' && mark.position !== ''
  const { began } = present
  // its rows say the same of the source when it was sent twice from one position
  return began === null || (!isNamed && isPlace(began) && isBehind(mark, began, mark.at > present.beganAt))
    ? { ...present, ...begins(present, mark) }
    : null
}

/** Whether a mark is of the snapshot that the generation is of. */
function isOf({ began, beganAt, closed, closedAt, position }: Generation, mark: SnapshotMark): boolean {
  if (began === 'operator') return false
  if (position !== '' && mark.position !== '') return position === mark.position
  if (mark.kind === 'first') return isPlace(closed) && !isBehind(mark, closed, mark.at > closedAt)
  return isPlace(began) && !isPlace(closed) && isBehind(mark, began, mark.at >= beganAt)
}

function isNewer(mark: SnapshotMark, { began, beganAt, closed, closedAt, readAt }: Generation): boolean {
  if (isPlace(closed)) return isBehind(mark, closed, mark.readAt > readAt)
  if (isPlace(began)) return isBehind(mark, began, mark.readAt > readAt)
  return mark.at > Math.max(beganAt, closedAt)
}

/** Within a partition the order of the stream, over partitions the one in which the source read its rows. */
function isBehind(mark: SnapshotMark, place: StreamPlace, isLater: boolean): boolean {
  return mark.source === place.source ? mark.offset > place.offset : isLater
}

function begunBy(present: Generation | null, mark: SnapshotMark): Generation {
  const next: Generation = {
    number: (present?.number ?? 0) + 1,
    state: 'begun',
    began: null,
    beganAt: 0,
    position: mark.position,
    readAt: mark.readAt,
    closed: null,
    closedAt: 0,
    after: endsOf(present),
    ends: [],
    waitsFor: 'nothing',
  }
  return { ...next, ...(mark.kind === 'first' ? begins(next, mark) : closes(next, mark)) }
}

function begins(present: Generation, mark: SnapshotMark): Partial<Generation> {
  return { began: placeOf(mark), beganAt: mark.at, ...seen(present, mark) }
}

function closes(present: Generation, mark: SnapshotMark): Partial<Generation> {
  return { state: 'closing', closed: placeOf(mark), closedAt: mark.at, ...seen(present, mark) }
}

/**
 * A position tells the rows of a snapshot only where both its ends name it. A mark is newer than a snapshot when the source
 * read it after all that is known of that one: its first row may have been taken for that of an older attempt.
 */
function seen(present: Generation, mark: SnapshotMark): Pick<Generation, 'position' | 'readAt'> {
  return {
    position: present.position === mark.position ? mark.position : '',
    readAt: Math.max(present.readAt, mark.readAt),
  }
}

/**
 * What it makes of a table's generation that a person says: the table has been sent in full. It confirms a snapshot that is
 * under way, has a marked one that is complete judged once more, and is one of its own otherwise. Said with an instant, all
 * that the broker took since then counts, whatever the marks say.
 */
export function afterWord(present: Generation | null, { at, since }: Word): Generation {
  const said = { state: 'closing', closed: 'operator', ends: [], waitsFor: 'nothing' } as const
  const number = (present?.number ?? 0) + (present === null || present.state === 'complete' ? 1 : 0)
  if (since !== null)
    return {
      ...said,
      number,
      began: 'operator',
      beganAt: since,
      position: '',
      readAt: 0,
      closedAt: at,
      after: endsOf(present),
    }
  const isGoingOn = present !== null && (present.state !== 'complete' || isPlace(present.began))
  if (isGoingOn) return { ...present, ...said, number, closedAt: present.closedAt || at }
  return {
    ...said,
    number,
    began: 'operator',
    beganAt: 0,
    position: '',
    readAt: 0,
    closedAt: at,
    after: endsOf(present),
  }
}

/** Where the last snapshot that ended did so. */
function endsOf(present: Generation | null): readonly StreamPlace[] {
  return present === null ? [] : present.ends.length > 0 ? present.ends : present.after
}

export function isPlace(value: Generation['began']): value is StreamPlace {
  return value !== null && value !== 'operator'
}

function placeOf({ source, offset }: StreamPlace): StreamPlace {
  return { source, offset }
}

export function generationName({ system, table, epoch }: GenerationId): string {
  return `${system}/${table}@${epoch}`
}

/** Reads `generationName` back. */
export function parseGeneration(name: string): GenerationId {
  const found = /^([^/]+)\/(.*)@(\d+)$/.exec(name)
  if (!found) throw new Error(`not the name of a generation: ${name}`)
  return { system: found[1] ?? '', table: found[2] ?? '', epoch: Number(found[3]) }
}
