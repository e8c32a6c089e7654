import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { Ingest } from '../../../ingest/pipeline/ingest.ts'
import type { SpoolMessage } from '../../../ingest/source/spool/segment.ts'
import { createSpoolSource } from '../../../ingest/source/spool/source.ts'
import { openSpoolWriter } from '../../../ingest/source/spool/writer.ts'
import { openWarehouse, type Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import { whileUnreachable } from '../../../warehouse/platform/clickhouse/retry.ts'
import { type Config, readConfig } from '../../../warehouse/platform/config.ts'
import {
  type SupervisedEmbedded,
  superviseEmbedded,
} from '../../../warehouse/platform/embedded/superviseEmbedded.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { migrate } from '../../../warehouse/platform/migrate/migrate.ts'
import { readSecrets } from '../../../warehouse/platform/secrets.ts'
import { startIngest } from '../../support/ingest/ingest.ts'
import { debezium, topicOf } from '../../support/messages/guangdong.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const log = createLog('test')
const TOPIC = topicOf('tb_member')

describe('an ingest in trouble', () => {
  const place = temporaryDir()
  let server: SupervisedEmbedded
  let warehouse: Warehouse
  let config: Config

  beforeAll(async () => {
    server = await superviseEmbedded({ dir: path.join(place.dir, 'warehouse'), port: 0, memoryMb: 1024, log })
    warehouse = openWarehouse(server.connection, 'test')
    await migrate(warehouse, readConfig({ TUANSHU_DATA: place.dir }), log)
  })
  afterAll(async () => {
    await warehouse.close()
    await server.stop()
    place.remove()
  })

  let n = 0
  beforeEach(async () => {
    // one warehouse for all, a data directory with a spool of its own for each
    n += 1
    const dir = path.join(place.dir, `data${n}`)
    fs.mkdirSync(dir)
    config = readConfig({
      TUANSHU_DATA: dir,
      KAFKA_MAX_MESSAGE_MB: '1',
      INGEST_BATCH: '20',
      INGEST_WAIT_MS: '5',
      INGEST_UNSEEN_WAIT_MS: '5',
    })
    // each has a secret of its own as well
    for (const table of [
      'app.dwd_member_log',
      'ops.sys_dead_letter',
      'ops.sys_source_epoch',
      'ops.ods_change',
    ])
      await warehouse.app.command({ query: `truncate table ${table}` })
  })

  const ask = async (query: string) => {
    const result = await whileUnreachable(
      () => warehouse.app.query({ query, format: 'JSONCompactEachRow' }),
      { log },
    )
    return result.json<unknown[]>()
  }
  async function append(...messages: SpoolMessage[]): Promise<void> {
    const spool = await openSpoolWriter(config, log)
    await spool.append(TOPIC, messages)
    await spool.close()
  }
  const member = (columns: Record<string, unknown>) => debezium('tb_member', '2026-05-01', columns, 'c')
  const raw = (value: string | Buffer): SpoolMessage => ({
    timestamp: Date.now(),
    key: null,
    value: Buffer.from(value),
    headers: {},
  })

  it('puts what it cannot use into the dead letters, and takes all around it', async () => {
    const other = String(member({ member_id: 90 }).value).replace('"table":"tb_member"', '"table":"tb_other"')
    const bad = [
      raw('{"broken'),
      raw(''),
      raw(Buffer.from([0xff, 0xfe, 0x00])),
      raw('[1,2]'),
      raw('{"op":"c","rows":{"member_id":1}}'),
      raw(other),
      member({ member_id: 91, birth_date: 'yesterday' }),
      member({ member_id: 92, member_status: { code: 2 } }),
      member({ member_id: null }),
      member({ member_id: 93, note: 'x'.repeat(1 << 20) }),
      raw(JSON.stringify({ op: 't', source: { db: 'zhtj', table: 'tb_member' } })),
    ]
    await append(...bad.flatMap((one, i) => [member({ member_id: i + 1 }), one]), member({ member_id: 50 }))
    const running = startIngest(warehouse.app, config)
    await running.caughtUp()
    await running.stop()
    expect(await ask('select toInt32(sum(sign)) from app.dwd_member_log')).toEqual([[bad.length + 1]])
    expect(
      await ask(
        'select reason, toUInt32(count()) from ops.sys_dead_letter final group by reason order by reason',
      ),
    ).toEqual([
      ['bad_value', 2],
      ['malformed_json', 2],
      ['no_key', 1],
      ['too_large', 1],
      ['truncate', 1],
      ['unknown_format', 3],
      ['unknown_table', 1],
    ])
  })

  it('goes on by itself after ClickHouse was killed, with every change once', async () => {
    await append(...Array.from({ length: 600 }, (_, i) => member({ member_id: i + 1 })))
    const running = startIngest(warehouse.app, config)
    for (const least of [40, 200]) {
      await expect
        .poll(async () => Number((await ask('select count() from app.dwd_member_log where ev = 1'))[0]?.[0]))
        .toBeGreaterThan(least)
      const pid = server.pid()
      if (pid === undefined) throw new Error('does not run')
      process.kill(pid, 'SIGKILL')
      await expect.poll(() => server.pid()).not.toBe(pid)
    }
    await running.caughtUp()
    await running.stop()
    expect(
      await ask(
        'select toInt32(sum(sign)), toUInt32(countIf(ev = 1)), toUInt32(uniqExactIf(id, ev = 1)) from app.dwd_member_log',
      ),
    ).toEqual([[600, 600, 600]])
  })

  it('stops with a clear error when the spool cannot be used', async () => {
    fs.writeFileSync(path.join(config.dataDir, 'spool'), 'a file in its place')
    const running = startIngest(warehouse.app, config)
    await expect(running.done).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('check TUANSHU_DATA, its owner and the free space'),
    })
    await running.stop()
  })

  it('puts a text key whose hash another key has into the dead letters, and keeps the first', async () => {
    await append(
      member({ member_id: 'A-1', branch_id: 30 }),
      member({ member_id: 'A-2', branch_id: 31 }),
      member({ member_id: 'A-1', branch_id: 32 }),
    )
    const secrets = readSecrets(config.dataDir)
    const options = {
      client: warehouse.app,
      config,
      secrets,
      mappings: loadMappings(['guangdong']),
      log: createLog('test').child({}, { level: 'fatal' }),
      orgsChanged: () => {},
      pseudonyms: { ...createPseudonyms(secrets.personKey), row: () => '77' },
    }
    const ingest = new Ingest(options, {
      stream: createSpoolSource(config),
      replays: createSpoolSource(config),
    })
    const running = ingest.run()
    await expect
      .poll(() => ask('select id, key_text from app.dwd_member_log where ev = 1 order by ver'))
      .toEqual([
        ['77', 'A-1'],
        ['77', 'A-1'],
      ])
    await ingest.stop()
    await running
    expect(await ask('select reason, toUInt32(position) from ops.sys_dead_letter final')).toEqual([
      ['key_collision', 1],
    ])
    expect(await ask('select key_text from ops.ods_change final order by ver')).toEqual([
      ['A-1'],
      ['A-2'],
      ['A-1'],
    ])
  })
})
