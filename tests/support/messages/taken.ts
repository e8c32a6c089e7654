import { loadMappings } from '../../../ingest/mapping/load.ts'
import type { Mappings } from '../../../ingest/mapping/mapping.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { decodeMessage, type Outcome } from '../../../ingest/pipeline/decode.ts'

/** When the broker took every message: 20 May 2026, 12:00 in Shanghai. */
export const BROKER_TIME = 1_779_249_600_000

/** What the ingest takes a message of a topic for. Objects become JSON, text goes as it is. */
export function taker(given: string | Mappings, topic: string) {
  const mappings = typeof given === 'string' ? loadMappings([given]) : given
  const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))
  const bytesOf = (part: unknown) =>
    part === null ? null : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part))
  return (value: unknown, key: unknown = null, headers: Record<string, string> = {}): Outcome =>
    decodeMessage(
      { mappings, pseudonyms, maxBytes: 1_000_000 },
      { offset: 5n, timestamp: BROKER_TIME, key: bytesOf(key), value: bytesOf(value), headers },
      { source: `kafka:c/${topic}/0@1`, topic, epoch: 1, offset: 5n },
    )
}

/** What became of a message in a few words: `shown 901`, `deleted 901`, the reason of a refusal, or `nothing`. */
export function story(outcome: Outcome): string[] {
  if ('refusal' in outcome) return [outcome.refusal.reason]
  const told = outcome.changes.map(({ id, version }) => `${version.life} ${id}`)
  return told.length > 0 ? told : ['nothing']
}
