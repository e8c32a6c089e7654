import type { StatedFigure } from '../../warehouse/contract/figureState.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'

/** The one scale of many small lines. */
export interface CourseScale {
  least: number
  most: number
}

/** From 0, or for shares near the smallest, to the largest value of all lines; shares end at 100 % at the most. Pure. */
export function courseScale(lines: readonly (readonly StatedFigure[])[], unit: Unit): CourseScale {
  const values = lines.flat().flatMap(({ value }) => (value === null ? [] : [value]))
  if (values.length === 0) return { least: 0, most: 1 }
  const most = Math.max(...values)
  const least = unit === '%' ? Math.min(...values) : 0
  return most > least ? { least, most } : { least: least - 1, most: most + 1 }
}

/** The SVG path of a line in a box, with room above and below it; months without a number part it. Pure. */
export function pathOf(
  points: readonly StatedFigure[],
  { least, most }: CourseScale,
  { width, height, room }: { width: number; height: number; room: number },
): string {
  const step = width / Math.max(1, points.length - 1)
  let isOpen = false
  return points
    .map(({ value }, index) => {
      if (value === null) {
        isOpen = false
        return ''
      }
      const at = `${round(index * step)} ${round(room + (height - 2 * room) * (1 - (value - least) / (most - least)))}`
      const text = `${isOpen ? 'L' : 'M'}${at}`
      isOpen = true
      return text
    })
    .join('')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
