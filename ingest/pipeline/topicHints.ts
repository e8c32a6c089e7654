import type { TableHint, TopicHints } from '../format/record.ts'
import type { Mapping, Mappings } from '../mapping/mapping.ts'

const known = new WeakMap<Mappings, Map<string, TopicHints>>()

/** What the mappings of a topic tell a format beforehand: tables, their keys and the columns that are wanted. */
export function topicHints(mappings: Mappings, topic: string): TopicHints {
  let topics = known.get(mappings)
  if (!topics) {
    topics = new Map()
    known.set(mappings, topics)
  }
  let hints = topics.get(topic)
  if (!hints) {
    hints = makeHints(mappings.all.filter(mapping => mapping.topics.includes(topic)))
    topics.set(topic, hints)
  }
  return hints
}

function makeHints(mappings: readonly Mapping[]): TopicHints {
  const tables = new Map(mappings.map(mapping => [mapping.table, hintOf(mapping)]))
  const [first] = tables.values()
  return {
    find: table => tables.get(table),
    only: tables.size === 1 && first ? first : null,
    format: mappings.some(mapping => mapping.format === 'unwrapped') ? 'unwrapped' : null,
  }
}

function hintOf(mapping: Mapping): TableHint {
  return { table: mapping.table, keyColumns: mapping.key, columns: mapping.columns }
}
