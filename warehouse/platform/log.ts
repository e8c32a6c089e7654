import pino from 'pino'
import { prettyFactory } from 'pino-pretty'
import { outliveOutput } from './output.ts'

/**
 * Structured log of a process: objects with fixed keys and a short message, one line a batch and never one a row.
 * On a terminal it is readable text, otherwise JSON lines. `LOG_LEVEL` sets the level (default `info`). That a line cannot
 * be written is no error of who logs it.
 */
export function createLog(room: string): Log {
  outliveOutput()
  // pino's level is needed before the configuration can be read: errors of the configuration are logged too.
  const level = process.env.LOG_LEVEL ?? 'info'
  const options = { level, base: { room }, timestamp: pino.stdTimeFunctions.isoTime }
  if (!process.stderr.isTTY)
    return pino(
      options,
      pino.destination(2).on('error', () => {}),
    )
  // in this thread: pino's transport would throw at the next line once its worker has lost the terminal
  const pretty = prettyFactory({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
  return pino(options, { write: line => process.stderr.write(pretty(line)) })
}

export type Log = pino.Logger
