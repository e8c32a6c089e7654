import { afterAll, beforeAll, expect, it } from 'vitest'
import { addCityAccounts } from '../../../ingest/demo/demoAccounts.ts'
import { writeDemoExplanations } from '../../../ingest/demo/demoExplanations.ts'
import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { opened } from '../../../warehouse/tickets/ticket.ts'
import { openTicket, ticketHistory, ticketsOf } from '../../../warehouse/tickets/ticketStore.ts'
import { org } from '../../jobs/alerts/world.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, sign } from '../../warehouse/query/world.ts'

const NOW = Date.parse('2026-11-20T10:00:00+08:00')
const MONTH = at('2026-10-01')
const CITIES = [1, 2, 3, 4, 5, 6, 7]
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await sign(test.warehouse, 'org', [
    org(1, 0, 'leading_organ', { region_code: '440000' }),
    ...CITIES.map(n => org(n * 10, 1, 'leading_organ', { region_code: `440${n}00` })),
    org(11, 10, 'leading_organ', { region_code: '440103' }),
  ])
  await refreshTree(test.warehouse.app, createLog('test'))
  await addCityAccounts(test.warehouse, { admin: 'not used here', city: 'not used either' })
  const change = { value: 120, base: 100, baseMonth: at('2026-09-01'), yearBefore: null, percent: 5 }
  for (const each of [...CITIES.map(n => n * 10), 11])
    await openTicket(
      test.warehouse.app,
      opened({ month: MONTH, kind: 'members', org: String(each) }, change, {
        on: at('2026-11-03'),
        at: NOW,
        dueOn: at('2026-11-30'),
      }),
    )
})
afterAll(() => test?.stop())

const write = () =>
  writeDemoExplanations({
    ...test.warehouse,
    config: test.config,
    now: () => NOW,
    signal: new AbortController().signal,
  })
const states = async () =>
  (await ticketsOf(test.warehouse.app, MONTH)).map(({ org: of, state }) => `${of} ${state}`).sort()

it('the committees of the demo stand at every point of the exchange, and a later start adds nothing', async () => {
  await write()
  const found = await states()
  expect(new Set(found.map(line => line.split(' ')[1]))).toEqual(
    new Set(['open', 'explained', 'returned', 'accepted']),
  )
  expect(found).toContain('11 open')
  await write()
  expect(await states()).toEqual(found)
})

it('each writes under its own account, and the province decides', async () => {
  const returned = (await ticketsOf(test.warehouse.app, MONTH)).find(({ state }) => state === 'returned')
  const history = await ticketHistory(test.warehouse.app, `2026-10:members:${returned?.org}`)
  expect(history.map(({ action, login, byOrg }) => [action, login, byOrg])).toEqual([
    ['opened', '', ''],
    ['explained', `city440${Number(returned?.org) / 10}00`, returned?.org],
    ['returned', 'demo', 'root'],
  ])
})
