import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { OrgTreeKeeper } from '../../../ingest/pipeline/orgTreeKeeper.ts'
import { readTreeShapes } from '../../../warehouse/orgs/treeShape.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { rulesOf, Systems } from '../../support/province/systems.ts'
import { until } from '../../support/until.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
  await new Systems(test).org('1:1', '').org('2:1', '').write()
})
afterEach(() => void vi.useRealTimers())
afterAll(() => test?.stop())

const filtered = async () => [
  ...((await readTreeShapes(test.warehouse.reader, [undefined])).get(undefined)?.filtered ?? []),
]

it('lets a counting rule begin at midnight without being touched', async () => {
  // what waits for the warehouse goes on by the real clock
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  vi.setSystemTime(new Date('2026-10-31T23:59:00+08:00'))
  const keeper = new OrgTreeKeeper(test.warehouse.app, createLog('test'), rulesOf('member,,2,2026-11-01,'))
  keeper.changed()
  await keeper.stop()
  expect(await filtered()).toEqual([])

  const next = new OrgTreeKeeper(test.warehouse.app, createLog('test'), rulesOf('member,,2,2026-11-01,'))
  await vi.advanceTimersByTimeAsync(50_000)
  expect(await filtered()).toEqual([])
  await vi.advanceTimersByTimeAsync(40_000)
  vi.useRealTimers()
  // the tree is of the day on which it is made
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-01T00:01:00+08:00') })
  await until('the tree of the new day', async () => ((await filtered()).length > 0 ? true : undefined))
  expect(await filtered()).toEqual(['member'])
  await next.stop()
})
