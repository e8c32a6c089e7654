import path from 'node:path'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { buildMapping } from './build.ts'
import {
  filesOf,
  isBlank,
  listSystems,
  type MappingDirs,
  SHIPPED_DIRS,
  type SystemPath,
} from './directories.ts'
import { type Loaded, readDocument } from './document.ts'
import type { Mapping, Mappings, System } from './mapping.ts'
import { danglingLinks } from './parents.ts'
import { type SystemFile, systemSchema, tableSchema } from './schema.ts'

const SYSTEM_FILE = 'system.yaml'

/**
 * Reads the mappings of the named systems: `<system>/system.yaml` and one file per source table.
 * Throws `TuanshuError('config')` naming file and line of every fault: an unknown entity, field, conversion or value, a
 * required field that is missing, an id, table or topic that is taken.
 */
export function loadMappings(systems: readonly string[], dirs = SHIPPED_DIRS): Mappings {
  const faults: string[] = []
  const known = listSystems(dirs)
  const loaded: Loaded<SystemFile>[] = []
  const all: Mapping[] = []
  for (const name of new Set(systems)) {
    if (!known.includes(name)) {
      faults.push(`INGEST_SYSTEMS: no system ${JSON.stringify(name)}; there are ${known.join(', ')}`)
      continue
    }
    const files = filesOf(name, dirs)
    const described = files.get(SYSTEM_FILE)?.file ?? path.join(dirs.at(-1) ?? '', name, SYSTEM_FILE)
    const file = readDocument(described, systemSchema, faults)
    if (!file) continue
    if (file.value.name !== name)
      faults.push(`${file.at(['name'])}: name: ${file.value.name} must be that of its folder, ${name}`)
    loaded.push(file)
    all.push(...readTables(files, file.value, faults))
  }
  reportTaken(loaded, all, faults)
  reportOthers(loaded, known, dirs, faults)
  reportMixedIds(all, faults)
  faults.push(...danglingLinks(all))
  if (faults.length > 0)
    throw new TuanshuError('config', `mappings are wrong:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
  return assemble(
    loaded.map(({ value: { topic: _, ...system } }) => system),
    all,
  )
}

function readTables(
  files: ReadonlyMap<string, SystemPath>,
  { topic, ...system }: SystemFile,
  faults: string[],
): Mapping[] {
  const first = new Map<string, string>()
  return [...files]
    .filter(([name]) => name !== SYSTEM_FILE)
    .flatMap(([, { file, replaces }]) => {
      if (replaces && isBlank(file)) return []
      const table = readDocument(file, tableSchema, faults)
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

/** A number that a system has which is not loaded now: its rows may be in the warehouse. */
function reportOthers(
  loaded: readonly Loaded<SystemFile>[],
  known: readonly string[],
  dirs: MappingDirs,
  faults: string[],
): void {
  const names = new Set(loaded.map(({ value }) => value.name))
  for (const name of known.filter(one => !names.has(one))) {
    const file = filesOf(name, dirs).get(SYSTEM_FILE)?.file
    // what is wrong with it is for those to hear who load it
    const other = file && readDocument(file, systemSchema, [])?.value
    const same = other && loaded.find(({ value }) => value.id === other.id)
    if (same) faults.push(`${same.at(['id'])}: id: ${same.value.id} is that of system ${other.name}`)
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

/** Throws `TuanshuError('input')` where no folder is that of the system. */
export function checkSystem(name: string, dirs: MappingDirs): void {
  const known = listSystems(dirs)
  if (!known.includes(name))
    throw new TuanshuError('input', `there is no system ${name}; there are ${known.join(', ')}`)
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
