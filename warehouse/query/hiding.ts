/**
 * Which cells of a table of counts are hidden, so that nobody can narrow a small one down. Pure.
 *
 * The table is a network: every cell is an arc from its row to its column, the total row leads back, and what is shown holds
 * still. How far a hidden cell can move is the largest flow around it, which for whole numbers is exact.
 */

/** A row of a table, with one count per item. */
export interface TableRow {
  counts: readonly number[]
  /** The sum of its counts stands beside it; otherwise the row says nothing of its sum. */
  isSumShown: boolean
  /** Shown elsewhere, and hidden there: nothing more of it can be hidden here. */
  elsewhere?: readonly Hiding[]
  /**
   * Hidden as a whole, because its sum is. None of its cells is marked as small: their marks would say how large the sum can
   * be, which is decided without them.
   */
  isHidden?: boolean
}

export interface CountTable {
  rows: readonly TableRow[]
  /** The last row is the sum of the others. */
  hasTotal: boolean
  k: number
}

/** `small`: shows as `<k`; `with`: hidden beside a small one; undefined: shown. */
export type Hiding = 'small' | 'with' | undefined

interface Arc {
  from: number
  to: number
  count: number
  hiding: Hiding
  isFixed: boolean
  /** Of a small one, the largest value that its mark and its row leave it. */
  most: number
  /** Its mark does not say that it is somebody: everything in its row is small. */
  mayBeNobody: boolean
}

// a cell that is empty moves only upwards, and its mark would puzzle: it is taken when there is no other
const COST_OF_EMPTY = 1e9
const COST_OF_A_CELL = 1e3
const GROUND = 0

/**
 * What to hide. Every count from 1 to k − 1 is, and as many others as it takes, the cheapest first: a hidden cell keeps at
 * least k possible values, and a small one all of those from 0 to k − 1. For readers who know that nobody marks an empty cell
 * as small it is one value less, because the mark itself excludes the 0. Where a shown sum is below k − 1 nothing leaves a
 * cell more values than the sum has; then the whole row is hidden.
 */
export function hidingOf(table: CountTable): Hiding[][] {
  const arcs = arcsOf(table)
  const all = arcs.flat()
  const network = new Network(all, table.k)
  const queue = all.filter(arc => arc.hiding)
  for (const arc of queue) for (const added of network.protect(arc)) queue.push(added)
  return arcs.map(row => row.map(arc => arc.hiding))
}

function arcsOf({ rows, hasTotal, k }: CountTable): Arc[][] {
  const bodies = hasTotal ? rows.length - 1 : rows.length
  // one row alone tells nothing of its columns
  const areColumnsBound = hasTotal || bodies > 1
  return rows.map(({ counts, isSumShown, elsewhere, isHidden = false }, i) => {
    const sum = counts.reduce((all, count) => all + count, 0)
    const isTiny = isSumShown && !isHidden && sum > 0 && sum < k && counts.every(count => count >= 0)
    const row = isSumShown && !isHidden ? 1 + i : GROUND
    return counts.map((count, j): Arc => {
      const column = areColumnsBound ? 1 + rows.length + j : GROUND
      const isTotal = hasTotal && i === bodies
      const isSmall = isTiny || (count !== 0 && Math.abs(count) < k)
      return {
        from: isTotal ? column : row,
        to: isTotal ? row : column,
        count,
        hiding: elsewhere ? elsewhere[j] : isHidden ? 'with' : isSmall ? 'small' : undefined,
        isFixed: elsewhere !== undefined,
        most: isTiny ? sum : k - 1,
        mayBeNobody: isTiny,
      }
    })
  })
}

class Network {
  readonly #at = new Map<number, Arc[]>()
  readonly #k: number
  readonly #hasNegative: boolean

  constructor(arcs: readonly Arc[], k: number) {
    this.#k = k
    this.#hasNegative = arcs.some(arc => arc.count < 0)
    for (const arc of arcs)
      for (const node of new Set([arc.from, arc.to])) {
        const known = this.#at.get(node)
        if (known) known.push(arc)
        else this.#at.set(node, [arc])
      }
  }

