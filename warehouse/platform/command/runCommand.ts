import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { describeError } from '../errors.ts'
import { exitCodeOf, forPeople } from '../exit.ts'
import { createLog, type Log } from '../log.ts'
import { isReaderGone, outliveOutput } from '../output.ts'
import { plainLines } from '../plainText.ts'

/** What a shell reports of a command that SIGPIPE ended: Node ignores that signal. */
const READER_GONE = 141

/**
 * What every command gets: the configuration, a log of its own, and a signal that is raised by Ctrl+C and when its output
 * cannot be written any more.
 */
export interface CommandContext {
  config: Config
  log: Log
  signal: AbortSignal
}

/**
 * Wraps the action of a command: reads the configuration, ends cleanly on the first Ctrl+C and at once on the second, and
 * turns a failure into plain words on standard error and an exit code; a defect keeps its stack.
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
    const lost = outliveOutput()
    try {
      const signal = AbortSignal.any([stopping.signal, lost])
      await action({ config: readConfig(), log, signal }, ...args)
      if (stopping.signal.aborted) process.exitCode = 130
    } catch (error) {
      if (lost.aborted && error === lost.reason) return
      const told = forPeople(error)
      const words = told || !(error instanceof Error) ? describeError(told ?? error) : error.stack
      process.stderr.write(`error: ${plainLines(words ?? '')}\n`)
      process.exitCode = exitCodeOf(error)
    } finally {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    }
  }
}

/**
 * Parses the command line; a wrong one prints its help and exits with 1. A command whose output nobody reads any more ends
 * without a word, as if SIGPIPE had ended it.
 */
export async function runProgram(program: Command): Promise<void> {
  const lost = outliveOutput()
  lost.addEventListener('abort', () => {
    if (isReaderGone(lost.reason)) process.exitCode = READER_GONE
    else {
      process.stderr.write(`error: the output cannot be written: ${describeError(lost.reason)}\n`)
      process.exitCode = 1
    }
  })
  showHelpAfterErrors(program)
  await program.parseAsync()
}

/** Also of the commands below: they take on only what was set before they were made. */
function showHelpAfterErrors(command: Command): void {
  command.showHelpAfterError()
  for (const each of command.commands) showHelpAfterErrors(each)
}
