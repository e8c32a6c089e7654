import type { Change } from '../../../ingest/change.ts'
import { rulesOf } from '../../../ingest/log/rules.ts'
import { versionOf } from '../../../ingest/mapping/apply.ts'
import { ENTITIES, type EntityName, type Value } from '../../../warehouse/catalogue/entities.ts'
import { dayOf } from '../../../warehouse/platform/time/day.ts'

/** A change as the mapping would make it: all fields sent, those not named unknown. */
export function makeChange(
  entity: EntityName,
  id: number,
  offset: number,
  at: string,
  fields: Record<string, Value> | 'deleted',
  source = 'spool:test/t/0@1',
): Change {
  const { fields: known } = ENTITIES[entity]
  const rules = rulesOf(ENTITIES[entity])
  const ms = Date.parse(`${at}T12:00:00+08:00`)
  const deleted = fields === 'deleted'
  return {
    entity,
    system: 1,
    id: String(id),
    keyText: '',
    version: {
      ver: versionOf({ epoch: 1, offset: BigInt(offset), row: 0 }, deleted),
      source,
      lineage: '',
      sourcePos: 0n,
      life: deleted ? 'deleted' : 'shown',
      sent: deleted ? 0n : (1n << BigInt(known.length)) - 1n,
      at: ms,
      on: dayOf(ms),
      fields: known.map((field, i) => (deleted ? undefined : fields[field.name]) ?? rules.unknown[i] ?? 0),
    },
    ods: {
      table: 't',
      op: deleted ? 'd' : 'u',
      snapshot: 'no',
      mark: 'none',
      snapshotOf: '',
      sentAt: ms,
      place: 0n,
      data: '{}',
      nulls: [],
    },
  }
}
