import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { Mappings } from '../mapping/mapping.ts'

/** Topics that feed a common log belong to one reader. */
export function topicGroups(mappings: Mappings): string[][] {
  const groups: { topics: Set<string>; entities: Set<EntityName> }[] = []
  for (const topic of mappings.topics) {
    const entities = mappings.feeds(topic)
    const joined = groups.filter(group => entities.some(entity => group.entities.has(entity)))
    const merged = { topics: new Set([topic]), entities: new Set(entities) }
    for (const group of joined) {
      for (const one of group.topics) merged.topics.add(one)
      for (const one of group.entities) merged.entities.add(one)
      groups.splice(groups.indexOf(group), 1)
    }
    groups.push(merged)
  }
  return groups.map(group => [...group.topics].sort())
}
