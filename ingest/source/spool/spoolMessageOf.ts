import { messageOfLine } from '../../format/messageLine.ts'
import type { SpoolMessage } from './segment.ts'

/** A line of a message file as a message that is sent now, unless the line says when it was. */
export function spoolMessageOf(line: string): SpoolMessage {
  const { key, value, timestamp } = messageOfLine(line)
  return { key, value, timestamp: timestamp ?? Date.now(), headers: {} }
}
