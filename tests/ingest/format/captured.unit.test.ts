import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { createPseudonyms, orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { decodeMessage, type Outcome } from '../../../ingest/pipeline/decode.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import { formatDay } from '../../../warehouse/time/day.ts'
import { GONGQINGYUN_ROWS, GUANGDONG_ROWS } from './captured/rows.ts'

/**
 * Messages that Debezium's connectors for MariaDB and PostgreSQL wrote of columns of the usual types; `npm run feed --
 * --samples` takes new ones.
 */
const captured = z.object({
  kind: z.string(),
  topic: z.string(),
  partition: z.number(),
  offset: z.string(),
  timestamp: z.string(),
  key: z.string().nullable(),
  value: z.string().nullable(),
})
type Captured = z.infer<typeof captured>

const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))

function messagesOf(system: string): Captured[] {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'captured', `${system}.ndjson`), 'utf8')
  return text
    .trim()
    .split('\n')
    .map(line => captured.parse(JSON.parse(line)))
}

function decode(system: string, { topic, partition, offset, timestamp, key, value }: Captured): Outcome {
  const bytes = (part: string | null) => (part === null ? null : Buffer.from(part))
  return decodeMessage(
    { mappings: loadMappings([system]), pseudonyms, maxBytes: 10_000 },
    {
      offset: BigInt(offset),
      timestamp: Number(timestamp),
      key: bytes(key),
      value: bytes(value),
      headers: {},
    },
    { source: `kafka:c/${topic}/${partition}@1`, topic, epoch: 1, offset: BigInt(offset) },
  )
}

/** Changes by name of field, with dates as text; what no field was sent of is left out. */
function rowsOf(outcome: Outcome): unknown {
  if ('refusal' in outcome) return outcome
  return outcome.changes.map(({ entity, id, version, ods, mark }) => {
    const { fields } = ENTITIES[entity]
    const shown = fields.flatMap(({ name, type }, i) => {
      const value = version.fields[i]
      return [[name, (type === 'date' || type === 'month') && typeof value === 'number' ? formatDay(value) : value]]
    })
    return { entity, id, op: ods.op, snapshot: ods.snapshot, mark: mark?.kind, alive: version.alive, ...Object.fromEntries(shown) }
  })
}
