import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { openSpoolWriter } from '../../../ingest/source/spool/writer.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { startIngest } from '../../support/ingest/ingest.ts'
import { debezium, topicOf } from '../../support/messages/guangdong.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../../support/warehouse.ts'

const SHIPPED = new URL('../../../ingest/mapping/guangdong/', import.meta.url).pathname

let test: TestWarehouse
let place: ReturnType<typeof temporaryDir>
beforeAll(async () => {
  test = await testWarehouse()
  place = temporaryDir()
  fs.cpSync(SHIPPED, path.join(place.dir, 'guangdong'), { recursive: true })
  const file = path.join(place.dir, 'guangdong', 'tb_dues_payment.yaml')
  const text = fs
    .readFileSync(file, 'utf8')
    .replace(/^ {2}org_id:.*\n/m, '')
    .replace(/^ {2}bill_month:.*\n/m, '')
  fs.writeFileSync(
    file,
    `${text}parents:\n  - { entity: dues_bill, key: bill_id, fields: { org_id: org_id, bill_month: bill_month } }\n`,
  )
})
afterAll(async () => {
  place.remove()
  await test.stop()
})

it('payments without branch and month follow their bills from one stream to the other', async () => {
  const { config, warehouse } = test
  const ask = async (query: string) => {
    const result = await warehouse.app.query({ query, format: 'JSONCompactEachRow' })
    return result.json<unknown[]>()
  }
  const paid = () =>
    ask('select toUInt32(id), toString(org_id), toString(bill_month) from app.dwd_dues_payment order by id')
  const spool = await openSpoolWriter(config, createLog('test'))
  const start = () => startIngest(warehouse.app, config, undefined, loadMappings(['guangdong'], [place.dir]))
  const bill = (at: string, branch: number) =>
    debezium('tb_dues_bill', at, { bill_id: 70, branch_id: branch, bill_month: '202604' })

  await spool.append(topicOf('tb_dues_payment'), [
    debezium('tb_dues_payment', '2026-05-03', { payment_id: 1, bill_id: 70 }, 'c'),
  ])
  let running = start()
  await expect
    .poll(() => ask('select toUInt32(count()) from app.dwd_dues_payment_log where ev = 1'))
    .toEqual([[1]])
  expect(await paid()).toEqual([])
  await spool.append(topicOf('tb_dues_bill'), [bill('2026-05-04', 30)])
  await expect.poll(paid).toEqual([[1, orgKey(1, '30'), '2026-04-01']])
  await running.stop()

  // what happens to the bill while nobody looks is followed at the next start
  await spool.append(topicOf('tb_dues_bill'), [bill('2026-05-09', 31)])
  await spool.append(topicOf('tb_dues_payment'), [
    debezium('tb_dues_payment', '2026-05-10', { payment_id: 2, bill_id: 70 }, 'c'),
  ])
  running = start()
  await expect.poll(paid).toEqual([
    [1, orgKey(1, '31'), '2026-04-01'],
    [2, orgKey(1, '31'), '2026-04-01'],
  ])
  await running.stop()
  await spool.close()
})
