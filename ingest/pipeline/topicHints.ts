import type { TableHint, TopicHints } from '../format/record.ts'
import type { Mapping, Mappings } from '../mapping/mapping.ts'
import { tableMatcher, tablesMeant } from '../mapping/tableNames.ts'

/** What the mappings tell of a topic beforehand. */
export interface TopicKnowledge extends TopicHints {
  /** A table without a mapping that the system's `ignore` names. */
  ignores(table: string): boolean
  /** Tables of the system with a mapping that a name in a statement can mean; they may be on other topics. */
  mapped(name: string): readonly string[]
}

const known = new WeakMap<Mappings, Map<string, TopicKnowledge>>()

/** What the mappings of a topic tell a format beforehand: tables, their keys and the columns that are wanted. */
export function topicHints(mappings: Mappings, topic: string): TopicKnowledge {
  let topics = known.get(mappings)
  if (!topics) {
    topics = new Map()
    known.set(mappings, topics)
  }
  let hints = topics.get(topic)
  if (!hints) {
    hints = makeHints(mappings.all, topic)
    topics.set(topic, hints)
  }
  return hints
}

function makeHints(all: readonly Mapping[], topic: string): TopicKnowledge {
  const mappings = all.filter(mapping => mapping.topics.includes(topic))
  const tables = new Map(mappings.map(mapping => [mapping.table, hintOf(mapping)]))
  const [first] = tables.values()
  // a topic belongs to one system
  const system = mappings[0]?.system
  const ofSystem = new Set(all.filter(one => one.system.id === system?.id).map(one => one.table))
  const isNamed = tableMatcher(system?.ignore ?? [])
  return {
    find: table => tables.get(table),
    only: tables.size === 1 && first ? first : null,
    ignores: table => !ofSystem.has(table) && isNamed(table),
    mapped: name => tablesMeant([...ofSystem], name),
    format: mappings.some(mapping => mapping.format === 'unwrapped') ? 'unwrapped' : null,
  }
}

function hintOf(mapping: Mapping): TableHint {
  return { table: mapping.table, keyColumns: mapping.key, columns: mapping.columns }
}
