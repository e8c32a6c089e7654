import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** Does a process with this id exist (also one of another user)? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * Arguments that let Node run a .ts file from any working directory. Resolved from here: `--import tsx` alone would
 * be looked up from the working directory of the new process.
 */
export function tsxArguments(): string[] {
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
}
