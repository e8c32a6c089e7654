import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { describeError, TuanshuError } from '../errors.ts'
import { exitCodeOf, logFailure } from '../exit.ts'
import { createLog, type Log } from '../log.ts'

/** What every command gets: the configuration, a log of its own, and a signal that Ctrl+C raises. */
export interface CommandContext {
  config: Config
  log: Log
  signal: AbortSignal
}

/**
 * Wraps the action of a command: reads the configuration, ends cleanly on the first Ctrl+C and at once on the second, and
 * turns a failure into its message and exit code. What a person can mend is said in plain words; a defect is logged with its
 * stack.
 */
export function commandAction<T extends unknown[]>(
  name: string,
  action: (context: CommandContext, ...args: T) => Promise<void>,
): (...args: T) => Promise<void> {
  return async (...args) => {
    const log = createLog(name)
    const stopping = new AbortController()
    const onSignal = () => {
      if (stopping.signal.aborted) process.exit(130)
      stopping.abort()
    }
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
    try {
      await action({ config: readConfig(), log, signal: stopping.signal }, ...args)
      if (stopping.signal.aborted) process.exitCode = 130
    } catch (error) {
      if (error instanceof TuanshuError) process.stderr.write(`error: ${describeError(error)}\n`)
      else logFailure(log, error)
      process.exitCode = exitCodeOf(error)
    } finally {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    }
  }
}

/** Parses the command line; a wrong one prints its help and exits with 1. */
export async function runProgram(program: Command): Promise<void> {
  await program.showHelpAfterError().parseAsync()
}
