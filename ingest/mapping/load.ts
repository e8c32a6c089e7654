import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { buildMapping } from './build.ts'
import { type Loaded, readDocument } from './document.ts'
import type { Mapping, Mappings, System } from './mapping.ts'
import { danglingLinks } from './parents.ts'
import { type SystemFile, systemSchema, tableSchema } from './schema.ts'

const ROOT = fileURLToPath(new URL('.', import.meta.url))
const SYSTEM_FILE = 'system.yaml'

/** Names of the systems that have mappings. */
export function listSystems(root = ROOT): string[] {
  return fs
    .readdirSync(root, { withFileTypes: true })
    .flatMap(entry => (entry.isDirectory() ? entry.name : []))
    .sort()
}

/** The systems that the product has mappings of. */
export function systemNames(root = fileURLToPath(new URL('.', import.meta.url))): string[] {
  return fs
    .readdirSync(root, { withFileTypes: true })
    .flatMap(entry => (entry.isDirectory() ? entry.name : []))
}

/**
 * Reads the mappings of the named systems: `ingest/mapping/<system>/system.yaml` and one file per source table.
 * Throws `TuanshuError('config')` naming file and line of every fault: an unknown entity, field, conversion or value, a
 * required field that is missing, an id, table or topic that is taken.
 */
export function loadMappings(systems: readonly string[], root = ROOT): Mappings {
  const faults: string[] = []
  const known = listSystems(root)
  const loaded: Loaded<SystemFile>[] = []
  const all: Mapping[] = []
  for (const name of new Set(systems)) {
    if (!known.includes(name)) {
      faults.push(`INGEST_SYSTEMS: no system ${JSON.stringify(name)}; there are ${known.join(', ')}`)
      continue
    }
    const directory = path.join(root, name)
    const file = readDocument(path.join(directory, SYSTEM_FILE), systemSchema, faults)
    if (!file) continue
    if (file.value.name !== name)
      faults.push(`${file.at(['name'])}: name: ${file.value.name} must be that of its folder, ${name}`)
    loaded.push(file)
    all.push(...readTables(directory, file.value, faults))
  }
  reportTaken(loaded, all, faults)
  reportMixedIds(all, faults)
  faults.push(...danglingLinks(all))
  if (faults.length > 0)
    throw new TuanshuError('config', `mappings are wrong:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
  return assemble(
    loaded.map(({ value: { topic: _, ...system } }) => system),
    all,
  )
}

function readTables(directory: string, { topic, ...system }: SystemFile, faults: string[]): Mapping[] {
  const first = new Map<string, string>()
  return fs
    .readdirSync(directory)
    .filter(file => file.endsWith('.yaml') && file !== SYSTEM_FILE)
    .sort()
    .flatMap(file => {
      const table = readDocument(path.join(directory, file), tableSchema, faults)
      if (!table) return []
      const mapping = buildMapping(system, topic, table, faults)
      const place = table.at(['table'])
      for (const one of mapping.topics) {
        const name = `table ${mapping.table} of topic ${one}`
        const taken = first.get(name)
        if (taken) faults.push(`${place}: ${name} is mapped twice, first in ${taken}`)
        else first.set(name, place)
      }
      return mapping
    })
}

/** What only one system may have: its id, and a topic, which has to say from which system a message comes. */
function reportTaken(loaded: readonly Loaded<SystemFile>[], all: readonly Mapping[], faults: string[]): void {
  const ids = new Map<number, string>()
  for (const { value, at } of loaded) {
    const other = ids.get(value.id)
    if (other) faults.push(`${at(['id'])}: id: ${value.id} is that of system ${other}`)
    else ids.set(value.id, value.name)
  }
  const owners = new Map<string, System>()
  for (const { topics, system, file } of all) {
    for (const topic of topics) {
      const other = owners.get(topic)
      if (other && other.name !== system.name)
        faults.push(`${file}:1: topic ${topic} belongs to system ${other.name} already`)
      else owners.set(topic, system)
    }
  }
}

/** Two tables that feed one log would take each other's rows for their own where their ids are the same. */
function reportMixedIds(all: readonly Mapping[], faults: string[]): void {
  const first = new Map<string, Mapping>()
  for (const mapping of all) {
    if (mapping.space !== '') continue
    const log = `${mapping.system.name} ${mapping.entity}`
    const other = first.get(log)
    if (other)
      faults.push(
        `${mapping.file}:1: ${mapping.table} and ${other.table} both feed ${mapping.entity}: give one of them a space (the same in both if they share their ids)`,
      )
    else first.set(log, mapping)
  }
}

function assemble(systems: readonly System[], all: readonly Mapping[]): Mappings {
  const byPlace = new Map(
    all.flatMap(mapping => mapping.topics.map(topic => [`${topic} ${mapping.table}`, mapping] as const)),
  )
  const feeds = new Map<string, EntityName[]>()
  for (const mapping of all) {
    for (const topic of mapping.topics) {
      const entities = feeds.get(topic) ?? []
      if (!entities.includes(mapping.entity)) feeds.set(topic, [...entities, mapping.entity])
    }
  }
  return {
    systems,
    all,
    topics: [...feeds.keys()],
    find: (topic, table) => byPlace.get(`${topic} ${table}`),
    feeds: topic => feeds.get(topic) ?? [],
  }
}
