import { computed, onScopeDispose, type Ref, shallowRef } from 'vue'
import type { Picture, SceneInfo, Subscription } from '../../warehouse/contract/picture.ts'
import { type Connection, connectionOf, type Line, NO_LINE, waitedSeconds } from '../parts/connection.ts'
import { connectLive } from '../parts/live.ts'

/** How long a refusal stays in the header. */
const REFUSAL_MS = 8_000

export interface LiveFeed {
  /** That of the picture; before the first one the one that was asked for, null until the server has told of it. */
  scene: Ref<SceneInfo | null>
  picture: Ref<Picture | null>
  line: Ref<Line>
  connection: Readonly<Ref<Connection>>
  /** Server time, twice a second. */
  now: Ref<number>
  refusal: Readonly<Ref<string>>
  /** Seconds that a slow picture has been waited for, null when none is. */
  waited: Readonly<Ref<number | null>>
  open(org: string): void
}

/** The live feed of the page as refs, and the one clock that all ages are told by. */
export function useLive(asked: Subscription): LiveFeed {
  const scene = shallowRef<SceneInfo | null>(null)
  const picture = shallowRef<Picture | null>(null)
  const line = shallowRef<Line>(NO_LINE)
  const own = shallowRef(Date.now())
  const refusedOrg = shallowRef('')
  const now = computed(() => own.value + line.value.clockOffset)
  const connection = computed(() => connectionOf(line.value, own.value))
  const refusal = computed(() => line.value.refusal || refusedOrg.value)
  const waited = computed(() => waitedSeconds(line.value, own.value))
  let refusedAt = 0
  let told: SceneInfo | null = null

  const live = connectLive({
    url: '',
    ...asked,
    paint: run => requestAnimationFrame(run),
    onScene(next) {
      told = next
      if (!picture.value) scene.value = next
    },
    onPicture(next) {
      if (next.scene === told?.id) scene.value = told
      picture.value = next
      rememberOrg(next)
    },
    onLine(next) {
      line.value = next
      own.value = Date.now()
    },
    onRefusal(message) {
      refusedOrg.value = message
      refusedAt = Date.now()
    },
    onSignedOut() {
      const next = encodeURIComponent(`${location.pathname}${location.search}`)
      location.assign(`/reports/sign-in?next=${next}`)
    },
  })

  const tick = setInterval(() => {
    own.value = Date.now()
    if (refusedOrg.value && own.value - refusedAt > REFUSAL_MS) refusedOrg.value = ''
  }, 500)

  onScopeDispose(() => {
    clearInterval(tick)
    live.close()
  })

  return { scene, picture, line, connection, now, refusal, waited, open: next => live.open(next) }
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
