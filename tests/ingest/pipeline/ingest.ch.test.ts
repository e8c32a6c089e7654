import { describe, expect, it } from 'vitest'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { Ingest } from '../../../ingest/pipeline/ingest.ts'
import type { Partition } from '../../../ingest/source/port.ts'
import { createSpoolSource } from '../../../ingest/source/spool/source.ts'
import { openSpoolWriter } from '../../../ingest/source/spool/writer.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { readSecrets } from '../../../warehouse/platform/secrets.ts'
import { startIngest } from '../../support/ingest/ingest.ts'
import { debezium, topicOf } from '../../support/messages/guangdong.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'

describe('ingest from the spool', () => {
  const test = plantedWarehouse()

  const ask = async (query: string) => {
    const result = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
    return result.json<unknown[]>()
  }

  it('brings changes from the spool into the logs, with the tree above them', async () => {
    const { config, warehouse } = test
    const spool = await openSpoolWriter(config, createLog('test'))
    await spool.append(topicOf('tb_member'), [
      debezium('tb_member', '2026-05-01', { member_id: 7, branch_id: 30 }, 'c'),
      debezium('tb_member', '2026-05-09', { member_id: 7, branch_id: 31 }),
      debezium('tb_member', '2026-05-10', { member_id: 8, branch_id: 30 }, 'c'),
      { timestamp: Date.now(), key: null, value: Buffer.from('{"broken'), headers: {} },
      debezium('tb_member', '2026-05-11', { member_id: 9, branch_id: 30, gender: 7 }, 'c'),
    ])
    const running = startIngest(warehouse.app, config)
    await running.caughtUp()
    expect(await ask('select sum(sign) from app.dwd_member_log')).toEqual([['2']])
    expect(await ask("select dictGet('app.org_tree', 'level', toUInt64(5))")).toEqual([[0]])

    // the organisations arrive after their members
    await spool.append(topicOf('tb_org'), [
      debezium('tb_org', '2026-05-12', {}, 'r'),
      debezium('tb_org', '2026-05-12', { org_id: 2, parent_id: 1, region_code: '440100', org_type: 1 }, 'r'),
      debezium('tb_org', '2026-05-12', { org_id: 30, parent_id: 2, org_type: 5 }, 'r'),
      debezium('tb_org', '2026-05-12', { org_id: 31, parent_id: 2, org_type: 5 }, 'r'),
    ])
    await expect
      .poll(() =>
        ask(
          "select toString(dictGet('app.org_tree', 'at_level_3', org_id)) as city, sum(sign) from app.dwd_member_log where sign != 0 group by city",
        ),
      )
      .toEqual([[orgKey(1, '2'), '2']])
    await running.stop()

    expect(await ask('select reason, detail from ops.sys_dead_letter order by position')).toEqual([
      ['malformed_json', 'the message is not JSON'],
      ['bad_value', 'zhtj.tb_member.gender: a code that the mapping does not list for gender'],
    ])
    expect(await ask("select count() from ops.ods_change where entity = 'member'")).toEqual([['3']])
    const everything = JSON.stringify([
      await ask('select * from app.dwd_member_log'),
      await ask('select * from ops.ods_change'),
      await ask('select * from ops.sys_dead_letter'),
    ])
    expect(everything).not.toMatch(/测试甲|13800000000|440101200501019999/)

    // a second start goes on where the log ends
    await spool.append(topicOf('tb_member'), [debezium('tb_member', '2026-05-20', { member_id: 8 }, 'd')])
    const again = startIngest(warehouse.app, config)
    // the other topic may be assigned, and be at its end, before this one is
    await expect.poll(() => ask('select sum(sign) from app.dwd_member_log')).toEqual([['1']])
    await again.stop()
    await spool.close()
  })

  it('queues nothing of a partition that was taken away while its messages were decoded', async () => {
    const options = {
      client: test.warehouse.app,
      // the first piece is still in the queue when the second is decoded
      config: { ...test.config, INGEST_BATCH: 1000, INGEST_WAIT_MS: 60_000, INGEST_MEMORY_MB: 4096 },
      secrets: readSecrets(test.config.dataDir),
      mappings: loadMappings(['guangdong']),
      log: createLog('test'),
      orgsChanged: () => {},
    }
    const ingest = new Ingest(options, { stream: createSpoolSource(test.config) })
    expect(ingest.holding.limitBytes).toBe(2 ** 32)
    const running = ingest.run()
    const partition: Partition = {
      kind: 'kafka',
      cluster: 'c',
      topic: topicOf('tb_dues_bill'),
      partition: 0,
    }
    const bills = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => ({
        ...debezium('tb_dues_bill', '2026-05-02', { bill_id: 1000 + from + i }, 'c'),
        offset: BigInt(from + i),
      }))
    const extent = { low: 0n, next: 2000n }
    const topic = new Map([[0, extent]])
    const start = await ingest.assigned(partition, extent, topic)
    expect(start).toBe(0n)
    await ingest.messages(partition, bills(0, 10), 10n)
    const late = ingest.messages(partition, bills(10, 2000), 2000n)
    await ingest.revoked([partition])
    await late
    // written behind the hole, it would set the watermark to 2000 and lose the first ten for ever
    expect(ingest.holding.bytes).toBe(0)
    expect(await ingest.assigned(partition, extent, topic)).toBe(0n)
    await ingest.stop()
    // it may still have been opening its logs
    await running.catch(() => undefined)
  })
})
