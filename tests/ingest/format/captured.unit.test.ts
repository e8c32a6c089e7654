import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import type { Mappings } from '../../../ingest/mapping/mapping.ts'
import { createPseudonyms, orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { decodeMessage, type Outcome } from '../../../ingest/pipeline/decode.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'

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

const expected = z.object({ kind: z.string(), topic: z.string(), becomes: z.unknown() })

const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))

function linesOf<T>(file: string, schema: z.ZodType<T>): T[] {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'captured', file), 'utf8')
  return text
    .trim()
    .split('\n')
    .map(line => schema.parse(JSON.parse(line)))
}

function decode(mappings: Mappings, { topic, partition, offset, timestamp, key, value }: Captured): Outcome {
  const bytes = (part: string | null) => (part === null ? null : Buffer.from(part))
  return decodeMessage(
    { mappings, pseudonyms, maxBytes: 10_000 },
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

/** What a message becomes, in words: the fields that it sent, organisations and persons by what the source calls them. */
function becomes(outcome: Outcome, { value }: Captured, systemId: number): unknown {
  if ('refusal' in outcome) return outcome.refusal.reason
  return outcome.changes.map(({ entity, id, version, ods, mark }) => {
    const fields = ENTITIES[entity].fields.flatMap(({ name, type }, i) => {
      if ((version.sent >> BigInt(i)) % 2n === 0n) return []
      const field = version.fields[i]
      if (type === 'date' || type === 'month') return [[name, formatDay(Number(field))]]
      return [[name, sourceTextOf(String(field), value ?? '', systemId) ?? field]]
    })
    const told = { op: ods.op, snapshot: ods.snapshot, life: version.life, ...(mark && { mark: mark.kind }) }
    return { entity, id, ...told, ...Object.fromEntries(fields) }
  })
}

/** The organisation or the identity number of the message whose key or pseudonym this is. */
function sourceTextOf(hashed: string, value: string, systemId: number): string | undefined {
  if (!/^\d{15,}$/.test(hashed)) return undefined
  for (const cell of value.match(/\w+/g) ?? []) {
    if (orgKey(systemId, cell) === hashed) return `org ${cell}`
    if (/^\d{18}$/.test(cell) && pseudonyms.person(cell) === hashed) return `person ${cell}`
  }
  return 'a pseudonym'
}

describe.each(['guangdong', 'gongqingyun'])(
  'messages that a connector of Debezium has written for %s',
  system => {
    const mappings = loadMappings([system])
    const systemId = mappings.systems[0]?.id ?? 0
    const wanted = linesOf(`${system}.rows.ndjson`, expected)

    it.each(linesOf(`${system}.ndjson`, captured).map((message, i) => ({ message, i, ...wanted[i] })))(
      'become what the source says: $kind of $topic',
      ({ message, i }) => {
        const { kind, topic } = message
        expect({ kind, topic, becomes: becomes(decode(mappings, message), message, systemId) }).toEqual(
          wanted[i],
        )
      },
    )
  },
)
