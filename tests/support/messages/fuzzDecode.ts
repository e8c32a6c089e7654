import { loadMappings } from '../../../ingest/mapping/load.ts'
import type { Mappings } from '../../../ingest/mapping/mapping.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { decodeMessage, type Outcome } from '../../../ingest/pipeline/decode.ts'
import { faultsOf } from '../ingest/validChange.ts'
import { type SeedMessage, seedMessages } from './formatSeeds.ts'
import { mutate, randomOf } from './mutations.ts'

/** Ways in which the pipeline could misbehave on bad input, and how often it did; and what became of the messages. */
export interface FuzzReport {
  messages: number
  changes: number
  controls: number
  refusals: Record<string, number>
  /** What was thrown, or what a change held that no log can hold; at most a few of them. */
  faults: string[]
}

const KEPT_FAULTS = 20

/** Mutates valid messages of all formats and hands them to the pipeline with the mappings of guangdong. */
export function fuzzDecode(count: number, seed: number): FuzzReport {
  const random = randomOf(seed)
  const seeds = seedMessages()
  const mapped = loadMappings(['guangdong'])
  const bare: Mappings = { ...mapped, all: mapped.all.map(mapping => ({ ...mapping, format: 'unwrapped' })) }
  const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))
  const report: FuzzReport = { messages: 0, changes: 0, controls: 0, refusals: {}, faults: [] }
  const keep = (fault: string, message: Buffer) => {
    if (report.faults.length < KEPT_FAULTS)
      report.faults.push(`${fault} ← ${message.toString().slice(0, 1_500)}`)
  }

  for (let i = 0; i < count; i++) {
    const found = seeds[random(seeds.length)]
    if (!found) throw new Error('no messages')
    const one: SeedMessage = found
    // every tenth message is a row of a topic of bare rows
    const isBare = random(10) === 0
    const value = mutate(isBare ? bareRow(one) : one.value, random)
    const key = random(8) === 0 ? mutate(one.key, random) : Buffer.from(one.key)
    report.messages += 1
    let outcome: Outcome
    try {
      outcome = decodeMessage(
        { mappings: isBare ? bare : mapped, pseudonyms, maxBytes: 1_000_000 },
        {
          offset: BigInt(i),
          timestamp: Date.UTC(2026, 5, 1),
          key,
          value: random(50) === 0 ? null : value,
          headers: {},
        },
        { source: `kafka:c/${one.topic}/0@1`, topic: one.topic, epoch: 1, offset: BigInt(i) },
      )
    } catch (error) {
      keep(`thrown: ${String(error)}`, value)
      continue
    }
    if ('refusal' in outcome) {
      const { reason } = outcome.refusal
      report.refusals[reason] = (report.refusals[reason] ?? 0) + 1
      continue
    }
    if (outcome.changes.length === 0) report.controls += 1
    report.changes += outcome.changes.length
    for (const change of outcome.changes) for (const fault of faultsOf(change)) keep(fault, value)
  }
  return report
}

function bareRow({ value }: SeedMessage): string {
  const parsed: unknown = JSON.parse(value)
  const after = typeof parsed === 'object' && parsed !== null && 'after' in parsed ? parsed.after : parsed
  return JSON.stringify({ ...(typeof after === 'object' ? after : {}), __op: 'u', __deleted: 'false' })
}
