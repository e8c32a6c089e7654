import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SceneEntry } from './sceneEntry.ts'

/** The scenes of a folder, by the name of their file: each exports its entry as default. */
export async function readScenes(folder: string): Promise<Map<string, SceneEntry>> {
  const scenes = new Map<string, SceneEntry>()
  const files = fs.readdirSync(folder).filter(file => file.endsWith('.ts'))
  for (const file of files.sort()) {
    const module: { default: SceneEntry } = await import(pathToFileURL(path.join(folder, file)).href)
    scenes.set(path.basename(file, '.ts'), module.default)
  }
  return scenes
}
