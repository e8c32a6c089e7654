import { statfsSync } from 'node:fs'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

/** What merges of the engine, the spool and the files of the demo need at once. */
const NEEDED_MB = 500

/**
 * Throws `TuanshuError('unavailable')` when the disk of a directory has less room than the demo needs to go on. The engine
 * would only wait for somebody to make room, and the loading would stand still without a word.
 */
export function checkDiskRoom(dir: string, neededMb = NEEDED_MB): void {
  const { bavail, bsize } = statfsSync(dir)
  const freeMb = Math.floor((bavail * bsize) / 1_048_576)
  if (freeMb >= neededMb) return
  throw new TuanshuError(
    'unavailable',
    `the disk of ${dir} is nearly full: ${freeMb} MB are free, the demo needs ${neededMb} MB to go on. Make room on it and start the demo again, it goes on where it stopped; or ask for fewer --members or --years with --fresh`,
  )
}
