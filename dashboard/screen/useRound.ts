import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import type { Program } from '../../warehouse/contract/picture.ts'
import { specialAt, type WallOrder } from '../../warehouse/contract/wallOrder.ts'
import { alertedIn, dueIn, isNight, passedIn, ROUND_START, shownIn, touchedIn } from '../parts/round.ts'
import type { LiveFeed } from './useLive.ts'

/** What a hand or a keyboard does to a wall. */
const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const
/** A scene that did not come is not asked for with every tick of the clock. */
const AGAIN_MS = 10_000

/** Its round stands by order: paused, or in the place of something else. */
function isHeld(ordered: WallOrder, now: number): boolean {
  return ordered.isPaused || specialAt(ordered, now) !== null
}

/** A round of one scene. */
function onlyOf(plan: Program, scene: string): Program {
  return { ...plan, round: [{ scene, title: '', seconds: 0 }] }
}

export interface PlayedRound {
  /** Null on a wall that was asked for one scene. */
  program: Readonly<Ref<Program | null>>
  /** Seconds until it plays on; 0 while it plays. */
  paused: Readonly<Ref<number>>
  isNight: Readonly<Ref<boolean>>
}

/** Plays the scenes of the program; stands while somebody uses the wall, and shows what a red alert belongs to once. */
export function useRound(
  {
    shown,
    passed,
    program: told,
    order,
    isPaused,
    now,
    turnTo,
    visit,
  }: Pick<LiveFeed, 'shown' | 'passed' | 'program' | 'order' | 'isPaused' | 'now' | 'turnTo' | 'visit'>,
  isFixed: boolean,
): PlayedRound {
  const round = shallowRef(ROUND_START)
  const program = computed(() => (isFixed ? null : told.value))
  const scene = computed(() => shown.value?.scene.id)
  const paused = computed(() =>
    program.value ? Math.max(0, Math.ceil((round.value.pausedUntil - now.value) / 1_000)) : 0,
  )
  let askedAt = 0
  let org = ''

  watch([scene, program] as const, ([id, plan]) => {
    if (id !== undefined && plan) round.value = shownIn(round.value, plan, id, now.value)
  })
  watch(
    () => shown.value?.picture,
    picture => {
      if (!picture?.alerts) return
      // those of another organisation are not new because the wall went there
      const known = org === picture.org.id ? round.value : { ...round.value, known: null }
      org = picture.org.id
      round.value = alertedIn(known, picture.alerts)
    },
  )
  watch(passed, left => {
    if (!left || !program.value) return
    round.value = passedIn(round.value, program.value, left.scene, now.value)
    askedAt = 0
  })
  watch(now, at => {
    const plan = program.value
    const id = scene.value
    const { order: ordered } = order.value
    const held = isHeld(ordered, at)
    isPaused.value = held || at < round.value.pausedUntil
    if (held) return
    if (!plan || id === undefined || !shown.value?.picture) return
    const pinned = ordered.scene
    const due =
      pinned === null
        ? dueIn(round.value, plan, id, at)
        : // nothing but a hand leads away from a scene that was chosen, and not for long
          dueIn({ ...round.value, called: null }, onlyOf(plan, pinned), id, at)
    if (due === null || at - askedAt < AGAIN_MS) return
    askedAt = at
    if (due === round.value.called || due === pinned) return turnTo(due)
    visit(due)
    // left for scenes that have nothing to tell, and back again
    if (due === id) round.value = shownIn(round.value, plan, id, at)
  })

  function touch(): void {
    if (program.value) round.value = touchedIn(round.value, program.value, now.value)
  }
  for (const kind of TOUCHES) window.addEventListener(kind, touch, { passive: true })
  onScopeDispose(() => {
    for (const kind of TOUCHES) window.removeEventListener(kind, touch)
  })

  return { program, paused, isNight: computed(() => isNight(told.value?.night ?? null, now.value)) }
}
