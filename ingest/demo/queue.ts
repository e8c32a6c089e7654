interface Task {
  at: number
  order: number
  run: () => void
}

/** What is going to happen, in order of time; tasks of the same instant run in the order in which they were planned. */
export class Queue {
  private readonly heap: Task[] = []
  private planned = 0

  get size(): number {
    return this.heap.length
  }

  /** Instant of the next task, milliseconds since 1970; infinity when nothing is planned. */
  get next(): number {
    return this.heap[0]?.at ?? Number.POSITIVE_INFINITY
  }

  add(at: number, run: () => void): void {
    const task: Task = { at, order: this.planned++, run }
    const heap = this.heap
    let i = heap.length
    heap.push(task)
    while (i > 0) {
      const up = (i - 1) >> 1
      const parent = heap[up]
      if (parent === undefined || !isBefore(task, parent)) break
      heap[i] = parent
      i = up
    }
    heap[i] = task
  }

  /** Takes the next task out. */
  take(): Task | undefined {
    const heap = this.heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let i = 0
    for (;;) {
      const left = 2 * i + 1
      const a = heap[left]
      if (a === undefined) break
      const b = heap[left + 1]
      const child = b !== undefined && isBefore(b, a) ? left + 1 : left
      const smaller = child === left || b === undefined ? a : b
      if (!isBefore(smaller, last)) break
      heap[i] = smaller
      i = child
    }
    heap[i] = last
    return first
  }
}

function isBefore(a: Task, b: Task): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
