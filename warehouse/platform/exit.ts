import { describeError, type ErrorCode, TuanshuError } from './errors.ts'
import type { Log } from './log.ts'
import { systemFault } from './systemFault.ts'

/** Exit code (sysexits' EX_CONFIG) of what starting again cannot heal: the supervisor stops at once. */
export const EXIT_CONFIG = 78

const HOPELESS: readonly ErrorCode[] = ['config', 'refused', 'gap']

/** The error as its reader can mend it; undefined for a defect of ours. */
export function forPeople(error: unknown): TuanshuError | undefined {
  return error instanceof TuanshuError ? error : systemFault(error)
}

/** The code with which a process ends because of `error`. */
export function exitCodeOf(error: unknown): number {
  const told = forPeople(error)
  return told && HOPELESS.includes(told.code) ? EXIT_CONFIG : 1
}

/** Logs why a process ends: what a person can mend as its message, a defect with its stack. */
export function logFailure(log: Log, error: unknown): void {
  const told = forPeople(error)
  if (told) log.fatal({ code: told.code }, describeError(told))
  else log.fatal({ err: error }, 'unexpected error')
}
