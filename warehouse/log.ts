import pino from 'pino'

/**
 * Structured log of a process: objects with fixed keys and a short message, one line a batch and never one a row.
 * On a terminal it is readable text, otherwise JSON lines. `LOG_LEVEL` sets the level (default `info`).
 */
export function createLog(room: string): Log {
  // pino's level is needed before the configuration can be read: errors of the configuration are logged too.
  const level = process.env.LOG_LEVEL ?? 'info'
  const options = { level, base: { room }, timestamp: pino.stdTimeFunctions.isoTime }
  if (!process.stderr.isTTY) return pino(options, pino.destination(2))
  return pino({
    ...options,
    transport: {
      target: 'pino-pretty',
      options: { destination: 2, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' },
    },
  })
}

export type Log = pino.Logger
