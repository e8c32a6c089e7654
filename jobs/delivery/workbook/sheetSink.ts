import { Stream } from 'node:stream'
import type { Worksheet } from 'exceljs'
import { z } from 'zod'

interface Sink {
  write(chunk: string, done: () => void): boolean
}

const sinks = z.array(z.custom<Sink>(value => value instanceof Stream && 'write' in value)).min(1)

/**
 * Resolves when the compression has taken what a streamed sheet has written, or with `stopped`. The library writes into it
 * without ever waiting, so that a sheet of a million rows would stand in memory as XML; where it writes to is not part of its
 * public types, hence the check. Throws when the library no longer has that shape.
 */
export async function sheetTaken(sheet: Worksheet, stopped: Promise<void>): Promise<void> {
  const [sink] = sinks.parse(sinksOf(sheet))
  // an empty chunk is done when all before it are
  await Promise.race([new Promise<void>(resolve => sink?.write('', resolve)), stopped])
}

function sinksOf(sheet: Worksheet): unknown {
  const stream: unknown = Reflect.get(sheet, 'stream')
  return typeof stream === 'object' && stream !== null ? Reflect.get(stream, 'pipes') : undefined
}
