import type { Picture } from '../../warehouse/contract/picture.ts'
import { pastDayOf, recordedAt, type WallSpecial } from '../../warehouse/contract/wallOrder.ts'
import type { Stage } from './frozenStage.ts'
import type { LiveFeed, Shown } from './useLive.ts'

const LOOK_MS = 250
/** A picture is kept once in this time. */
const RECORD_MS = 10 * 60_000
/** A day that could not be read is asked for again. */
const AGAIN_MS = 5_000

export interface Played {
  /** What is ordered; null when that is over. */
  special(): WallSpecial | null
  /** What the wall would show now: its scene and organisation are those of the past picture. */
  shown(): Shown | null
  now(): number
  past: LiveFeed['past']
  record: LiveFeed['record']
  show(stage: Stage): void
  /** Why there is no picture, in words for the viewer. */
  refuse(message: string): void
}

/**
 * Shows days that are over, one after the other as they are due. One is asked for at a time: where a replay is faster than the
 * warehouse, weeks are left out. Returns what ends it.
 */
export function playPast({ special, shown, now, past, record, show, refuse }: Played): () => void {
  let stands = ''
  let isAsking = false
  let notBefore = 0
  let hasEnded = false

  async function look(): Promise<void> {
    const day = pastDayOf(special(), now())
    const instant = recordedAt(special(), now())
    const current = shown()
    if (isAsking || (day ?? instant) === null || !current?.picture || now() < notBefore) return
    const { scene } = current
    const place = { scene: scene.id, org: current.picture.org.id }
    const at = instant === null ? 0 : Math.floor(instant / RECORD_MS) * RECORD_MS
    const key = [place.scene, place.org, day ?? at].join(' ')
    if (key === stands) return
    isAsking = true
    try {
      const picture: Picture = await (day === null ? record({ ...place, at }) : past({ ...place, day }))
      if (hasEnded) return
      stands = key
      show({ scene, picture, at: day === null ? picture.builtAt : picture.asOf })
    } catch (error) {
      notBefore = now() + AGAIN_MS
      refuse(`${day ?? '近 24 小时'} 暂时不能回看：${error instanceof Error ? error.message : ''}`)
    } finally {
      isAsking = false
    }
  }

  void look()
  const timer = setInterval(() => void look(), LOOK_MS)
  return () => {
    hasEnded = true
    clearInterval(timer)
  }
}
