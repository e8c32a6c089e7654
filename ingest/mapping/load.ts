import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import {
  ENTITIES,
  ENTITY_NAMES,
  type Entity,
  type EntityName,
  type Field,
} from '../../warehouse/catalogue/entities.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
import type { Conversion, FieldMapping, Mapping, Mappings, System } from './mapping.ts'
import { buildParent, danglingLinks, parentSchema } from './parents.ts'

const systemSchema = z.strictObject({
  id: z.int().min(1).max(255),
  name: z.string().regex(/^[a-z]+$/),
  title: z.string(),
  zone: z.literal('Asia/Shanghai'),
})

const timeType = z.enum(['date', 'datetime', 'datetime_us', 'timestamp', 'yyyymm'])
const column = z.string().min(1)
const fieldSchema = z.discriminatedUnion('as', [
  z.strictObject({ column, as: z.enum(['text', 'id', 'org', 'person', 'flag', 'count']) }),
  z.strictObject({ column, as: z.literal('enum'), values: z.record(z.string(), z.string()) }),
  z.strictObject({ column, as: z.enum(['date', 'month']), type: timeType }),
  z.strictObject({ column, as: z.literal('fen'), unit: z.enum(['yuan', 'fen']) }),
])
const tableSchema = z.strictObject({
  table: z.string().min(1),
  topics: z.array(z.string().min(1)).min(1),
  format: z.literal('unwrapped').optional(),
  entity: z.enum(ENTITY_NAMES),
  key: column,
  deleted: z.strictObject({ column, in: z.array(z.string()).min(1) }).optional(),
  order: z.enum(['offset', 'commit time']).default('offset'),
  parents: z.array(parentSchema).default([]),
  fields: z.record(z.string(), fieldSchema),
})

/** Which conversions yield a field of this type. */
const FITTING: Readonly<Record<Field['type'], readonly Conversion['as'][]>> = {
  text: ['text', 'enum'],
  name: ['text'],
  id: ['id', 'org', 'person'],
  date: ['date'],
  month: ['month'],
  fen: ['fen'],
  count: ['count'],
  flag: ['flag'],
}

/** The systems that the product has mappings of. */
export function systemNames(root = fileURLToPath(new URL('.', import.meta.url))): string[] {
  return fs
    .readdirSync(root, { withFileTypes: true })
    .flatMap(entry => (entry.isDirectory() ? entry.name : []))
}

/**
 * Reads the mappings of the named systems: `ingest/mapping/<system>/system.yaml` and one file per source table.
 * Throws `TuanshuError('config')` naming file and line of every fault: unknown entity, field, conversion or value.
 */
export function loadMappings(
  systems: readonly string[],
  root = fileURLToPath(new URL('.', import.meta.url)),
): Mappings {
  const faults: string[] = []
  const known = systemNames(root)
  const loaded: System[] = []
  const all: Mapping[] = []
  for (const name of systems) {
    if (!known.includes(name)) {
      faults.push(`INGEST_SYSTEMS: no system ${JSON.stringify(name)}; there are ${known.join(', ')}`)
      continue
    }
    const directory = path.join(root, name)
    const system = read(path.join(directory, 'system.yaml'), systemSchema, faults)
    if (!system) continue
    loaded.push(system.value)
    for (const file of fs.readdirSync(directory).sort()) {
      if (!file.endsWith('.yaml') || file === 'system.yaml') continue
      const table = read(path.join(directory, file), tableSchema, faults)
      if (table) all.push(build(system.value, table, faults))
    }
  }
  reportDoubles(all, faults)
  faults.push(...danglingLinks(all))
  if (faults.length > 0)
    throw new TuanshuError('config', `mappings are wrong:\n${faults.map(fault => `  ${fault}`).join('\n')}`)

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
    systems: loaded,
    all,
    topics: [...feeds.keys()],
    find: (topic, table) => byPlace.get(`${topic} ${table}`),
    feeds: topic => feeds.get(topic) ?? [],
  }
}

interface Loaded<T> {
  value: T
  /** `file:line` of a path inside the document. */
  at(place: readonly PropertyKey[]): string
}

