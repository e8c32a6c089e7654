import { formatDay, parseDay } from '../../warehouse/contract/calendar.ts'

/** A day of a calendar at its place, pixels from the top left. */
export interface DayCell {
  day: string
  value: number | null
  x: number
  y: number
}

export interface CalendarPlan {
  /** Side of a cell with the space behind it, pixels. */
  pitch: number
  cells: DayCell[]
  /** Names of the months above their first whole week. */
  months: { text: string; x: number; y: number }[]
  /** Tops of the rows of weeks, pixels. */
  tops: number[]
}

const WEEK = 7
const MOST_ROWS = 4

/**
 * Weeks side by side, in as many rows as let the cells grow largest in a box. `left` is kept free beside each row and
 * `head` above it, pixels. Pure.
 */
export function planCalendar(
  { first, values }: { first: string; values: readonly (number | null)[] },
  box: { width: number; height: number },
  { left, head }: { left: number; head: number },
): CalendarPlan {
  const weeks = Math.ceil(values.length / WEEK)
  const pitchOf = (rows: number) =>
    Math.min((box.width - left) / Math.ceil(weeks / rows), (box.height / rows - head) / WEEK)
  const rows = Array.from({ length: MOST_ROWS }, (_, i) => i + 1).reduce((best, each) =>
    pitchOf(each) > pitchOf(best) ? each : best,
  )
  const pitch = Math.max(0, pitchOf(rows))
  const perRow = Math.ceil(weeks / rows)
  const rowHeight = box.height / rows
  const start = parseDay(first) ?? 0
  const cells = values.map((value, index): DayCell => {
    const week = Math.floor(index / WEEK)
    const row = Math.floor(week / perRow)
    return {
      day: formatDay(start + index),
      value,
      x: left + (week % perRow) * pitch,
      y: row * rowHeight + head + (index % WEEK) * pitch,
    }
  })
  const months = cells.flatMap(({ day, x, y }, index) => {
    const isFirstOfMonth = index % WEEK === 0 && Number(day.slice(8)) <= WEEK
    return isFirstOfMonth ? [{ text: `${Number(day.slice(5, 7))}月`, x, y: y - head }] : []
  })
  return { pitch, cells, months, tops: Array.from({ length: rows }, (_, row) => row * rowHeight + head) }
}
