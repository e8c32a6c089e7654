/** A row that marks a full snapshot, as the raw changes keep it. */
export interface StoredMark {
  mark: 'first' | 'first_of_table' | 'last_of_table' | 'last'
  source: string
  offset: bigint
  /** When the source read the row, milliseconds since 1970. */
  at: number
  /** Connector and position in the source's log; `''` when the row does not say. */
  position: string
}

/** One time that a table was sent, or was begun to be sent, by a full snapshot. */
export interface Attempt {
  position: string
  /** When the source read its first marked row, milliseconds since 1970. */
  at: number
  /** Its last row is there. */
  isWhole: boolean
  /** It began with the first row of all tables: a table of one row would have no other mark. */
  isFirstOfAll: boolean
  marks: readonly StoredMark[]
}

/**
 * The attempts that a table's marks are of, oldest first. Marks of one attempt name one position; without it, a first row
 * begins one and the next last row ends it, in the order in which the source read them. Pure; the order of the marks does
 * not matter.
 */
export function attemptsIn(marks: readonly StoredMark[]): Attempt[] {
  const groups: StoredMark[][] = []
  const named = new Map<string, StoredMark[]>()
  let open: StoredMark[] | null = null
  for (const mark of [...marks].sort(inOrder)) {
    const known = mark.position === '' ? (isFirst(mark) ? null : open) : named.get(mark.position)
    if (known) known.push(mark)
    else {
      const group = [mark]
      groups.push(group)
      if (mark.position !== '') named.set(mark.position, group)
      else open = group
    }
    if (mark.position === '' && !isFirst(mark)) open = null
  }
  return groups.map(group => ({
    position: group[0]?.position ?? '',
    at: Math.min(...group.map(({ at }) => at)),
    isWhole: group.some(mark => !isFirst(mark)),
    isFirstOfAll: group.some(({ mark }) => mark === 'first'),
    marks: group,
  }))
}

function isFirst({ mark }: StoredMark): boolean {
  return mark === 'first' || mark === 'first_of_table'
}

function inOrder(a: StoredMark, b: StoredMark): number {
  if (a.source === b.source) return a.offset < b.offset ? -1 : 1
  return a.at - b.at || Number(isFirst(b)) - Number(isFirst(a))
}
