import { type ComputedRef, type InjectionKey, inject, type ShallowRef } from 'vue'
import type { Picture } from '../../warehouse/contract/picture.ts'
import type { ChartStyle } from '../charts/tokens.ts'
import type { Layout } from './layout.ts'

/** What every panel of the wall works with. */
export interface Wall {
  picture: ShallowRef<Picture | null>
  layout: ShallowRef<Layout>
  style: ComputedRef<ChartStyle>
  /** Server time, milliseconds, twice a second. */
  now: Readonly<ShallowRef<number>>
  /** Figures do not move any more: the server or its source is lost. */
  stale: ComputedRef<boolean>
  /** The ingest works through a backlog, or history is being loaded: the as-of lies in the past and moves. */
  behind: ComputedRef<boolean>
  /** Goes to an organisation. */
  open(org: string): void
}

export const WALL: InjectionKey<Wall> = Symbol('wall')

export function useWall(): Wall {
  const wall = inject(WALL)
  if (!wall) throw new Error('a panel stands outside of the wall')
  return wall
}
