import { describeError, type ErrorCode, TuanshuError } from './errors.ts'
import type { Log } from './log.ts'

/** Exit code (sysexits' EX_CONFIG) of what starting again cannot heal: the supervisor stops at once. */
export const EXIT_CONFIG = 78

const HOPELESS: readonly ErrorCode[] = ['config', 'refused', 'gap']

/** The code with which a process ends because of `error`. */
export function exitCodeOf(error: unknown): number {
  return error instanceof TuanshuError && HOPELESS.includes(error.code) ? EXIT_CONFIG : 1
}

/** Logs why a process ends: a `TuanshuError` as its message, a defect with its stack. */
export function logFailure(log: Log, error: unknown): void {
  if (error instanceof TuanshuError) log.fatal({ code: error.code }, describeError(error))
  else log.fatal({ err: error }, 'unexpected error')
}
