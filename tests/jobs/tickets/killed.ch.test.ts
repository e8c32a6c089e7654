import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { startScript } from '../../support/processes/runScript.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, sign } from '../../warehouse/query/world.ts'
import { org } from '../alerts/world.ts'

const CITIES = 4
const COUNTIES_EACH = 15
const KILLS = 3
const NIGHT = Date.parse('2026-11-03T03:30:00+08:00')
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  const branches: number[] = []
  const orgs = [org(1, 0, 'leading_organ', { region_code: '440000' })]
  for (let city = 1; city <= CITIES; city++) {
    orgs.push(org(city * 1_000, 1, 'leading_organ'))
    for (let county = 1; county <= COUNTIES_EACH; county++) {
      const id = city * 1_000 + county * 10
      orgs.push(org(id, city * 1_000, 'leading_organ'), org(id + 1, id, 'branch'))
      branches.push(id + 1)
    }
  }
  await sign(test.warehouse, 'org', orgs)
  const members = branches.flatMap((branch, b) =>
    Array.from({ length: 6 }, (_, i) => {
      const day = i < 4 ? '2025-01-01' : '2026-10-12'
      return member(branch, day, { ev: 1, id: b * 10 + i + 1, changed_on: day })
    }),
  )
  await sign(test.warehouse, 'member', members)
  await refreshTree(test.warehouse.app, createLog('test'))
})
afterAll(() => test?.stop())

/** Changes of tickets, and how many tickets they are of. */
async function written(): Promise<{ changes: number; tickets: number }> {
  const answer = await test.warehouse.app.query({
    query: 'select toUInt32(count()) as changes, toUInt32(uniqExact(id)) as tickets from ops.sys_ticket',
    format: 'JSONEachRow',
  })
  const [found] = await answer.json<{ changes: number; tickets: number }>()
  return found ?? { changes: 0, tickets: 0 }
}

const evaluate = () =>
  startScript(
    'tests/support/processes/windowRunner.ts',
    [
      JSON.stringify(test.connection),
      String(NIGHT),
      'tickets',
      String(at('2026-10-01')),
      String(at('2026-10-31')),
    ],
    { TUANSHU_DATA: test.config.dataDir },
  )

it('a job that is killed while it opens tickets, again and again, leaves none out and opens none twice', async () => {
  for (let kill = 1; kill <= KILLS; kill++) {
    const before = await written()
    const child = evaluate()
    const ended = new Promise(resolve => child.once('close', resolve))
    while (child.exitCode === null && (await written()).tickets < before.tickets + 5) await sleep(5)
    child.kill('SIGKILL')
    await ended
  }
  const halfway = await written()
  expect(halfway.tickets).toBeGreaterThanOrEqual(KILLS * 5)
  expect(halfway.tickets).toBeLessThan(CITIES * (COUNTIES_EACH + 1))
  const whole = [evaluate(), evaluate()].map(child => new Promise(resolve => child.once('close', resolve)))
  await Promise.all(whole)
  const all = CITIES * (COUNTIES_EACH + 1)
  expect(await written()).toEqual({ changes: all, tickets: all })
}, 240_000)
