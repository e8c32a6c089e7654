import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { Message } from '../source/port.ts'
import { type DecodeContext, decodeMessage, type Notices, originOf } from './decode.ts'
import type { LogFeed, Piece } from './feed.ts'
import type { Reading } from './reading.ts'

/** An empty piece for each log that a partition feeds. */
export function emptyPieces({ source, feeds }: Reading, through: bigint): Map<LogFeed, Piece> {
  return new Map(
    feeds.map(feed => [feed, { source, through, changes: [], deadLetters: [], done: () => {} }] as const),
  )
}

/** Decodes one message into the pieces of the logs that its partition feeds, and tells what else somebody should know of it. */
export function takeMessage(
  context: DecodeContext,
  feeds: ReadonlyMap<EntityName, LogFeed>,
  { partition, source, epoch }: Reading,
  message: Message,
  pieces: ReadonlyMap<LogFeed, Piece>,
): Notices {
  const origin = originOf(partition.topic, source, epoch, message)
  const outcome = decodeMessage(context, message, origin)
  // One log keeps what is no row: reading goes on from the log that is furthest behind, so it cannot be passed by all without it.
  const [first] = pieces.values()
  if ('changes' in outcome) {
    for (const change of outcome.changes) {
      const feed = feeds.get(change.entity)
      const piece = feed && pieces.get(feed)
      if (!piece) throw new Error(`topic ${origin.topic} does not feed ${change.entity}`)
      piece.changes.push(change)
    }
    if (first && outcome.marks) first.marks = [...(first.marks ?? []), ...outcome.marks]
    return outcome
  }
  first?.deadLetters.push({
    source: origin.source,
    position: origin.offset,
    topic: origin.topic,
    epoch: origin.epoch,
    reason: outcome.refusal.reason,
    detail: outcome.refusal.detail,
    tables: outcome.tables,
    key: message.key,
    value: message.value,
    headers: message.headers,
    sentAt: message.timestamp,
  })
  return outcome
}

/** Changes, and bytes of dead letters, in what was decoded. */
export function sizeOf(pieces: ReadonlyMap<LogFeed, Piece>): [changes: number, letterBytes: number] {
  const all = [...pieces.values()]
  const letters = all.flatMap(piece => piece.deadLetters)
  return [
    all.reduce((sum, piece) => sum + piece.changes.length, 0),
    letters.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0), 0),
  ]
}
