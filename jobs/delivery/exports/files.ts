import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

// a process that writes one is heard of every few seconds; this is for those that are gone
const ABANDONED_MS = 3_600_000

/** Folder of the finished files and of those being written. */
export function exportDir(dataDir: string): string {
  return path.join(dataDir, 'exports')
}

export function exportFile(dataDir: string, id: string): string {
  return path.join(exportDir(dataDir), `${id}.xlsx`)
}

/** A file of this run alone: a process that was taken over must not write into its successor's. */
export function partFile(dataDir: string, id: string): string {
  return path.join(exportDir(dataDir), `${id}.${randomBytes(4).toString('hex')}.xlsx.part`)
}

/**
 * Deletes the files whose exports are not `done` and the parts whose exports are not `running`, or that nobody has written
 * to for an hour. The states are read after the names: a file is begun after its export has been claimed, so that one seen
 * here without such a state is nobody's. Returns how many were deleted.
 */
export async function deleteLeftovers(
  dataDir: string,
  readStates: () => Promise<ReadonlyMap<string, 'done' | 'running'>>,
  now: number,
): Promise<number> {
  const dir = exportDir(dataDir)
  const names = await fs.promises.readdir(dir).catch(() => [])
  const states = await readStates()
  let deleted = 0
  for (const name of names) {
    const [, id = '', ending] = /^([0-9a-f]{32})(\.[0-9a-f]{8}\.xlsx\.part|\.xlsx)$/.exec(name) ?? []
    if (id === '') continue
    const file = path.join(dir, name)
    const state = states.get(id)
    // a whole file whose export still runs is about to be told done
    const isWanted =
      ending === '.xlsx'
        ? state !== undefined
        : state === 'running' && now - (await modifiedAt(file)) < ABANDONED_MS
    if (isWanted) continue
    await fs.promises.rm(file, { force: true })
    deleted++
  }
  return deleted
}

async function modifiedAt(file: string): Promise<number> {
  const stat = await fs.promises.stat(file).catch(() => undefined)
  return stat?.mtimeMs ?? Number.POSITIVE_INFINITY
}
