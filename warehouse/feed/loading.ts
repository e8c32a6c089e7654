import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const loadingFile = z.object({ share: z.number().min(0).max(1), text: z.string().max(200) })
/** How far the loading of a history is: a share of 1 and what is being loaded. */
export type Loading = z.infer<typeof loadingFile>

// a loader writes its progress at least every few seconds; an older file was left behind by one that died
const FRESH_MS = 15_000

/** The loading that goes on in this data directory, or null without one. */
export async function readLoading(dataDir: string, now: number): Promise<Loading | null> {
  const file = path.join(dataDir, 'run', 'loading.json')
  try {
    const { mtimeMs } = await fs.stat(file)
    if (now - mtimeMs > FRESH_MS) return null
    const parsed = loadingFile.safeParse(JSON.parse(await fs.readFile(file, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    // none, or just being replaced
    return null
  }
}
