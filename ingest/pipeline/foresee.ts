import type { RefusalReason } from '../change.ts'
import type { Mapping, Mappings } from '../mapping/mapping.ts'
import type { Pseudonyms } from '../mapping/pseudonyms.ts'
import type { SpoolMessage } from '../source/spool/segment.ts'
import { decodeMessage, type Outcome } from './decode.ts'

export interface ForeseeContext {
  mappings: Mappings
  pseudonyms: Pseudonyms
  maxBytes: number
}

/** What the ingest would make of a message of a topic. */
export function foresee(context: ForeseeContext, message: SpoolMessage, topic: string): Outcome {
  const { mappings } = context
  if (topic === '')
    return refuse('the message names neither its topic nor a mapped table: give its topic with -t')
  if (!mappings.topics.includes(topic)) {
    const names = mappings.systems.map(system => system.name).join(', ')
    return refuse(`no mapping of ${names} reads topic ${topic}: give another one with -t`)
  }
  return decodeMessage(
    context,
    { ...message, offset: 1n },
    { source: `file/${topic}`, topic, epoch: 1, offset: 1n },
  )
}

/** The topic in which mappings look for a table; `''` when none of them does. */
export function topicOfTables({ all }: Mappings, tables: readonly string[]): string {
  const found: Mapping | undefined = all.find(mapping => tables.includes(mapping.table))
  return found?.topics[0] ?? ''
}

function refuse(detail: string): Outcome {
  const reason: RefusalReason = 'unknown_table'
  return { refusal: { reason, detail }, tables: [] }
}
