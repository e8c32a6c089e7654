import { type Capacity, type LayoutName, STAGES } from '../../warehouse/contract/scene.ts'

export interface Layout {
  name: LayoutName
  /** Size of the stage in units. */
  width: number
  height: number
  /** CSS pixels of one unit. */
  unit: number
}

/** Between 16:9 (1.78) and 32:9 (3.56), where both waste the same share of the wall. */
const WIDE_FROM = Math.sqrt((16 / 9) * (32 / 9))

/** Layout for a window of this many CSS pixels: the stage fits it whole and is never stretched. */
export function layoutFor(width: number, height: number): Layout {
  const name: LayoutName = width / height >= WIDE_FROM ? 'wide' : 'standard'
  const stage = STAGES[name]
  return { name, ...stage, unit: Math.min(width / stage.width, height / stage.height) }
}

/** Lines of a list in this layout. */
export function capacityIn({ name }: Layout, capacity: Capacity): number {
  return typeof capacity === 'number' ? capacity : capacity[name]
}
