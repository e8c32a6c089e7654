import type { FigureState, StatedFigure } from './figureState.ts'
import { figuresIn, type Panel, type PanelFigure, type Picture } from './picture.ts'

/** Why a scene has nothing to tell of an organisation, in words for the viewer. */
export const UNTOLD_REASONS = ['来源系统未提供', '暂无数据', '此级组织不显示'] as const
export type UntoldReason = (typeof UNTOLD_REASONS)[number]

/**
 * Why no panel of a picture tells anything; null while one does, or while one could not be read. What runs along the foot of
 * every scene does not count. A zero, and a number that is hidden to protect persons, tell something.
 */
export function untoldReason({ panels }: Picture): UntoldReason | null {
  const own = Object.values(panels).filter(({ content }) => content?.view !== 'ticker')
  const open = own.filter(({ notTold }) => notTold === undefined)
  if (open.length === 0) return '此级组织不显示'
  if (open.some(panel => panel.content === null || tells(panel))) return null
  const states = open.flatMap(({ content }) => figuresIn(content).map(({ state }) => state))
  return states.length > 0 && states.every(state => state === 'unknown_source')
    ? '来源系统未提供'
    : '暂无数据'
}

const EMPTY: ReadonlySet<FigureState> = new Set(['no_data', 'not_computed', 'before_data', 'unknown_source'])

function tells({ content }: Panel): boolean {
  switch (content?.view) {
    case 'levels':
      return isTold(content.dues.collected)
    case 'targets':
      return content.targets.length > 0
    case 'alerts':
      return content.alerts.judgedOn !== null
    default:
      return figuresIn(content).some(figure => partsOf(figure).some(isTold))
  }
}

function partsOf(figure: PanelFigure): StatedFigure[] {
  return [
    figure,
    ...figure.rows,
    ...figure.points,
    ...figure.items,
    ...figure.courses.flatMap(({ points }) => points),
  ]
}

function isTold({ state }: StatedFigure): boolean {
  return !EMPTY.has(state)
}
