import { type ComputedRef, type InjectionKey, inject, type Ref } from 'vue'
import type { Panel, Picture } from '../../warehouse/contract/picture.ts'
import type { ChartStyle } from '../charts/tokens.ts'
import type { Layout } from './layout.ts'

/** A panel that somebody asks about. */
export interface Explained {
  title: string
  panel: Panel
}

/** What every panel of the wall works with. */
export interface Wall {
  picture: Readonly<Ref<Picture | null>>
  layout: Readonly<Ref<Layout>>
  style: ComputedRef<ChartStyle>
  /** Server time, milliseconds, twice a second. */
  now: Readonly<Ref<number>>
  /** Figures do not move any more: the server or its source is lost. */
  stale: ComputedRef<boolean>
  /** The ingest works through a backlog, or history is being loaded: the as-of lies in the past and moves. */
  behind: ComputedRef<boolean>
  /** Goes to an organisation. */
  open(org: string): void
  /** Tells what the figures of a panel are, and where there is more of them. */
  explain(panel: Explained): void
}

export const WALL: InjectionKey<Wall> = Symbol('wall')

export function useWall(): Wall {
  const wall = inject(WALL)
  if (!wall) throw new Error('a panel stands outside of the wall')
  return wall
}
