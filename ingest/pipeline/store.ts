import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { LineBuffer } from '../../warehouse/platform/clickhouse/lineBuffer.ts'
import { quote } from '../../warehouse/platform/clickhouse/quote.ts'
import { formatInstant } from '../../warehouse/platform/time/day.ts'
import type { Change } from '../change.ts'

/** After as many the process may do something else. */
const CHANGES_AT_ONCE = 1_000

const SNAPSHOT_CODES = { no: 0, full: 1, incremental: 2 } as const

const INSERT = `insert into ops.ods_change
  (system, entity, id, ver, source, place, key_text, key_id, table, op, snapshot, mark, snapshot_of, sent_at, lineage, source_pos, changed_at, data, nulls)
  format JSONCompactEachRow`

/** Logs that write at the same beat come within a few milliseconds of each other. */
const GATHER_MS = 5
/** Changes that are worth a statement of their own. */
const MANY = 1_000

/** Writes changes of all logs into `ops.ods_change`: what is asked for at one beat is one statement. */
export class ChangeStore {
  private gathered: Change[] = []
  private writing: Promise<void> | undefined

  constructor(
    private readonly client: ClickHouseClient,
    private readonly keyId: number,
  ) {}

  /** Resolves when the changes are stored; rejects when that is not known. Delivered again, a change replaces itself. */
  put(changes: readonly Change[]): Promise<void> {
    if (changes.length >= MANY) return storeChanges(this.client, this.keyId, changes)
    if (changes.length === 0) return Promise.resolve()
    this.gathered.push(...changes)
    this.writing ??= delay(GATHER_MS).then(() => {
      const together = this.gathered
      this.gathered = []
      this.writing = undefined
      return storeChanges(this.client, this.keyId, together)
    })
    return this.writing
  }
}

/** Writes changes as the source had them into `ops.ods_change`. Delivered again, a change replaces itself. */
export async function storeChanges(
  client: ClickHouseClient,
  keyId: number,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return
  const lines = new LineBuffer()
  for (const [i, change] of changes.entries()) {
    lines.add(encodeChange(keyId, change))
    if (i % CHANGES_AT_ONCE === CHANGES_AT_ONCE - 1) await nextTurn()
  }
  await lines.insert(client, {
    query: INSERT,
    // collapsing what is double within one insert took a quarter of its CPU; what is double over several stays till a merge too
    clickhouse_settings: { optimize_on_insert: 0 },
  })
}

/** A row of the table as a line of JSONCompactEachRow, in the order of `INSERT`. */
function encodeChange(keyId: number, { system, entity, id, keyText, version, ods }: Change): string {
  return (
    `[${system},"${entity}","${id}","${version.ver}",${quote(version.source)},"${ods.place}",${JSON.stringify(keyText)},${keyId},` +
    `${quote(ods.table)},${quote(ods.op)},${SNAPSHOT_CODES[ods.snapshot]},"${ods.mark}",${quote(ods.snapshotOf)},"${formatInstant(ods.sentAt)}",` +
    `${quote(version.lineage)},"${version.sourcePos}",` +
    `"${formatInstant(version.at)}",${ods.data},${JSON.stringify(ods.nulls)}]\n`
  )
}
