import { computed, onScopeDispose, type Ref, shallowRef } from 'vue'
import type {
  PastWish,
  Picture,
  Program,
  RecordWish,
  SceneInfo,
  Subscription,
} from '../../warehouse/contract/picture.ts'
import { type UntoldReason, untoldReason } from '../../warehouse/contract/untold.ts'
import { NO_ORDER, type NumberedOrder, type WallState } from '../../warehouse/contract/wallOrder.ts'
import { type Connection, connectionOf, type Line, NO_LINE, waitedSeconds } from '../parts/connection.ts'
import { connectLive } from '../parts/live.ts'
import { loadViews } from './views/views.ts'

/** How long a refusal stays in the header. */
const REFUSAL_MS = 8_000

/** What stands on the wall: a scene whose parts are there, and its picture once that has come. */
export interface Shown {
  scene: SceneInfo
  picture: Picture | null
}

export interface LiveFeed {
  /** Null until the first scene can be drawn. */
  shown: Readonly<Ref<Shown | null>>
  line: Ref<Line>
  connection: Readonly<Ref<Connection>>
  /** Server time, twice a second. */
  now: Ref<number>
  refusal: Readonly<Ref<string>>
  /** Seconds that a slow picture has been waited for, null when none is. */
  waited: Readonly<Ref<number | null>>
  /** What the wall plays by itself; null until the server has told. */
  program: Readonly<Ref<Program | null>>
  /** Scenes of the shown organisation that have nothing to tell, as far as they have been looked at, and why. */
  untold: Readonly<Ref<ReadonlyMap<string, UntoldReason>>>
  /** The scene that was visited last and left out; another object each time. */
  passed: Readonly<Ref<{ scene: string } | null>>
  /** What who controls the wall wants to be shown; it is obeyed by `useOrder`. */
  order: Readonly<Ref<NumberedOrder>>
  /** Its round stands; written by who plays it. */
  isPaused: Ref<boolean>
  /** Says in the header for a moment why something is not shown. */
  refuse(message: string): void
  open(org: string): void
  /** As `turnTo`, but a scene that has nothing to tell is left out: the present one stays. */
  visit(scene: string): void
  tell(state: WallState): void
  /** As `Live.past`. */
  past(wish: PastWish): Promise<Picture>
  /** As `Live.record`. */
  record(wish: RecordWish): Promise<Picture>
  /** Goes to another scene; the present one stays until that can be drawn with its picture. */
  turnTo(scene: string): void
}

/** The live feed of the page as refs, and the one clock that all ages are told by. */
export function useLive(asked: Subscription): LiveFeed {
  const shown = shallowRef<Shown | null>(null)
  const line = shallowRef<Line>(NO_LINE)
  const own = shallowRef(Date.now())
  const refusedOrg = shallowRef('')
  const now = computed(() => own.value + line.value.clockOffset)
  const connection = computed(() => connectionOf(line.value, own.value))
  const refusal = computed(() => line.value.refusal || refusedOrg.value)
  const waited = computed(() => waitedSeconds(line.value, own.value))
  let refusedAt = 0
  const program = shallowRef<Program | null>(null)
  const told = new Map<string, SceneInfo>()
  const untold = shallowRef<ReadonlyMap<string, UntoldReason>>(new Map())
  const passed = shallowRef<{ scene: string } | null>(null)
  const order = shallowRef<NumberedOrder>({ seq: 0, order: NO_ORDER })
  const isPaused = shallowRef(false)
  let newest: Picture | null = null
  /** The scene that the round visits, until something else is asked for. */
  let visited: { scene: string; isLeft: boolean } | null = null
  let org = ''

  const live = connectLive({
    url: '',
    ...asked,
    paint: run => requestAnimationFrame(run),
    onScene(scene) {
      told.set(scene.id, scene)
      void loadViews(scene)
        .then(() => {
          if (!shown.value) shown.value = { scene, picture: null }
        })
        // the picture tries again, and says so
        .catch(() => undefined)
    },
    onPicture(next) {
      newest = next
      const scene = told.get(next.scene)
      if (scene) void draw(scene)
    },
    onLine(next) {
      line.value = next
      own.value = Date.now()
    },
    onProgram(next) {
      program.value = next
    },
    onOrder(next) {
      order.value = next
    },
    onRefusal: refuse,
    onSignedOut() {
      const next = encodeURIComponent(`${location.pathname}${location.search}`)
      location.assign(`/reports/sign-in?next=${next}`)
    },
  })

  /** Shows the newest picture of a scene when its parts are there; a scene that cannot be drawn is left again. */
  async function draw(scene: SceneInfo): Promise<void> {
    try {
      await loadViews(scene)
    } catch {
      refuse(`画面“${scene.title}”的部件暂时无法读取`)
      if (shown.value?.picture) live.turnTo(shown.value.scene.id)
      return
    }
    if (newest?.scene !== scene.id || isLeftOut(newest)) return
    shown.value = { scene, picture: newest }
    rememberOrg(newest)
  }

  /** Takes note of whether a picture tells anything; one that the round came to and that does not is not shown. */
  function isLeftOut(picture: Picture): boolean {
    const { scene } = picture
    const reason = untoldReason(picture)
    const known = new Map(picture.org.id === org ? untold.value : [])
    org = picture.org.id
    known.delete(scene)
    if (reason) known.set(scene, reason)
    untold.value = known
    if (reason === null || visited?.scene !== scene || shown.value?.scene.id === scene) return false
    if (!visited.isLeft) passed.value = { scene }
    visited.isLeft = true
    return true
  }

  function visit(scene: string): void {
    visited = { scene, isLeft: false }
    live.turnTo(scene)
  }

  function turnTo(scene: string): void {
    visited = null
    live.turnTo(scene)
  }

  function refuse(message: string): void {
    refusedOrg.value = message
    refusedAt = Date.now()
  }

  const tick = setInterval(() => {
    own.value = Date.now()
    if (refusedOrg.value && own.value - refusedAt > REFUSAL_MS) refusedOrg.value = ''
  }, 500)

  onScopeDispose(() => {
    clearInterval(tick)
    live.close()
  })

  return {
    shown,
    line,
    connection,
    now,
    refusal,
    waited,
    program,
    untold,
    passed,
    order,
    isPaused,
    refuse,
    tell: live.tell,
    past: live.past,
    record: live.record,
    open: live.open,
    visit,
    turnTo,
  }
}

/** The wall comes back to the same place after it has reloaded itself. */
function rememberOrg(picture: Picture): void {
  const address = new URL(location.href)
  const org = picture.parents.length > 0 ? picture.org.id : null
  if (address.searchParams.get('org') === org) return
  if (org === null) address.searchParams.delete('org')
  else address.searchParams.set('org', org)
  history.replaceState(null, '', address)
}
