import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import {
  type NumberedOrder,
  specialAt,
  THEMES,
  type Theme,
  type WallSpecial,
  type WallState,
} from '../../warehouse/contract/wallOrder.ts'
import { layoutFor } from '../parts/layout.ts'
import { markOf } from '../parts/marks.ts'
import { frozenStage, keepFrozen, type Stage } from './frozenStage.ts'
import type { LiveFeed, Shown } from './useLive.ts'
import { loadViews } from './views/views.ts'

/** The wall tells what it shows once a second at the most. */
const TELL_MS = 1_000

/** What stands on the wall by its order, in the place of what is now. */
export interface Obeyed {
  order: Readonly<Ref<NumberedOrder>>
  theme: Readonly<Ref<Theme>>
  /** Null until the first scene can be drawn, and while nothing is to be shown. */
  stage: Readonly<Ref<Stage | null>>
  /** Says that this is not what is now; `''` while it is. */
  mark: Readonly<Ref<string>>
}

/** Obeys who controls the wall: what is ordered comes from the server alone. */
export function useOrder(live: LiveFeed, own: { scene: string | null; theme: Theme }): Obeyed {
  const { order, shown, now } = live
  const theme = computed(() => order.value.order.theme ?? own.theme)
  const special = computed(() => specialAt(order.value.order, now.value))
  const frozen = shallowRef<Stage | null>(null)
  const past = shallowRef<Stage | null>(null)
  const stage = computed((): Stage | null => {
    if (special.value?.kind === 'frozen') return frozen.value
    if (special.value?.kind === 'maintenance') return null
    if (special.value) return past.value
    return shown.value && { ...shown.value, at: null }
  })
  const mark = computed(() => markOf(special.value, stage.value?.at ?? null, now.value))

  watch(order, ({ order: next }, { order: before }) => {
    if (next.org !== before.org) live.open(next.org ?? 'root')
    if (next.scene !== before.scene) {
      const scene = next.scene ?? own.scene
      if (scene !== null) live.turnTo(scene)
    }
  })
  // what stands there when the order comes; after a reload what the wall has kept, or else the first picture
  watch(
    [special, shown] as const,
    ([ordered, current]) => {
      if (ordered?.kind !== 'frozen') {
        if (frozen.value) keepFrozen(null)
        frozen.value = null
        return
      }
      if (frozen.value?.ordered !== ordered.at) void freeze(ordered.at, current)
    },
    { immediate: true },
  )

  let endPast = (): void => undefined
  watch(
    () => (isOfPast(special.value) ? special.value.at : null),
    async at => {
      endPast()
      past.value = null
      if (at === null) return
      const { playPast } = await import('./pastStage.ts')
      if (special.value?.at !== at) return
      endPast = playPast({
        special: () => special.value,
        shown: () => shown.value,
        now: () => now.value,
        past: live.past,
        record: live.record,
        show(stage) {
          past.value = stage
        },
        refuse: live.refuse,
      })
    },
    { immediate: true },
  )
  onScopeDispose(() => endPast())

  async function freeze(at: number, current: Shown | null): Promise<void> {
    const held = frozenStage(at, current, now.value)
    if (!held) return
    // one that was kept over a reload may be of a scene whose parts are not here yet
    await loadViews(held.scene)
    const ordered = special.value
    if (ordered?.kind === 'frozen' && ordered.at === at) frozen.value = held
  }

  const state = computed(
    (): WallState => ({
      seq: order.value.seq,
      scene: stage.value?.scene.id ?? null,
      org: stage.value?.picture
        ? { id: stage.value.picture.org.id, name: stage.value.picture.org.name }
        : null,
      theme: theme.value,
      asOf: stage.value?.picture?.asOf ?? 0,
      mark: mark.value,
      isPaused: live.isPaused.value,
      connection: live.connection.value,
      layout: layoutFor(window.innerWidth, window.innerHeight).name,
      untold: [...live.untold.value].map(([scene, reason]) => ({ scene, reason })),
    }),
  )
  let told = ''
  function tell(): void {
    const next = JSON.stringify(state.value)
    if (next === told) return
    told = next
    live.tell(state.value)
  }
  const ticking = setInterval(tell, TELL_MS)
  // who controls the wall waits for these
  watch([() => order.value.seq, () => stage.value?.scene.id, mark], tell, { flush: 'post' })
  onScopeDispose(() => clearInterval(ticking))

  return { order, theme, stage, mark }
}

function isOfPast(
  special: WallSpecial | null,
): special is Extract<WallSpecial, { kind: 'past' | 'replay' | 'last_day' }> {
  return special !== null && special.kind !== 'frozen' && special.kind !== 'maintenance'
}

/** The theme of an address; the dark one for a word that is none. */
export function themeOf(word: string | null): Theme {
  return THEMES.find(each => each === word) ?? 'dark'
}
