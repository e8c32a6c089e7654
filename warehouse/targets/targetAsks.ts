import { addMonths, monthOf, type Window } from '../contract/calendar.ts'
import type { Ask } from '../query/types.ts'
import type { Target } from './campaigns.ts'

/** Steps of the pace: weeks, or months of what jobs compute. */
const MOST_STEPS = 8
const WEEK = 7
/** 365.25 / 12. */
const MONTH_DAYS = 30.4375

/** The days whose ends are looked at for one window of a target: `now`, and those before it that tell the pace. */
export interface Looks {
  /** The last day that counts. */
  now: number
  /** Newest first, equally far from each other. */
  before: readonly number[]
  stepDays: number
}

/** What is looked at of a window; nothing of one that lies ahead. A window that is over needs no pace. Pure. */
export function looksOf(
  { metric }: Pick<Target, 'metric'>,
  window: Window,
  today: number,
): Looks | undefined {
  if (today < window.from) return undefined
  const now = Math.min(today, window.to)
  if (today > window.to) return { now, before: [], stepDays: WEEK }
  const isMonthly = metric.kind === 'computed'
  const days = Array.from({ length: MOST_STEPS + 1 }, (_, i) =>
    isMonthly ? addMonths(monthOf(now), -i) - 1 : now - i * WEEK,
  )
  return {
    now,
    before: days.filter(day => day >= window.from),
    stepDays: isMonthly ? MONTH_DAYS : WEEK,
  }
}

/** Where an answer stands among the others. */
export function askName(rows: 'children' | 'total', target: number, from: number, to: number): string {
  return `${rows} ${target} ${from} ${to}`
}

/**
 * The questions about one target: for each window and each day that is looked at in it the organisation and its children,
 * from the first day of the window on. Pure. `parent` is the organisation whose children are the rows.
 */
export function targetAsks(
  target: Target,
  index: number,
  windows: readonly Window[],
  { org, parent, hasRows }: { org: string; parent: string; hasRows: boolean },
  today: number,
): Ask[] {
  const asks = new Map<string, Ask>()
  for (const window of windows) {
    const looks = looksOf(target, window, today)
    if (!looks) continue
    for (const to of new Set([looks.now, ...looks.before])) {
      const base = {
        metrics: [target.metric.id],
        from: window.from,
        to,
        grain: 'all' as const,
        ...(target.by ? { by: target.by.breakdown } : {}),
      }
      for (const rows of hasRows ? (['children', 'total'] as const) : (['total'] as const)) {
        const name = askName(rows, index, window.from, to)
        asks.set(name, { ...base, name, rows, org: rows === 'children' ? parent : org })
      }
    }
  }
  return [...asks.values()]
}
