import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { cpuMilliseconds } from './processUse.ts'

const PARTS = {
  ingest: 'ingest/main.ts',
  engine: 'embedded/child.ts',
  api: 'api/main.ts',
  jobs: 'jobs/main.ts',
}
type Part = keyof typeof PARTS
export const PART_NAMES = [...Object.keys(PARTS), 'supervisor'] as (Part | 'supervisor')[]

/** Share of a core that a process takes which has nothing to do any more. */
const QUIET_SHARE = 0.015
const QUIET_LOOKS = 3
const QUIET_LOOK_MS = 5_000

/** CPU that each part has taken since its start, milliseconds. The demo's supervisor is the simulator as well. */
export function cpuByPart(root: ChildProcess): Record<string, number> {
  const pid = root.pid ?? 0
  const cpu: Record<string, number> = { supervisor: cpuMilliseconds(pid) }
  for (const child of childrenOf(pid)) {
    const command = fs.readFileSync(`/proc/${child}/cmdline`, 'utf8')
    const part = Object.entries(PARTS).find(([, entry]) => command.includes(entry))?.[0]
    if (part) cpu[part] = cpuMilliseconds(child)
  }
  return cpu
}

const QUIET_LIMIT_MS = 180_000

/** Resolves when a part has done what there was to do, or seems never to end. */
export async function partIsQuiet(root: ChildProcess, part: Part): Promise<void> {
  const deadline = Date.now() + QUIET_LIMIT_MS
  for (let quiet = 0; quiet < QUIET_LOOKS && Date.now() < deadline; ) {
    const before = cpuByPart(root)[part] ?? 0
    await pause(QUIET_LOOK_MS)
    const share = ((cpuByPart(root)[part] ?? 0) - before) / QUIET_LOOK_MS
    quiet = share < QUIET_SHARE ? quiet + 1 : 0
  }
}

function childrenOf(pid: number): number[] {
  return fs
    .readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number)
}