  /** Hides others until an arc can move as far as it must. Answers with those that were hidden for it. */
  protect(arc: Arc): Arc[] {
    const added: Arc[] = []
    for (;;) {
      const lack = this.#lackOf(arc)
      if (!lack) return added
      const found = lack.map(direction => this.#cheapest(arc, direction)).find(path => path !== undefined)
      if (found) {
        for (const each of found) each.hiding = 'with'
        added.push(...found)
        continue
      }
      // a mark that says less leaves more values; where nothing is left to hide that is all that can be done
      const relaxed = this.#relax(arc)
      if (relaxed.length === 0) return added
      added.push(...relaxed)
    }
  }

  /** Lets small ones beside an arc be marked like those that are hidden with them: nothing says how small they are then. */
  #relax(arc: Arc): Arc[] {
    for (const node of [arc.from, arc.to]) {
      const beside = node === GROUND ? [arc] : (this.#at.get(node) ?? [])
      const relaxed = beside.filter(each => each.hiding === 'small' && !each.isFixed)
      for (const each of relaxed) each.hiding = 'with'
      if (relaxed.length > 0) return relaxed
    }
    return []
  }

  /** Directions in which an arc cannot move far enough, undefined when it can. */
  #lackOf(arc: Arc): (1 | -1)[] | undefined {
    if (arc.hiding === 'with') {
      for (const isAware of [false, true]) {
        const need = isAware ? this.#k - 2 : this.#k - 1
        const up = this.#reach(arc, 1, need, isAware)
        if (up + this.#reach(arc, -1, need - up, isAware) < need) return [1, -1]
      }
      return undefined
    }
    for (const isAware of [false, true]) {
      const [least, most] = this.#boundsOf(arc, isAware)
      if (this.#reach(arc, 1, most - arc.count, isAware) < most - arc.count) return [1]
      if (this.#reach(arc, -1, arc.count - least, isAware) < arc.count - least) return [-1]
    }
    return undefined
  }

  #boundsOf(arc: Arc, isAware: boolean): [number, number] {
    if (!arc.hiding) return [arc.count, arc.count]
    if (arc.hiding === 'with')
      return [this.#hasNegative ? Number.NEGATIVE_INFINITY : 0, Number.POSITIVE_INFINITY]
    if (this.#hasNegative) return [-arc.most, arc.most]
    return [isAware && !arc.mayBeNobody ? 1 : 0, arc.most]
  }

  /** How far the count of an arc can move in a direction while all that is shown stays true; at most `enough`. */
  #reach(arc: Arc, direction: 1 | -1, enough: number, isAware: boolean): number {
    if (enough <= 0) return 0
    const [least, most] = this.#boundsOf(arc, isAware)
    const room = Math.min(enough, direction === 1 ? most - arc.count : arc.count - least)
    if (arc.from === arc.to) return room
    const [source, target] = direction === 1 ? [arc.to, arc.from] : [arc.from, arc.to]
    const moved = new Map<Arc, number>()
    let reached = 0
    while (reached < room) {
      const path = this.#path(arc, source, target, moved, isAware)
      if (!path) break
      const step = Math.min(room - reached, ...path.map(({ left }) => left))
      for (const { each, sign } of path) moved.set(each, (moved.get(each) ?? 0) + sign * step)
      reached += step
    }
    return reached
  }

  /** A way from node to node along hidden arcs that can still move. */
  #path(
    without: Arc,
    source: number,
    target: number,
    moved: ReadonlyMap<Arc, number>,
    isAware: boolean,
  ): { each: Arc; sign: 1 | -1; left: number }[] | undefined {
    const reachedBy = new Map<number, { each: Arc; sign: 1 | -1; left: number; before: number }>()
    const queue = [source]
    for (const node of queue) {
      for (const each of this.#at.get(node) ?? []) {
        if (each === without || !each.hiding || each.from === each.to) continue
        const sign = each.from === node ? 1 : -1
        const next = sign === 1 ? each.to : each.from
        if (next === source || reachedBy.has(next)) continue
        const [least, most] = this.#boundsOf(each, isAware)
        const now = each.count + (moved.get(each) ?? 0)
        const left = sign === 1 ? most - now : now - least
        if (left <= 0) continue
        reachedBy.set(next, { each, sign, left, before: node })
        if (next === target) return walkBack(reachedBy, source, target)
        queue.push(next)
      }
    }
    return undefined
  }

  /** The cheapest shown cells that would let an arc move in a direction; undefined when there are none. */
  #cheapest(arc: Arc, direction: 1 | -1): Arc[] | undefined {
    const [source, target] = direction === 1 ? [arc.to, arc.from] : [arc.from, arc.to]
    const costs = new Map<number, number>([[source, 0]])
    const reachedBy = new Map<number, { each: Arc; before: number }>()
    const open = new Set([source])
    while (open.size > 0) {
      const node = [...open].reduce((a, b) => ((costs.get(a) ?? 0) <= (costs.get(b) ?? 0) ? a : b))
      open.delete(node)
      if (node === target) break
      for (const each of this.#at.get(node) ?? []) {
        if (each === arc || each.from === each.to || (!each.hiding && each.isFixed)) continue
        const sign = each.from === node ? 1 : -1
        const next = sign === 1 ? each.to : each.from
        const [least, most] = this.#boundsOf(each.hiding ? each : { ...each, hiding: 'with' }, true)
        if ((sign === 1 ? most - each.count : each.count - least) <= 0) continue
        const cost = (costs.get(node) ?? 0) + (each.hiding ? 0 : costOf(each.count))
        if (cost >= (costs.get(next) ?? Number.POSITIVE_INFINITY)) continue
        costs.set(next, cost)
        reachedBy.set(next, { each, before: node })
        open.add(next)
      }
    }
    if (!reachedBy.has(target)) return undefined
    const shown = walkBack(reachedBy, source, target)
      .map(({ each }) => each)
      .filter(each => !each.hiding)
    // hidden ones alone do not reach far enough, or there would be nothing to look for
    return shown.length > 0 ? shown : this.#any(arc)
  }

  /** The cheapest shown cell of the same row or column. */
  #any(arc: Arc): Arc[] | undefined {
    const beside = [...(this.#at.get(arc.from) ?? []), ...(this.#at.get(arc.to) ?? [])]
    const [first, ...others] = beside.filter(each => !each.hiding && !each.isFixed)
    return first && [others.reduce((a, b) => (costOf(a.count) <= costOf(b.count) ? a : b), first)]
  }
}

function costOf(count: number): number {
  return count === 0 ? COST_OF_EMPTY : COST_OF_A_CELL + Math.abs(count)
}

function walkBack<T extends { before: number }>(
  reachedBy: ReadonlyMap<number, T>,
  source: number,
  target: number,
): T[] {
  const path: T[] = []
  for (let node = target; node !== source; ) {
    const step = reachedBy.get(node)
    if (!step) throw new Error(`no way leads to node ${node}`)
    path.push(step)
    node = step.before
  }
  return path
}