function read<T>(file: string, schema: z.ZodType<T>, faults: string[]): Loaded<T> | null {
  const lines = new LineCounter()
  const shown = path.relative(process.cwd(), file)
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch {
    faults.push(`${shown}: cannot be read`)
    return null
  }
  const document = parseDocument(text, { lineCounter: lines })
  for (const error of document.errors)
    faults.push(`${shown}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`)
  if (document.errors.length > 0) return null
  const at = (place: readonly PropertyKey[]) => `${shown}:${lineOf(document, lines, place)}`
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return { value: parsed.data, at }
  for (const issue of parsed.error.issues)
    faults.push(`${at(issue.path)}: ${issue.path.map(String).join('.')}: ${issue.message}`)
  return null
}

/** Line of the deepest part of the path that the document has. */
function lineOf(document: Document, lines: LineCounter, place: readonly PropertyKey[]): number {
  let node: unknown = document.contents
  let offset = 0
  for (const step of place) {
    if (isSeq(node)) {
      const item = node.items[Number(step)]
      if (!isNode(item)) break
      if (item.range) offset = item.range[0]
      node = item
      continue
    }
    if (!isMap(node)) break
    const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(step))
    if (!pair) break
    if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0]
    node = pair.value
  }
  return lines.linePos(offset).line
}

function build(system: System, loaded: Loaded<z.infer<typeof tableSchema>>, faults: string[]): Mapping {
  const { value: table, at } = loaded
  const entity: Entity = ENTITIES[table.entity]
  const fields: FieldMapping[] = []
  for (const [name, given] of Object.entries(table.fields)) {
    const index = entity.fields.findIndex(field => field.name === name)
    const field = entity.fields[index]
    if (!field) {
      faults.push(
        `${at(['fields', name])}: entity ${entity.name} has no field ${name}; it has ${entity.fields.map(one => one.name).join(', ')}`,
      )
      continue
    }
    const { column: from, ...conversion } = given
    if (!FITTING[field.type].includes(conversion.as))
      faults.push(
        `${at(['fields', name])}: ${name} is a ${field.type}, which "as: ${conversion.as}" does not yield; use ${FITTING[field.type].join(' or ')}`,
      )
    if (conversion.as === 'enum') {
      for (const [code, value] of Object.entries(conversion.values)) {
        if (field.values && !field.values.includes(value))
          faults.push(
            `${at(['fields', name, 'values', code])}: ${name} has no value ${value}; it has ${field.values.join(', ')}`,
          )
      }
    }
    fields.push({ field: index, name, column: from, conversion, required: entity.required.includes(name) })
  }
  const mapped = new Set(Object.keys(table.fields))
  const parents = table.parents.flatMap(
    (given, i) =>
      buildParent(system.id, entity, mapped, given, (place, fault) =>
        faults.push(`${at(['parents', i, ...place])}: ${fault}`),
      ) ?? [],
  )
  const taken = table.parents.flatMap(parent => Object.keys(parent.fields))
  const missing = entity.required.filter(name => !(name in table.fields) && !taken.includes(name))
  if (missing.length > 0) faults.push(`${at(['fields'])}: entity ${entity.name} needs ${missing.join(', ')}`)
  return {
    system,
    table: table.table,
    topics: table.topics,
    format: table.format ?? null,
    entity: table.entity,
    key: table.key,
    deleted: table.deleted ?? null,
    order: table.order,
    parents,
    fields,
    columns: new Set([
      table.key,
      ...fields.map(field => field.column),
      ...(table.deleted ? [table.deleted.column] : []),
    ]),
    mask: fields.reduce((mask, field) => mask | (1n << BigInt(field.field)), 0n),
  }
}

function reportDoubles(all: readonly Mapping[], faults: string[]): void {
  const seen = new Set<string>()
  for (const mapping of all) {
    for (const topic of mapping.topics) {
      const place = `${topic} ${mapping.table}`
      if (seen.has(place)) faults.push(`table ${mapping.table} of topic ${topic} is mapped twice`)
      seen.add(place)
    }
  }
}
