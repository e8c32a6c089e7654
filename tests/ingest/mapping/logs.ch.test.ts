import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Change } from '../../../ingest/change.ts'
import { rulesOf } from '../../../ingest/log/rules.ts'
import { LogWriter } from '../../../ingest/log/writer.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { ENTITIES, ENTITY_NAMES, type EntityName, type Value } from '../../../warehouse/catalogue/entities.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { PLACE, rowAsChange } from './systems/rowAsChange.ts'
import { SYSTEMS } from './systems/systems.ts'

let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test?.stop())

/** The written rows of all systems for one log, as they stand at this offset of their topics. */
function changesOf(entity: EntityName, offset: bigint): Change[] {
  const place = { ...PLACE, offset }
  return SYSTEMS.flatMap(({ name, samples }) => {
    const { all } = loadedMappings(name)
    return samples.flatMap(sample => {
      const mapping = all.find(one => one.table === sample.table)
      return mapping?.entity === entity ? rowAsChange(mapping, sample.row, place) : []
    })
  })
}

const loaded = new Map<string, ReturnType<typeof loadMappings>>()
function loadedMappings(name: string): ReturnType<typeof loadMappings> {
  const known = loaded.get(name) ?? loadMappings([name])
  loaded.set(name, known)
  return known
}

async function currentRows(entity: EntityName): Promise<Record<string, Value[]>> {
  const columns = ENTITIES[entity].fields.map(({ name, type }) => {
    if (type === 'date' || type === 'month') return `toInt32(${name})`
    if (type === 'instant') return `toUnixTimestamp(${name})`
    return type === 'id' ? `toString(${name})` : name
  })
  const answer = await test.warehouse.app.query({
    query: `select toString(system), toString(id), ${columns.join(', ')} from app.dwd_${entity}`,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  })
  const rows = await answer.json<[string, string, ...Value[]]>()
  return Object.fromEntries(rows.map(([system, id, ...fields]) => [`${system}/${id}`, fields]))
}

it('every entity has a source', () => {
  const without = ENTITY_NAMES.filter(entity => changesOf(entity, 1n).length === 0)
  expect(without).toEqual([])
})

it('what the systems send stands in the logs, each row once, also when it is sent again', async () => {
  const seen: Partial<Record<EntityName, unknown>> = {}
  const expected: Partial<Record<EntityName, unknown>> = {}
  const check = async (entity: EntityName) => {
    const { isPresent } = rulesOf(ENTITIES[entity])
    const writer = new LogWriter(test.warehouse.app, entity, 1, createLog('test'), {
      collided: async () => {},
    })
    for (const offset of [5n, 6n])
      await writer.write(changesOf(entity, offset), new Map([[PLACE.source, offset + 1n]]))
    seen[entity] = await currentRows(entity)
    expected[entity] = Object.fromEntries(
      changesOf(entity, 6n).flatMap(({ system, id, version }) =>
        isPresent(version.fields) ? [[`${system}/${id}`, version.fields]] : [],
      ),
    )
  }
  const waiting = [...ENTITY_NAMES]
  const lane = async () => {
    for (let entity = waiting.pop(); entity; entity = waiting.pop()) await check(entity)
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  expect(seen).toEqual(expected)
})
