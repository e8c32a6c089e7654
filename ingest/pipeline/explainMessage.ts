import { TuanshuError } from '../../warehouse/platform/errors.ts'
import type { Refusal } from '../change.ts'
import type { RowChange } from '../format/record.ts'
import { describeChange } from '../mapping/explain.ts'
import type { Mapping, Mappings } from '../mapping/mapping.ts'
import { missingWords } from '../mapping/missingColumns.ts'
import type { Pseudonyms } from '../mapping/pseudonyms.ts'
import type { SpoolMessage } from '../source/spool/segment.ts'
import { decodeMessage, type Outcome, type PassedOverReason } from './decode.ts'

const PASSED_OVER: Readonly<Record<PassedOverReason, string>> = {
  ignored_table: 'nothing: rows of a table that system.yaml ignores',
  unmapped_schema_change: 'nothing: a schema change of a table that has no mapping',
}

export interface ExplainContext {
  /** The table whose messages are looked at; those of others are refused. */
  mapping: Mapping
  pseudonyms: Pseudonyms
  maxBytes: number
}

/** What a message would become, as the ingest would take it, and lines of text that say so, the first one the verdict. */
export function explainMessage(
  { mapping, pseudonyms, maxBytes }: ExplainContext,
  message: SpoolMessage,
): { lines: string[]; outcome: Outcome } {
  const rows: RowChange[] = []
  const [topic = ''] = mapping.topics
  const context = {
    mappings: {
      systems: [mapping.system],
      all: [mapping],
      topics: mapping.topics,
      find: (_: string, table: string) => (table === mapping.table ? mapping : undefined),
      feeds: () => [mapping.entity],
    },
    pseudonyms,
    maxBytes,
    onRow: (row: RowChange) => rows.push(row),
  }
  const origin = { source: `file/${topic}`, topic, epoch: 1, offset: 1n }
  const outcome = decodeMessage(context, { ...message, offset: 1n }, origin)
  return { lines: linesOf(mapping, rows, outcome), outcome }
}

function linesOf(mapping: Mapping, rows: readonly RowChange[], outcome: Outcome): string[] {
  if ('changes' in outcome) {
    if (outcome.changes.length === 0 && outcome.passedOver) return [PASSED_OVER[outcome.passedOver.why]]
    if (outcome.changes.length === 0)
      return ['nothing: a heartbeat, a tombstone, or a message about transactions or the schema']
    // a message whose numbers need reading again is heard twice
    const last = rows.slice(-outcome.changes.length)
    const missing = new Set((outcome.missing ?? []).map(missingWords))
    return [
      ...outcome.changes.flatMap((change, i) => {
        const row = last[i]
        return row ? describeChange(mapping, row, change) : []
      }),
      ...[...missing].map(words => `  ${words}`),
    ]
  }
  const row = rows.at(-1)
  return row ? describeChange(mapping, row, outcome.refusal) : [refusedAs(outcome.refusal)]
}

/** The verdict of a message that is refused. */
export function refusedAs({ reason, detail }: Refusal): string {
  return `refused as ${reason}: ${detail}`
}

/** The mapping of a table, named with or without its database, in any case of letters. */
export function findTable({ all, systems }: Mappings, name: string): Mapping {
  const wanted = name.toLowerCase()
  const found = all.find(({ table }) => {
    const full = table.toLowerCase()
    return full === wanted || full.endsWith(`.${wanted}`)
  })
  if (found) return found
  throw new TuanshuError(
    'not_found',
    `${systems[0]?.name ?? 'the system'} maps no table ${name}; it maps ${all.map(({ table }) => table).join(', ')}`,
  )
}
