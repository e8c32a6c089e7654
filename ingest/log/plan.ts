import { difference, differenceToWritten, type KeyDifference } from './difference.ts'
import { type BatchContext, encodeSigned, encodeVersion } from './encode.ts'
import type { KeyGroup } from './keys.ts'
import type { Known } from './lookUp.ts'
import type { ParentFacts } from './parents.ts'
import type { Rules, SignedRow } from './rows.ts'
import type { KeyedVersion } from './stored.ts'

/** What of a key with parents must be known beside its versions. */
export interface Family {
  written: readonly SignedRow[]
  parents: readonly ParentFacts[]
}

export interface BatchPlan<C> {
  /** Rows of the batch, encoded. */
  lines: string[]
  /** Versions that the log does not hold yet. */
  applied: number
  /** Changes whose text key has the hash of another one. */
  collisions: C[]
}

/** The rows that a batch adds to the log, given what the log holds of its keys. Pure. */
export function planBatch<C extends KeyedVersion>(
  context: BatchContext,
  rules: Rules,
  keys: Iterable<KeyGroup<C>>,
  known: ReadonlyMap<string, Known>,
  familyOf: (key: KeyGroup<C>) => Family | null,
): BatchPlan<C> {
  const plan: BatchPlan<C> = { lines: [], applied: 0, collisions: [] }
  for (const key of keys) {
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
    for (const { version, begins } of found.versions)
      plan.lines.push(encodeVersion(context, named, version, begins))
    for (const row of found.others) plan.lines.push(encodeSigned(context, named, row))
  }
  return plan
}
