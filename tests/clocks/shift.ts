import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { install } from '../support/setup/install.ts'

const SOURCE = fileURLToPath(new URL('./shift.c', import.meta.url))

/**
 * Compiles the library that shifts the clock of a process to `library`. Installs the compiler when it is missing and we
 * are root; otherwise throws one line that says what to do.
 */
export async function buildShift(library: string): Promise<void> {
  await install('/usr/bin/cc', 'gcc', 'libc6-dev')
  await promisify(execFile)('/usr/bin/cc', ['-O2', '-shared', '-fPIC', '-o', library, SOURCE])
}

/** The environment of a process, and of all that it starts, whose clock is to be `ms` ahead of ours. */
export function shiftedBy(ms: number, library: string): Record<string, string> {
  const ours = Number(process.env.CLOCK_SHIFT_SECONDS ?? 0)
  return { LD_PRELOAD: library, CLOCK_SHIFT_SECONDS: String(ours + Math.round(ms / 1_000)) }
}
