import { type PanelSource, sourcesOf } from '../../warehouse/catalogue/panelSources.ts'
import type { PanelEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import { startOf } from '../../warehouse/contract/calendar.ts'
import type { ChangeBase, FigureSpan } from '../../warehouse/contract/scene.ts'
import { comparedWith, periodOf } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, monthOf } from '../../warehouse/platform/time/day.ts'
import type { Ask } from '../../warehouse/query/types.ts'

/** The parts of a figure that are asked for one by one. */
export type AskPart = 'total' | 'rows' | 'items' | 'points' | 'courses' | BasePart
/** What a figure is compared with: the bases of its changes, and the months of the year before. */
export type BasePart = ChangeBase | 'last year'

const MONTHS = 12
const WEEKS = 53

/**
 * The questions of some panels, each once however many panels share it. Pure. Totals are asked of `org`, rows of the
 * children of `parent`.
 */
export function sceneAsks(
  panels: readonly PanelEntry[],
  { org, parent }: { org: string; parent: string },
  today: number,
): Ask[] {
  const asks = new Map<string, Ask>()
  for (const source of panels.flatMap(sourcesOf)) {
    const { metric, span, hasRows, hasCourses, breakdown } = source
    const base = { metrics: [metric], org, rows: 'total', grain: 'all', ...rangeOf(span, today) } as const
    const add = (part: AskPart, rest: Partial<Ask>) => {
      const name = askName(source, part)
      asks.set(name, { ...base, ...rest, name })
    }
    if (span === 'months') add('points', { grain: 'month' })
    if (span === 'days') add('points', { grain: 'day' })
    if (hasCourses) add('courses', { org: parent, rows: 'children', grain: 'month' })
    // twelve months of a flow add up, a stock stands as it is at the end: both are one figure over the whole range
    add('total', {})
    if (hasRows) add('rows', { org: parent, rows: 'children' })
    if (breakdown) add('items', { by: breakdown })
  }
  return [...asks.values()]
}

/**
 * What the figures of some panels are compared with, each once. Pure. These days are over: what changes them is only what
 * comes late, so they are asked far less often than the figures.
 */
export function baseAsks(panels: readonly PanelEntry[], org: string, today: number): Ask[] {
  const asks = new Map<string, Ask>()
  for (const source of panels.flatMap(sourcesOf)) {
    const { metric, span, changes = [], hasLastYear } = source
    const add = (part: BasePart, rest: Pick<Ask, 'from' | 'to' | 'grain'>) => {
      const name = askName(source, part)
      asks.set(name, { metrics: [metric], org, rows: 'total', ...rest, name })
    }
    for (const against of changes) add(against, { ...baseOf(span, against, today), grain: 'all' })
    if (hasLastYear)
      add('last year', {
        from: addMonths(today, 1 - 2 * MONTHS),
        to: addMonths(monthOf(today), 1 - MONTHS) - 1,
        grain: 'month',
      })
  }
  return [...asks.values()]
}

function baseOf(span: FigureSpan, against: ChangeBase, today: number): { from: number; to: number } {
  const base =
    against === 'day'
      ? comparedWith(periodOf('day', today, today), 'mom')
      : comparedWith(periodOf('month', today, today), against === 'month' ? 'mom' : 'yoy')
  return span === 'now' ? { from: base.to, to: base.to } : base
}

/** Panels that need the same answer name it alike. */
export function askName({ metric, span, breakdown }: PanelSource, part: AskPart): string {
  return [metric, span, part, ...(part === 'items' ? [breakdown] : [])].join(' ')
}

function rangeOf(span: FigureSpan, today: number): { from: number; to: number } {
  if (span === 'month') return { from: monthOf(today), to: today }
  if (span === 'months') return { from: addMonths(today, 1 - MONTHS), to: today }
  if (span === 'days') return { from: startOf('week', today) - 7 * (WEEKS - 1), to: today }
  return { from: today, to: today }
}
