import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSpoolWriter } from '../../../ingest/source/spool/writer.ts'
import { readConfig } from '../../../warehouse/platform/config.ts'
import { removeAddress, writeAddress } from '../../../warehouse/platform/embedded/address.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { startIngest } from '../../support/ingest/ingest.ts'
import { debezium, topicOf } from '../../support/messages/guangdong.ts'
import { runScript } from '../../support/processes/runScript.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

describe('npm run deadletters', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await testWarehouse()
    writeAddress(test.config.dataDir, test.connection)
  })
  afterAll(async () => {
    removeAddress(test.config.dataDir)
    await test.stop()
  })

  const ask = async (query: string) => {
    const result = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
    return result.json<unknown[]>()
  }
  const run = (...args: string[]) =>
    runScript('ingest/commands/deadletters.ts', args, {
      TUANSHU_DATA: test.config.dataDir,
      LOG_LEVEL: 'info',
    })

  it('lists, shows and replays: a mended letter lands in the past of its key, a bad one waits again', async () => {
    const topic = topicOf('tb_member')
    const spool = await openSpoolWriter(test.config, createLog('test'))
    await spool.append(topic, [
      // refused because of its size: the creation of member 7
      debezium(
        'tb_member',
        '2026-05-01',
        { member_id: 7, branch_id: 30, join_date: null, note: 'x'.repeat(1 << 20) },
        'c',
      ),
      debezium('tb_member', '2026-05-09', { member_id: 7, branch_id: 31, join_date: null }),
      debezium('tb_member', '2026-05-10', { member_id: 8, gender: 7 }, 'c'),
    ])
    await spool.close()
    const strict = startIngest(
      test.warehouse.app,
      readConfig({ TUANSHU_DATA: test.config.dataDir, KAFKA_MAX_MESSAGE_MB: '1' }),
    )
    await strict.caughtUp()
    await strict.stop()
    const history =
      'select toString(day), transition, toInt32(sum(sign)) as net from app.dwd_member_log where sign != 0 group by day, transition having net != 0 order by day, net desc'
    expect(await ask(history)).toEqual([['2026-05-09', 'appear', 1]])

    const listed = await run('list')
    expect(listed).toMatchObject({ code: 0 })
    expect(listed.out).toMatch(
      /\tbad_value\tzhtj\.tb_member\.gender: a code that the mapping does not list for gender\n/,
    )
    expect(listed.out).toMatch(/\ttoo_large\t/)
    expect(listed.out).toMatch(/\n2 dead letters\n$/)
    expect((await run('list', '--limit', '1')).out).toMatch(/\n1 of 2 dead letters; --limit 2 lists all\n$/)
    const id = /^(\S+#2)\twaiting/m.exec(listed.out)?.[1] ?? ''
    expect((await run('list', '--reason', 'too_large')).out).toMatch(/\n1 dead letters\n$/)

    const shown = await run('show', id)
    expect(shown).toMatchObject({ code: 0, err: '', out: expect.stringContaining('"reason": "bad_value"') })
    expect(shown.out).toContain('测试甲')
    expect(JSON.stringify(await ask('select * from ops.sys_dead_letter'))).not.toMatch(
      /测试甲|13800000000|member_id"/,
    )

    expect(await run('show', 'nothing#1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing#1'),
    })
    expect(await run('list', '--limit', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining('--limit'),
    })
    expect(await run('replay')).toMatchObject({ code: 1, err: expect.stringContaining('or give --all') })

    const roomy = startIngest(test.warehouse.app, test.config)
    expect(await run('replay', '--all')).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 dead letters handed over'),
    })
    await expect
      .poll(() => ask(history))
      .toEqual([
        ['2026-05-01', 'appear', 1],
        ['2026-05-09', 'move_in', 1],
        ['2026-05-09', 'move_out', -1],
      ])
    await expect
      .poll(() => ask('select toUInt32(position), state from ops.sys_dead_letter final order by position'))
      .toEqual([
        [0, 'replayed'],
        [2, 'waiting'],
      ])
    await roomy.stop()
    // handed over twice, it counts once
    expect(await run('replay', (await run('list', '--all')).out.match(/^\S+#0/m)?.[0] ?? '')).toMatchObject({
      code: 0,
    })
    const again = startIngest(test.warehouse.app, test.config)
    await expect
      .poll(() =>
        ask(
          "select toUInt32(count()) from app.dwd_member_log array join mapKeys(watermark) as source where source like '%replay%' and watermark[source] = 3",
        ),
      )
      .toEqual([[1]])
    await again.stop()
    expect(await ask('select toInt32(sum(sign)), toUInt32(countIf(ev = 1)) from app.dwd_member_log')).toEqual(
      [[1, 2]],
    )
    expect((await run('list')).out).toMatch(/\n1 dead letters\n$/)
  })
})
