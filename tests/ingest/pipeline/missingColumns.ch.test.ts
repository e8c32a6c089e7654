import { afterAll, beforeAll, expect, it } from 'vitest'
import { DeadLetterStore } from '../../../ingest/deadletter/store.ts'
import { FeedReport } from '../../../ingest/pipeline/feedReport.ts'
import { openSpoolWriter } from '../../../ingest/source/spool/writer.ts'
import { readFeedPartitions } from '../../../warehouse/feed/feedPartitions.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { readSecrets } from '../../../warehouse/platform/secrets.ts'
import { startIngest } from '../../support/ingest/ingest.ts'
import { debezium, topicOf } from '../../support/messages/guangdong.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const TABLE = 'zhtj.tb_dues_payment'

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test.stop())

it('rows that lack a column of the mapping wait as dead letters, and the feed report names the column', async () => {
  const { config, warehouse } = test
  const log = createLog('test')
  const spool = await openSpoolWriter(config, log)
  const renamed = (id: number) => {
    const message = debezium('tb_dues_payment', '2026-05-01', { payment_id: id }, 'c')
    return { ...message, value: Buffer.from(String(message.value).replace('"amount"', '"AMOUNT"')) }
  }
  await spool.append(topicOf('tb_dues_payment'), [
    debezium('tb_dues_payment', '2026-05-01', { payment_id: 1 }, 'c'),
    renamed(2),
    renamed(3),
  ])
  await spool.append(topicOf('tb_dues_bill'), [debezium('tb_dues_bill', '2026-05-01', {}, 'c')])
  await spool.close()
  const running = startIngest(warehouse.app, config)
  await running.caughtUp()
  const report = new FeedReport(warehouse.app, log, running.ingest)
  await report.stop()
  const said = await readFeedPartitions(warehouse.app)
  await running.stop()

  const found = said.find(one => one.log === 'dues_payment')?.missingColumns ?? []
  expect(found).toContainEqual({
    table: TABLE,
    column: 'amount',
    spelled: 'AMOUNT',
    rows: 2,
    lastAt: expect.any(Number),
  })
  expect(Math.abs(Date.now() - (found[0]?.lastAt ?? 0))).toBeLessThan(600_000)
  expect(said.find(one => one.log === 'dues_bill')?.missingColumns).toEqual([])
  const letters = await new DeadLetterStore(warehouse.app, readSecrets(config.dataDir)).list()
  expect(letters.map(({ reason, tables }) => [reason, tables])).toEqual([
    ['missing_column', [TABLE]],
    ['missing_column', [TABLE]],
  ])
})
