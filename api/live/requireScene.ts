import type { SceneEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import { RequestError } from '../http/errors.ts'

/** The scene of this id. Throws `RequestError('not_found')` that names those there are. */
export function requireScene(id: string): SceneEntry {
  const scene = SCENES.get(id)
  if (scene) return scene
  const known = [...SCENES].map(([each, { title }]) => `${each}（${title}）`)
  throw new RequestError('not_found', `没有名为“${id}”的画面，可选：${known.join('、')}`)
}
