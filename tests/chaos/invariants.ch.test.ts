import { afterAll, beforeAll, expect, it } from 'vitest'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { loadSimulated } from '../support/province/loadSimulated.ts'
import { instant, type Simulated, simulate } from '../support/province/simulated.ts'
import { askEverything } from '../support/query/questions.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { brokenInvariants } from './invariants.ts'
import { readVersions } from './readBooks.ts'

const UNTIL = '2026-05-10 15:00:00'
const LOG = 'app.dwd_member_log'

/** That the checks of a chaos run can fail: what is spoilt by hand, or was never sent, is found. */
let test: TestWarehouse
let world: Simulated
/** A member that came, and was withheld. */
let withheld = 0

beforeAll(async () => {
  test = await testWarehouse()
  world = simulate({ members: 80, from: '2026-03-01 00:00:00', until: UNTIL, seed: 11 })
  withheld = world.messages.findIndex(({ topic }) => topic.endsWith('tb_member'))
  await loadSimulated(test, { ...world, messages: world.messages.toSpliced(withheld, 1) })
})
afterAll(() => test?.stop())

const insert = (query: string) => test.warehouse.app.command({ query: `insert into ${LOG} ${query}` })

it('a message that was withheld shows in the figures', async () => {
  expect(withheld).toBeGreaterThan(0)
  expect(await brokenInvariants(test.warehouse)).toEqual([])
  const today = dayOf(instant(UNTIL)) + 5
  const { lines } = await askEverything(test.warehouse, world.truth, [today], [], today)
  expect(lines.length).toBeGreaterThan(0)
})

it('a signed row that is there twice is found', async () => {
  await insert(`select * from ${LOG} where ev = 1 and sign = 1 limit 1`)
  const lines = await brokenInvariants(test.warehouse)
  expect(lines).toContain('member: 1 changes are in the log more than once')
  expect(lines).toContain('member: 1 keys count neither once nor not at all')
  const counts = [...(await readVersions(test.warehouse)).values()].flatMap(offsets => [...offsets.values()])
  expect(counts.filter(count => count !== 1)).toEqual([2])
})

it('a figure below zero is found', async () => {
  await insert(
    `select * replace (0 as ev, toInt8(-5) as sign, toDate32('1990-01-01') as day) from (select * from ${LOG} where sign = 1 limit 1)`,
  )
  expect(await brokenInvariants(test.warehouse)).toContainEqual(
    expect.stringMatching(/^member: \d+ cells are negative on some day$/),
  )
})

it('a batch number that is missing, and rows of a batch without a watermark, are found', async () => {
  await insert(`select * replace (toUInt64(999) as batch) from ${LOG} where ev = 1 limit 1`)
  expect(await brokenInvariants(test.warehouse)).toContain('member: 1 batches have rows, but no watermark')
  await insert(
    `select * replace (toUInt64(999) as batch, toUInt64(999) as ver) from ${LOG} where ev = 0 and system = 0 limit 1`,
  )
  expect(await brokenInvariants(test.warehouse)).toContainEqual(
    expect.stringMatching(/^member: \d+ batches with \d+ numbers from 1 to 999$/),
  )
})
