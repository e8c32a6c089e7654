import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { FeedStatus } from '../../warehouse/contract/picture.ts'
import { readLoading } from '../../warehouse/feed/loading.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'

export interface StatusSource {
  dataDir: string
  /** Folder of the built page. */
  page: string
  now(): number
  feed(): FeedStatus['feed']
  rate(): number
}

/** The status that every viewer gets every two seconds. */
export async function readStatus(source: StatusSource): Promise<FeedStatus> {
  const now = source.now()
  const [build, loading] = await Promise.all([buildId(source.page), readLoading(source.dataDir, now)])
  return {
    now,
    build,
    day: formatDay(dayOf(now)),
    feed: source.feed(),
    loading,
    rate: Math.round(source.rate() * 10) / 10,
  }
}

let known: { file: string; changedAt: number; id: string } | undefined

/** Changes with every build of the page: its start file names all others by their content. */
async function buildId(page: string): Promise<string> {
  const file = path.join(page, 'index.html')
  try {
    const { mtimeMs } = await fs.stat(file)
    if (known?.file === file && known.changedAt === mtimeMs) return known.id
    const id = createHash('sha256')
      .update(await fs.readFile(file))
      .digest('hex')
      .slice(0, 16)
    known = { file, changedAt: mtimeMs, id }
    return id
  } catch {
    // not built, or being built: whoever shows a page has it from a build before
    return known?.file === file ? known.id : ''
  }
}
