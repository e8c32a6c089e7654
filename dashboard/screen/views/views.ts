import type { Component } from 'vue'
import type { Scene, ViewKind } from '../../../warehouse/contract/scene.ts'

/** Every view kind is a part of its own, fetched with the first scene that has a panel of it. */
const PARTS: Readonly<Record<ViewKind, () => Promise<{ default: Component }>>> = {
  alerts: () => import('./AlertsView.vue'),
  bands: () => import('./BandsView.vue'),
  calendar: () => import('./CalendarView.vue'),
  figures: () => import('./FiguresView.vue'),
  flow: () => import('./FlowView.vue'),
  funnel: () => import('./FunnelView.vue'),
  grid: () => import('./GridView.vue'),
  levels: () => import('./LevelsView.vue'),
  map: () => import('./MapView.vue'),
  matrix: () => import('./MatrixView.vue'),
  ranking: () => import('./RankingView.vue'),
  shares: () => import('./SharesView.vue'),
  targets: () => import('./TargetsView.vue'),
  ticker: () => import('./TickerView.vue'),
  trend: () => import('./TrendView.vue'),
}

const loaded = new Map<ViewKind, Component>()

/** Fetches what the panels of a scene are drawn by. Rejects when a part cannot be fetched; asking again tries again. */
export async function loadViews({ panels }: Pick<Scene, 'panels'>): Promise<void> {
  const kinds = new Set(Object.values(panels).map(({ view }) => view))
  await Promise.all(
    [...kinds].map(async kind => {
      if (!loaded.has(kind)) loaded.set(kind, (await PARTS[kind]()).default)
    }),
  )
}

/** The component of a view kind. Throws while it has not been loaded. */
export function viewOf(kind: ViewKind): Component {
  const component = loaded.get(kind)
  if (!component) throw new Error(`the view ${kind} has not been loaded`)
  return component
}
