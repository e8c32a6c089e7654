import { computed, onScopeDispose, type Ref, shallowRef } from 'vue'
import type { Picture, Program, SceneInfo, Subscription } from '../../warehouse/contract/picture.ts'
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
  open(org: string): void
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
  let newest: Picture | null = null

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
    if (newest?.scene !== scene.id) return
    shown.value = { scene, picture: newest }
    rememberOrg(newest)
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

  return { shown, line, connection, now, refusal, waited, program, open: live.open, turnTo: live.turnTo }
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
