import { z } from 'zod'

/** A full snapshot of a table is told by system, table and epoch; several in one epoch follow each other. */
export interface GenerationId {
  system: string
  table: string
  epoch: number
}

/** A place in a stream: `<kind>:<cluster>/<topic>/<partition>@<epoch>` and an offset there. */
export interface StreamPlace {
  source: string
  offset: bigint
}

/** A row that says that the full snapshot of its table begins or ends with it. */
export interface SnapshotMark extends GenerationId, StreamPlace {
  kind: 'first' | 'last'
  /** Instant of the row, milliseconds since 1970. */
  at: number
}

export const generationState = z.enum(['begun', 'closing', 'ended', 'complete'])

/** The state of a snapshot, as `ops.sys_snapshot` describes it. */
export interface Generation {
  /** Counts the snapshots within the epoch. */
  number: number
  state: z.infer<typeof generationState>
  began: StreamPlace | 'operator'
  closed: StreamPlace | 'operator' | null
  closedAt: number
  after: readonly StreamPlace[]
  ends: readonly StreamPlace[]
}

/**
 * What a mark makes of the table's present generation; null when it changes nothing. Pure.
 *
 * A first row begins a snapshot and so aborts one that is under way: what was not read whole ends nothing. A last row
 * counts only for a snapshot whose first row was read: rows before it may be lost to retention.
 */
export function afterMark(present: Generation | null, mark: SnapshotMark): Generation | null {
  if (present && isRepeated(present, mark)) return null
  if (mark.kind === 'last') {
    if (present?.state !== 'begun') return null
    return { ...present, state: 'closing', closed: placeOf(mark), closedAt: mark.at }
  }
  return {
    number: (present?.number ?? 0) + 1,
    state: 'begun',
    began: placeOf(mark),
    closed: null,
    closedAt: 0,
    after: endsOf(present),
    ends: [],
  }
}

/**
 * What it makes of a table's generation that a person says: the table has been sent in full. It confirms a snapshot that is
 * under way, and is one of its own otherwise.
 */
export function afterWord(present: Generation | null, at: number): Generation {
  if (present && present.state !== 'complete')
    return { ...present, state: 'closing', closed: 'operator', closedAt: present.closedAt || at, ends: [] }
  return {
    number: (present?.number ?? 0) + 1,
    state: 'closing',
    began: 'operator',
    closed: 'operator',
    closedAt: at,
    after: endsOf(present),
    ends: [],
  }
}

/** Where the last snapshot that ended did so. */
function endsOf(present: Generation | null): readonly StreamPlace[] {
  return present === null ? [] : present.ends.length > 0 ? present.ends : present.after
}

/** Messages are delivered again after a restart. */
function isRepeated({ began, closed }: Generation, mark: SnapshotMark): boolean {
  return [began, closed].some(
    known =>
      known !== null && known !== 'operator' && known.source === mark.source && mark.offset <= known.offset,
  )
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

export function formatPlace({ source, offset }: StreamPlace): string {
  return `${source}#${offset}`
}

/** Reads `formatPlace` back. */
export function parsePlace(text: string): StreamPlace {
  const cut = text.lastIndexOf('#')
  if (cut < 0) throw new Error(`not a place in a stream: ${text}`)
  return { source: text.slice(0, cut), offset: BigInt(text.slice(cut + 1)) }
}
