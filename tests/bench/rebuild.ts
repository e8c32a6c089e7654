import { headOf, readVersions } from '../../ingest/log/readVersions.ts'
import { type RebuildOptions, rebuildLog } from '../../ingest/log/rebuild.ts'
import { loadMappings } from '../../ingest/mapping/load.ts'
import { createPseudonyms } from '../../ingest/mapping/pseudonyms.ts'
import { remapLog } from '../../ingest/mapping/remapLog.ts'
import { openSpoolWriter } from '../../ingest/source/spool/writer.ts'
import { type EntityName, logTable } from '../../warehouse/catalogue/entities.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { readSecrets } from '../../warehouse/platform/secrets.ts'
import { startIngest } from '../support/ingest/ingest.ts'
import { debezium, topicOf } from '../support/messages/guangdong.ts'
import { type OwnWarehouse, ownWarehouse } from '../support/warehouse.ts'
import { mergesSettled } from './parts.ts'
import { collectGarbage, describeUse, startUse, type Use, useColumns } from './processUse.ts'
import { branchOf, identityNumberOf, joinedOn } from './seed.ts'

const BRANCHES = 4_000
/** Keys that come through the ingest; the others are copies of them. */
const KEYS = 20_000
/** Every fourth key has a second version. */
const CHANGED = 4
const VERSIONS = KEYS + KEYS / CHANGED

interface Rebuilt {
  entity: EntityName
  table: 'tb_member' | 'tb_dues_bill'
  key: string
  message(id: number, changed: boolean): Record<string, unknown>
}

const LOGS: readonly Rebuilt[] = [
  {
    entity: 'member',
    table: 'tb_member',
    key: 'member_id',
    message: (id, changed) => ({
      member_id: id,
      branch_id: branchOf(id + (changed ? 1 : 0), BRANCHES),
      gender: 1 + (id % 2),
      id_card_no: identityNumberOf(id),
      join_date: joinedOn(id),
    }),
  },
  {
    entity: 'dues_bill',
    table: 'tb_dues_bill',
    key: 'bill_id',
    message: (id, changed) => ({
      bill_id: id,
      branch_id: branchOf(id, BRANCHES),
      member_id: id,
      bill_month: `2025${String(1 + (id % 12)).padStart(2, '0')}`,
      bill_status: changed ? 1 : 0,
    }),
  },
]

/**
 * Prints versions per second, CPU and memory of a rebuild, plain and with everything mapped anew, and beside it what the
 * engine alone takes to copy the log into a table of the same shape, and Node to read the versions for nothing.
 */
export async function benchRebuild({ versions }: { versions: number }): Promise<void> {
  for (const one of LOGS) {
    const test = await ownWarehouse({ WAREHOUSE_MEMORY_MB: '4096' })
    try {
      await ingestSome(test, one)
      const count = await multiply(test, one, Math.max(1, Math.round(versions / VERSIONS)))
      await mergesSettled(test)
      await measure(test, one, count)
    } finally {
      await test.stop()
    }
  }
}

async function measure(test: OwnWarehouse, { entity }: Rebuilt, count: number): Promise<void> {
  const { warehouse, config } = test
  const { keyId, personKey } = readSecrets(config.dataDir)
  const { all: mappings } = loadMappings(config.INGEST_SYSTEMS)
  const remap = remapLog({
    client: warehouse.app,
    entity,
    keyId,
    mappings,
    pseudonyms: createPseudonyms(personKey),
  })
  const options = { client: warehouse.app, config, keyId, log: createLog('bench') }
  const plain = await rebuild(test, entity, options, count)
  const remapped = await rebuild(test, entity, { ...options, revise: remap.revise }, count)
  const { mapped } = remap.report()
  if (mapped !== count) throw new Error(`${mapped} of ${count} versions were mapped anew`)
  const ways = {
    rebuild: plain,
    'rebuild --remap': remapped,
    'copy inside the engine': await copyInside(test, entity),
    'versions read for nothing': await readForNothing(test, entity),
  }
  process.stdout.write(
    [
      `${entity}: ${count.toLocaleString('en')} versions`,
      useColumns('versions', 'plain'),
      ...Object.entries(ways).map(([way, use]) => describeUse(way, use, plain, count)),
      '',
    ].join('\n'),
  )
}

async function rebuild(
  test: OwnWarehouse,
  entity: EntityName,
  options: Omit<RebuildOptions, 'signal'>,
  count: number,
): Promise<Use> {
  collectGarbage()
  const end = startUse(test.pid)
  const rebuilt = await rebuildLog(entity, options)
  const use = end()
  if (rebuilt !== count) throw new Error(`${rebuilt} of ${count} versions were rebuilt`)
  await mergesSettled(test)
  return use
}

async function copyInside(test: OwnWarehouse, entity: EntityName): Promise<Use> {
  const { app } = test.warehouse
  await app.command({ query: `create table app.bench_copy as ${logTable(entity)}` })
  collectGarbage()
  const end = startUse(test.pid)
  await app.command({
    query: `insert into app.bench_copy select * from ${logTable(entity)}`,
    clickhouse_settings: { max_insert_threads: '1' },
  })
  const use = end()
  await app.command({ query: 'drop table app.bench_copy sync' })
  return use
}

async function readForNothing(test: OwnWarehouse, entity: EntityName): Promise<Use> {
  const table = logTable(entity)
  const upTo = await headOf(test.warehouse.app, table)
  collectGarbage()
  const end = startUse(test.pid)
  for await (const _ of readVersions(test.warehouse.app, entity, table, [0n, upTo], 50_000));
  return end()
}

/** The first keys and their changes, as the ingest writes them. */
async function ingestSome(test: OwnWarehouse, { table, message }: Rebuilt): Promise<void> {
  const spool = await openSpoolWriter(test.config, createLog('bench'))
  const ids = Array.from({ length: KEYS }, (_, i) => i + 1)
  await spool.append(
    topicOf(table),
    ids.map(id => debezium(table, '2026-05-01', message(id, false), 'c')),
  )
  await spool.append(
    topicOf(table),
    ids.filter(id => id % CHANGED === 0).map(id => debezium(table, '2026-05-02', message(id, true))),
  )
  await spool.close()
  const running = startIngest(test.warehouse.app, test.config)
  try {
    await running.caughtUp()
  } finally {
    await running.stop()
  }
}

/** Copies them inside the engine, under ids of their own; resolves with the number of versions. */
async function multiply(test: OwnWarehouse, { entity, key }: Rebuilt, times: number): Promise<number> {
  const { app } = test.warehouse
  for (let i = 1; i < times; i++) {
    const bound = { query_params: { keys: KEYS, shift: i * KEYS, entity, key } }
    await app.command({
      query: `insert into ${logTable(entity)} select * replace (id + {shift:UInt64} as id)
        from (select * from ${logTable(entity)} where system != 0 and id <= {keys:UInt64})`,
      ...bound,
    })
    await app.command({
      query: `insert into ops.ods_change
        select * replace (id + {shift:UInt64} as id, mapUpdate(data, map({key:String}, toString(id + {shift:UInt64}))) as data)
        from (select * from ops.ods_change where entity = {entity:String} and id <= {keys:UInt64})`,
      ...bound,
    })
    if (i % 10 === 0) process.stderr.write(`${entity}: ${i * VERSIONS} versions in place\n`)
  }
  return times * VERSIONS
}
