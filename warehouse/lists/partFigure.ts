import type { ListPart } from '../catalogue/listParts.ts'
import { type StatedFigure, stated, statedIn } from '../contract/figureState.ts'
import type { MaskedCell } from '../query/suppress.ts'

/** The figure of a part in a cell. */
export function partFigure(cell: MaskedCell | undefined, { id }: ListPart): StatedFigure {
  if (!cell) return stated(null)
  if (id === 'value') return statedIn(cell)
  const { numerator, denominator } = cell
  if ((cell.state !== 'value' && cell.state !== 'no_data') || numerator === null || denominator === null)
    return statedIn(cell)
  if (id === 'numerator') return stated(numerator)
  if (id === 'denominator') return stated(denominator)
  return stated(denominator - numerator)
}
