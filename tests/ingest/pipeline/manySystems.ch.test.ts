import { afterAll, beforeAll, expect, it } from 'vitest'
import { listSystems } from '../../../ingest/mapping/directories.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { topicGroups } from '../../../ingest/pipeline/topicGroups.ts'
import { openSpoolWriter } from '../../../ingest/source/spool/writer.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { startIngest } from '../../support/ingest/ingest.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { debeziumOf } from '../mapping/systems/debezium.ts'
import { NOW } from '../mapping/systems/rowAsChange.ts'
import { SYSTEMS } from '../mapping/systems/systems.ts'

const systems = listSystems()
const mappings = loadMappings(systems)
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse({ INGEST_SYSTEMS: systems.join(',') })
})
afterAll(() => test?.stop())

it('one process takes what all systems send, and waits for the topics that are not there', async () => {
  const expected: Record<string, number> = {}
  const topics = new Set<string>()
  const spool = await openSpoolWriter(test.config, createLog('test'))
  for (const { name, samples, connector } of SYSTEMS) {
    if (!connector) continue
    for (const sample of samples) {
      const mapping = mappings.all.find(one => one.system.name === name && one.table === sample.table)
      if (!mapping) throw new Error(`no mapping for ${sample.table}`)
      const message = { ...debeziumOf(connector, mapping, sample.row, NOW), timestamp: NOW, headers: {} }
      // the same once more: a delivery that is repeated
      const topic = mapping.topics[0] ?? ''
      await spool.append(topic, [message, message])
      topics.add(topic)
      expected[mapping.entity] = (expected[mapping.entity] ?? 0) + 1
    }
  }
  await spool.close()

  const ingest = startIngest(test.warehouse.app, test.config)
  // a log is reported from its first topic on; several systems feed most of them
  const read = () => new Set(ingest.ingest.report().flatMap(one => one.partitions.map(({ topic }) => topic)))
  await expect.poll(() => read().size, { timeout: 30_000 }).toBe(topics.size)
  await ingest.caughtUp()
  await ingest.stop()

  const each = Object.keys(expected).map(
    log => `select '${log}' as log, uniqExact(system, id) as rows from app.dwd_${log}_log where ev = 1`,
  )
  const answer = await test.warehouse.app.query({ query: each.join(' union all '), format: 'JSONEachRow' })
  const rows = await answer.json<{ log: string; rows: string }>()
  expect(Object.fromEntries(rows.map(one => [one.log, Number(one.rows)]))).toEqual(expected)
  const letters = await test.warehouse.app.query({
    query: 'select reason, detail from ops.sys_dead_letter',
    format: 'JSONEachRow',
  })
  expect(await letters.json()).toEqual([])
})

it('what feeds one log is read together, whatever system it comes from, and nothing else with it', () => {
  for (const group of topicGroups(mappings)) {
    const entities = new Set(group.flatMap(topic => mappings.feeds(topic)))
    expect([...entities]).toHaveLength(1)
  }
})
