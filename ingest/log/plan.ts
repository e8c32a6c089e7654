import { setImmediate as nextTurn } from 'node:timers/promises'
import { LineBuffer } from '../../warehouse/platform/clickhouse/lineBuffer.ts'
import { difference, differenceToWritten, type KeyDifference } from './difference.ts'
import { type BatchContext, encodeSigned, encodeVersion } from './encode.ts'
import type { KeyGroup } from './keys.ts'
import type { Known } from './lookUp.ts'
import type { Learned } from './memory.ts'
import type { ParentFacts } from './parents.ts'
import type { SignedRow } from './rows.ts'
import type { Rules } from './rules.ts'
import type { KeyedVersion } from './stored.ts'

/** What of a key with parents must be known beside its versions. */
export interface Family {
  written: readonly SignedRow[]
  parents: readonly ParentFacts[]
}

export interface BatchPlan<C> {
  /** Rows of the batch, encoded. */
  lines: LineBuffer
  /** Versions that the log does not hold yet. */
  applied: number
  /** Changes whose text key has the hash of another one. */
  collisions: C[]
  /** What the log holds of the keys that get a new version, once the batch is in it. */
  learned: Learned[]
}

/** Keys after which the process may do something else (some 30 ms): heartbeats and sockets do not wait for a whole batch. */
const KEYS_AT_ONCE = 2_000

/** The rows that a batch adds to the log, given what the log holds of its keys. */
export async function planBatch<C extends KeyedVersion>(
  context: BatchContext,
  rules: Rules,
  keys: Iterable<KeyGroup<C>>,
  known: ReadonlyMap<string, Known>,
  familyOf: (key: KeyGroup<C>) => Family | null,
): Promise<BatchPlan<C>> {
  const plan: BatchPlan<C> = { lines: new LineBuffer(), applied: 0, collisions: [], learned: [] }
  let planned = 0
  for (const key of keys) {
    planned += 1
    if (planned % KEYS_AT_ONCE === 0) await nextTurn()
    const before = known.get(key.name)
    const keyText = before?.keyText ?? key.changes[0]?.keyText ?? ''
    const more: C['version'][] = []
    for (const change of key.changes) {
      if (change.keyText === keyText) more.push(change.version)
      else plan.collisions.push(change)
    }
    const versions = before?.versions ?? []
    const family = familyOf(key)
    const found: KeyDifference = family
      ? differenceToWritten(rules, family.written, versions, more, family.parents)
      : difference(rules, versions, more)
    plan.applied += found.versions.length
    const named = { system: key.system, id: key.id, keyText }
    const added = found.versions.map(({ version }) => version)
    if (added.length > 0) plan.learned.push({ ...named, before: versions, added })
    for (const { version, begins } of found.versions)
      plan.lines.add(encodeVersion(context, named, version, begins))
    for (const row of found.others) plan.lines.add(encodeSigned(context, named, row))
  }
  return plan
}
