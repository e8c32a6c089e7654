import { describe, expect, it } from 'vitest'
import { guidOf, isGuidColumn } from '../../../ingest/demo/guid.ts'
import { Journal, type OutMessage } from '../../../ingest/demo/journal.ts'
import { fakeIdCard } from '../../../ingest/demo/names.ts'
import { Random } from '../../../ingest/demo/random.ts'
import { simulatedSystem } from '../../../ingest/demo/system.ts'
import { type State, stateOf } from '../../../ingest/demo/table.ts'
import { listSystems } from '../../../ingest/mapping/directories.ts'
import { holderOf } from '../../../ingest/mapping/identityNumber.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { type FieldMapping, isPersonal, type Mapping } from '../../../ingest/mapping/mapping.ts'
import { orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { keyTextOf, rowIdOf } from '../../../ingest/mapping/rowKey.ts'
import { decodeMessage, type Outcome } from '../../../ingest/pipeline/decode.ts'
import { ENTITIES, type Value } from '../../../warehouse/catalogue/entities.ts'
import { UNKNOWN_DAY } from '../../../warehouse/contract/calendar.ts'
import { monthOf, parseDay } from '../../../warehouse/platform/time/day.ts'
import { NOW, PLACE, pseudonyms } from '../mapping/systems/rowAsChange.ts'

const ROWS = 20
const FIRST_DAY = 14_000
const LAST_DAY = 20_500

describe.each(listSystems())('%s', name => {
  const mappings = loadMappings([name])
  const system = simulatedSystem(name)
  const decode = (message: OutMessage | undefined): Outcome => {
    if (!message) throw new Error('nothing was written')
    return decodeMessage(
      { mappings, pseudonyms, maxBytes: 1 << 20 },
      { ...message, offset: 5n, headers: {} },
      { source: PLACE.source, topic: message.topic, epoch: 2, offset: 5n },
    )
  }

  it.each(mappings.all.map(mapping => [mapping.table, mapping] as const))(
    '%s: what its messages are read back as is what the model says',
    (_, mapping) => {
      const random = new Random(7, mapping.table)
      const messages: OutMessage[] = []
      const journal = new Journal({ write: message => messages.push(message), dialect: system.dialect })
      for (let i = 0; i < ROWS; i++) {
        const values = randomFacts(mapping, random)
        const table = system.tableOf(mapping.entity, values)
        if (!table) throw new Error('no table')
        const fact = {
          id: randomId(random),
          entity: mapping.entity,
          values,
          isDeleted: false,
          updatedAt: NOW,
        }
        const told = (op: string) => {
          const outcome = decode(messages[0])
          if (!('changes' in outcome)) throw new Error(`${op}: ${outcome.refusal.detail}`)
          messages.length = 0
          expect(outcome.changes, op).toHaveLength(1)
          return outcome.changes[0]
        }
        const expectTold = (op: string) => {
          const change = told(op)
          expect(change?.version.life, op).toBe('shown')
          expect(change?.version.fields, op).toEqual(readable(mapping, stateOf(table, fact) ?? {}))
          return change
        }
        journal.snapshot(table, fact, NOW)
        const before = expectTold('snapshot')
        journal.insert(table, fact, NOW)
        expectTold('insert')
        const changed = { ...values, ...withoutKey(mapping, randomFacts(mapping, random)) }
        if (system.tableOf(mapping.entity, changed) !== table) continue
        journal.update(table, fact, NOW, row => {
          row.values = changed
        })
        expect(expectTold('update')?.id).toBe(before?.id)
        journal.remove(table, fact, NOW)
        if (system.dialect.hasTombstones) expect(decode(messages[1])).toMatchObject({ changes: [] })
        expect(told('delete')).toMatchObject({ id: before?.id, version: { life: 'deleted' } })
      }
    },
  )
})

/** Facts as a life may record them, in no combination of its own; what need not be known is not always. */
function randomFacts(mapping: Mapping, random: Random): Record<string, Value> {
  const values: Record<string, Value> = {}
  // of several tables that feed a log, what is the same in all rows says which
  for (const { name, value } of mapping.constants) values[name] = value
  for (const field of mapping.fields) {
    const { column, name, conversion } = field
    // a day follows from the instant of its column
    const others = mapping.fields.filter(other => other.column === column)
    if (conversion.as !== 'instant' && others.some(other => other.conversion.as === 'instant')) continue
    if (conversion.as === 'filled' && others.some(other => other.conversion.as !== 'filled')) continue
    const isNeeded = field.required || mapping.key.includes(column) || others.length > 1
    if (!isNeeded && random.chance(0.2)) continue
    values[name] = randomValue(field, random)
  }
  // the year is that which the number begins with; what has a value is filled in
  for (const { column, name, conversion } of mapping.fields) {
    const number = mapping.fields.find(other => other.column === column && isPersonal(other.conversion.as))
    if (conversion.as === 'filled' && values[name] !== undefined) values[name] = 1
    if (conversion.as === 'number_year' && number)
      values[name] = Number(String(values[number.name]).slice(0, 4))
    const holder = number && holderOf(String(values[number.name]))
    if (conversion.as === 'identity_gender') values[name] = holder?.gender ?? ''
    if (conversion.as === 'identity_birth') values[name] = parseDay(holder?.birth ?? '') ?? UNKNOWN_DAY
  }
  return values
}

function randomValue({ name, conversion }: FieldMapping, random: Random): Value {
  switch (conversion.as) {
    case 'id':
    case 'org':
    case 'ref':
      return randomId(random)
    case 'person':
      return fakeIdCard('440106', '20010512', random.between(0, 9_999))
    case 'pseudonym':
      return `${random.between(2000, 2099)}${random.between(10_000_000, 99_999_999)}`
    case 'enum':
      return random.pick(Object.values(conversion.values)) ?? ''
    case 'flag':
    case 'filled':
      return random.between(0, 1)
    case 'date':
      return random.between(FIRST_DAY, LAST_DAY)
    case 'month':
      return monthOf(random.between(FIRST_DAY, LAST_DAY))
    case 'instant':
      return random.between(FIRST_DAY * 86_400, LAST_DAY * 86_400)
    case 'count':
    case 'minutes':
    case 'fen':
      return random.between(0, 100_000)
    default:
      return `${name} “引号” \\ ${random.between(1, 99)}`
  }
}

/** Also beyond 2^53. */
function randomId(random: Random): string {
  return String(BigInt(random.between(1, 2 ** 31)) * (random.chance(0.5) ? 2n ** 31n : 1n))
}

function withoutKey(mapping: Mapping, values: Record<string, Value>): Record<string, Value> {
  const keys = mapping.fields.filter(({ column }) => mapping.key.includes(column)).map(({ name }) => name)
  return Object.fromEntries(Object.entries(values).filter(([name]) => !keys.includes(name)))
}

/** A state of the model with the warehouse's keys: what it cannot know stands for not known. */
function readable(mapping: Mapping, state: State): Value[] {
  return ENTITIES[mapping.entity].fields.map((field, i) => {
    const unknown = field.type === 'date' || field.type === 'month' ? UNKNOWN_DAY : undefined
    const nothing = unknown ?? (field.type === 'text' || field.type === 'name' ? '' : 0)
    const isSent = ((mapping.mask >> BigInt(i)) & 1n) === 1n
    const value = isSent ? state[field.name] : undefined
    if (field.type === 'id' && (value === undefined || value === '0')) return '0'
    if (value === undefined) return nothing
    const source = mapping.fields.find(one => one.name === field.name)
    return source ? inWarehouse(mapping, source, value) : value
  })
}

function inWarehouse(mapping: Mapping, { column, conversion }: FieldMapping, value: Value): Value {
  const id = isGuidColumn(column) ? guidOf(String(value)) : String(value)
  if (conversion.as === 'org') return orgKey(mapping.system.id, id)
  if (conversion.as === 'person') return pseudonyms.person(id) ?? ''
  if (conversion.as === 'pseudonym') return pseudonyms.personal(id) ?? ''
  return conversion.as === 'ref' ? rowIdOf(keyTextOf(conversion.space ?? '', [id]), pseudonyms).id : value
}
