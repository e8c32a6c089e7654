import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { Hub } from '../../../api/live/hub.ts'
import { Looked } from '../../../ingest/pipeline/looked.ts'
import { readLooked, sayLooked } from '../../../warehouse/feed/looked.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { plantTree } from '../query/world.ts'

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
})
afterAll(() => test.stop())

it('what a web server said some seconds ago counts no more', async () => {
  const { app } = test.warehouse
  await app.command({
    query: `insert into ops.sys_look (process, logs, at) values ('gone', ['award'], now64(3) - interval 16 second)`,
  })
  await sayLooked(app, ['member', 'org'])
  expect(await readLooked(app)).toEqual(new Set(['member', 'org']))
})

it('the ingest learns which logs the pictures are made of that somebody looks at', async () => {
  const log = createLog('test').child({}, { level: 'silent' })
  const looked = new Looked(test.warehouse.app, log)
  expect(looked.has('signup')).toBe(true)
  const running = looked.run()
  await vi.waitFor(() => expect(looked.has('special_youth')).toBe(false), { timeout: 20_000 })
  const hub = new Hub({
    warehouse: test.warehouse,
    log,
    province: '440000',
    now: Date.now,
    completeAt: () => 0,
    targets: [],
    publish: () => undefined,
  })
  const watch = await hub.watch('protection', 'root', { org: 'root' })
  await vi.waitFor(() => expect(looked.has('special_youth')).toBe(true), { timeout: 20_000 })
  expect(looked.has('transfer_step')).toBe(false)
  watch.leave()
  await hub.stop()
  looked.stop()
  await running
})
