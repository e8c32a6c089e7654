import {
  type FigureSpan,
  type PanelId,
  SCENES,
  type SceneFigure,
  type SceneId,
} from '../../warehouse/catalogue/scenes.ts'
import { addMonths, monthOf } from '../../warehouse/platform/time/day.ts'
import type { Ask } from '../../warehouse/query/types.ts'

/** The parts of a figure that are asked for one by one. */
export type AskPart = 'total' | 'rows' | 'items' | 'points'

const MONTHS = 12

/** The questions of some panels of a scene. Pure. Totals are asked of `org`, rows of the children of `parent`. */
export function sceneAsks(
  scene: SceneId,
  panels: readonly PanelId[],
  { org, parent }: { org: string; parent: string },
  today: number,
): Ask[] {
  return panels.flatMap(panel =>
    SCENES[scene].panels[panel].figures.flatMap((figure, index) => {
      const base = {
        metrics: [figure.metric],
        org,
        rows: 'total',
        grain: 'all',
        ...rangeOf(figure.span, today),
      } as const
      const name = (part: AskPart) => askName(panel, index, part)
      const asks: Ask[] = []
      if (figure.span === 'months') asks.push({ ...base, name: name('points'), grain: 'month' })
      // twelve months of a flow add up, a stock stands as it is at the end: both are one figure over the whole range
      asks.push({ ...base, name: name('total') })
      if (figure.rows) asks.push({ ...base, name: name('rows'), org: parent, rows: 'children' })
      if (figure.by) asks.push({ ...base, name: name('items'), by: figure.by })
      return asks
    }),
  )
}

export function askName(panel: PanelId, figure: number, part: AskPart): string {
  return `${panel} ${figure} ${part}`
}

/** How the wall calls what a figure covers. */
export function spanOf(figure: SceneFigure): FigureSpan | 'children' {
  return figure.rows && figure.span === 'now' ? 'children' : figure.span
}

function rangeOf(span: FigureSpan, today: number): { from: number; to: number } {
  if (span === 'month') return { from: monthOf(today), to: today }
  if (span === 'months') return { from: addMonths(today, 1 - MONTHS), to: today }
  return { from: today, to: today }
}
