import type { StatedFigure } from '../../../warehouse/contract/figureState.ts'

/** A part of a whole at one side of a flow diagram. */
export interface FlowPart {
  key: string
  label: string
  figure: StatedFigure
  /** Stands back behind the others. */
  isQuiet?: boolean
}
