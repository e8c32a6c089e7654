import path from 'node:path'
import { ENTITY_NAMES, type EntityName } from './entities.ts'
import type { MeasureJob } from './metrics.ts'
import { jobsOf, logsOf } from './panelSources.ts'
import { readScenes } from './readScenes.ts'
import type { SceneEntry } from './sceneEntry.ts'

/**
 * Catalogue, list 4: pages of the big screen. A file of `scenes/` is a scene, and its name the id by which the wall is asked
 * for it; no other list names it.
 */
export const SCENES: ReadonlyMap<string, SceneEntry> = await readScenes(
  path.join(import.meta.dirname, 'scenes'),
)

const panels = [...SCENES.values()].flatMap(scene => Object.values(scene.panels))
const logs = new Set(panels.flatMap(logsOf))

/** Logs that figures of the wall are made of. */
export const LIVE_LOGS: readonly EntityName[] = ENTITY_NAMES.filter(name => logs.has(name))

/** Jobs whose figures some panel shows. */
export const LIVE_JOBS: readonly MeasureJob[] = [...new Set(panels.flatMap(jobsOf))]
