import type { ClickHouseClient } from '@clickhouse/client'
import { ENTITIES, logTable } from '../../warehouse/catalogue/entities.ts'
import { idsBySystem, type KeyGroup } from './keys.ts'
import { type Known, type LookUp, lookUpVersions, lookUpWritten } from './lookUp.ts'
import { type FactStep, type ParentFacts, type ParentLink, parentIds, stepsOf } from './parents.ts'
import type { Family } from './plan.ts'
import type { SignedRow } from './rows.ts'
import { rulesOf } from './rules.ts'
import type { KeyedVersion } from './stored.ts'
import type { Version } from './timeline.ts'

/**
 * What the keys of a batch take from their parents, and which rows the log holds of them: all parents that any of their
 * versions names, as their logs are now. Null for a key without parents.
 */
export async function lookUpFamilies<C extends KeyedVersion>(
  log: LookUp,
  links: readonly ParentLink[],
  keys: Iterable<KeyGroup<C>>,
  known: ReadonlyMap<string, Known>,
): Promise<(key: KeyGroup<C>) => Family | null> {
  const systems = new Set(links.map(link => link.system))
  const children = [...keys].filter(key => systems.has(key.system))
  if (children.length === 0) return () => null
  const timelineOf = (key: KeyGroup<C>): Version[] => [
    ...(known.get(key.name)?.versions ?? []),
    ...key.changes.map(change => change.version),
  ]
  const parents = new Map<number, ParentFacts[]>()
  for (const link of links) {
    const ids = new Set<string>()
    for (const key of children)
      if (key.system === link.system) for (const id of parentIds(link, timelineOf(key))) ids.add(id)
    const facts = { link, steps: await lookUpSteps(log.client, link, [...ids]) }
    parents.set(link.system, [...(parents.get(link.system) ?? []), facts])
  }
  const written = new Map<string, readonly SignedRow[]>()
  const old = children.filter(key => known.has(key.name))
  for (const [system, ids] of idsBySystem(old))
    for (const [id, rows] of await lookUpWritten(log, system, ids)) written.set(`${system}/${id}`, rows)
  return key => {
    const of = parents.get(key.system)
    return of ? { written: written.get(key.name) ?? [], parents: of } : null
  }
}

/** What these parents have said so far. */
async function lookUpSteps(
  client: ClickHouseClient,
  link: ParentLink,
  ids: readonly string[],
): Promise<Map<string, readonly FactStep[]>> {
  const entity = ENTITIES[link.parent]
  const rules = rulesOf(entity)
  const timelines = new Map<string, Version[]>()
  await lookUpVersions(
    { client, entity, table: logTable(link.parent) },
    link.system,
    ids,
    ({ id, version }) => {
      const timeline = timelines.get(id)
      if (timeline) timeline.push(version)
      else timelines.set(id, [version])
    },
  )
  return new Map([...timelines].map(([id, timeline]) => [id, stepsOf(rules, timeline, link)]))
}
