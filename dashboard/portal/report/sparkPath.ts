export interface Spark {
  /** Lines of an SVG path; a missing month is a hole. */
  path: string
  /** The newest month that has a figure. */
  end: { x: number; y: number } | null
}

/** A small line through the months: its scale reaches from the smallest to the largest value. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): Spark {
  const known = values.filter(value => value !== null)
  const least = Math.min(...known)
  const range = Math.max(...known) - least
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let path = ''
  let end: Spark['end'] = null
  let isDrawing = false
  for (const [index, value] of values.entries()) {
    if (value === null) {
      isDrawing = false
      continue
    }
    const x = round(index * step)
    // a level line stands in the middle
    const y = round(range === 0 ? height / 2 : height - ((value - least) / range) * height)
    path += `${isDrawing ? 'L' : 'M'}${x} ${y}`
    isDrawing = true
    end = { x, y }
  }
  return { path, end }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
