import type { ClickHouseClient } from '@clickhouse/client'
import type { FrozenHead, FrozenKind, FrozenPage, FrozenSet } from './frozenSet.ts'
import { frozenOfOrg, writeFrozen } from './frozenStore.ts'

/** What is to be frozen under the next number of an organisation. */
export interface Numbered {
  org: string
  kind: FrozenKind
  /** The name with a number in it: the store itself keeps the numbers apart. */
  nameOf(number: number): string
  /** The set that this would be once more, of those that there are, oldest first. */
  known(sets: readonly FrozenSet[]): FrozenSet | undefined
  make(
    number: number,
    sets: readonly FrozenSet[],
  ): Promise<{ head: Omit<FrozenHead, 'org' | 'kind' | 'name'>; pages: readonly FrozenPage[] }>
  signal?: AbortSignal
}

/**
 * Freezes a set under the next number. The number is taken by the same compare-and-set that makes the set valid, so that none
 * is left out or given twice, whatever dies in between; who loses the number to another takes the next. Resolves to the set
 * that is known already instead of freezing it again.
 */
export async function writeNumbered(
  client: ClickHouseClient,
  { org, kind, nameOf, known, make, signal }: Numbered,
): Promise<FrozenSet> {
  for (;;) {
    const sets = await frozenOfOrg(client, kind, org)
    const there = known(sets)
    if (there) return there
    const names = new Set(sets.map(({ name }) => name))
    let number = 1
    while (names.has(nameOf(number))) number++
    const { head, pages } = await make(number, sets)
    const set = await writeFrozen(client, { ...head, org, kind, name: nameOf(number) }, pages, signal)
    if (set) return set
  }
}
