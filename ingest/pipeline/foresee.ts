import type { Mappings } from '../mapping/mapping.ts'
import type { SpoolMessage } from '../source/spool/segment.ts'
import { type DecodeContext, decodeMessage, type Outcome } from './decode.ts'

/** What the ingest would make of a message of a topic: its changes, or why it would be a dead letter. */
export function foresee(context: DecodeContext, message: SpoolMessage, topic: string): Outcome {
  const { systems, topics } = context.mappings
  if (topic === '')
    return unknown('the message names neither its topic nor a mapped table: give its topic with -t')
  if (!topics.includes(topic)) {
    const names = systems.map(system => system.name).join(', ')
    return unknown(`no mapping of ${names} reads topic ${topic}: give another one with -t`)
  }
  const origin = { source: `file/${topic}`, topic, epoch: 1, offset: 1n }
  return decodeMessage(context, { ...message, offset: 1n }, origin)
}

/** The topic in which mappings look for the first of the tables that they know; `''` when they know none. */
export function topicOfTables({ all }: Mappings, tables: readonly string[]): string {
  return all.find(mapping => tables.includes(mapping.table))?.topics[0] ?? ''
}

function unknown(detail: string): Outcome {
  return { refusal: { reason: 'unknown_table', detail }, tables: [] }
}
