import type { KeyedVersion } from './stored.ts'

/** A key of a log and what a batch brings for it; no changes for one that only follows its parent. */
export interface KeyGroup<C> {
  /** `<system>/<id>` */
  name: string
  system: number
  id: string
  changes: C[]
}

/** The changes of a batch by key, in the order of their first change. */
export function groupByKey<C extends KeyedVersion>(changes: readonly C[]): Map<string, KeyGroup<C>> {
  const groups = new Map<string, KeyGroup<C>>()
  for (const change of changes) {
    const name = `${change.system}/${change.id}`
    const group = groups.get(name)
    if (group) group.changes.push(change)
    else groups.set(name, { name, system: change.system, id: change.id, changes: [change] })
  }
  return groups
}

/** Ids of keys by system: each system is one look-up. */
export function idsBySystem(keys: Iterable<{ system: number; id: string }>): Map<number, string[]> {
  const ids = new Map<number, string[]>()
  for (const { system, id } of keys) {
    const of = ids.get(system)
    if (of) of.push(id)
    else ids.set(system, [id])
  }
  return ids
}
