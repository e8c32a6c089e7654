import { afterAll, beforeAll, expect, it } from 'vitest'
import { TICK_MS } from '../../../ingest/demo/simulation.ts'
import { ENTITY_NAMES } from '../../../warehouse/catalogue/entities.ts'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { dayOf } from '../../../warehouse/platform/time/day.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { negativeCells } from '../../support/ingest/negativeCells.ts'
import { loadSimulated } from '../../support/province/loadSimulated.ts'
import { ASKED_OF_TRUTH, UNSEEN_BY_TRUTH } from '../../support/province/provenByTruth.ts'
import { instant, type Simulated, simulate } from '../../support/province/simulated.ts'
import type { TruthAsk } from '../../support/province/truth.ts'
import { askOf, differences } from '../../support/province/truthCompare.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const FROM = '2026-04-01 00:00:00'
const UNTIL = '2026-10-20 15:00:00'

let warehouse: TestWarehouse
let world: Simulated

beforeAll(async () => {
  warehouse = await testWarehouse()
  world = simulate({ members: 600, from: FROM, until: UNTIL, faults: 0.1 })
  // a minute of live operation, in which everything goes faster
  for (let i = 1; i <= 240; i++) world.simulation.tick(instant(UNTIL) + i * TICK_MS, 40)
  await loadSimulated(warehouse, world)
})

afterAll(() => warehouse?.stop())

/** Every metric for the province, a city with counties and a school; as a total, by children and by each breakdown. */
function questions(metric: MetricId): TruthAsk[] {
  const { tree } = world.truth
  const first = dayOf(instant(FROM))
  const last = dayOf(instant(UNTIL))
  const city = tree.all().find(id => tree.attributesOf(id)?.region_code === '460100') ?? ''
  const asks: TruthAsk[] = []
  for (const org of ['root', tree.all()[0] ?? '', city]) {
    for (const rows of ['total', 'children'] as const) {
      asks.push({ metric, org, rows, from: first, to: last, grain: 'month' })
      asks.push({ metric, org, rows, from: first - 400, to: first + 40, grain: 'all' })
      asks.push({ metric, org, rows, from: last - 12, to: last, grain: 'day' })
      for (const by of METRICS.get(metric)?.breakdowns ?? [])
        asks.push({ metric, org, rows, by, from: first, to: last, grain: 'all' })
    }
  }
  return asks
}

it.each(ASKED_OF_TRUTH)(
  '%s is what the simulated province says, at every level, day and breakdown',
  async metric => {
    const asks = questions(metric)
    // some days later: figures by personal attributes are not live
    const today = dayOf(instant(UNTIL)) + 5
    const { answers } = await askUnmasked(
      warehouse.warehouse.reader,
      { org: 'root' },
      asks.map((one, i) => askOf(one, String(i))),
      today,
    )
    const lines = asks.flatMap((one, i) => {
      const answer = answers.get(String(i))
      return answer
        ? differences(world.truth, one, answer).map(line => `${JSON.stringify(one)} ${line}`)
        : [`no answer to ${i}`]
    })
    expect(lines.slice(0, 10)).toEqual([])
    expect(asks.some(one => world.truth.ask(one).length > 0)).toBe(!UNSEEN_BY_TRUTH.includes(metric))
  },
)

it('the ingest could use every message', async () => {
  const answer = await warehouse.warehouse.app.query({
    query: 'select reason, detail, count() as messages from ops.sys_dead_letter group by reason, detail',
    format: 'JSONEachRow',
  })
  expect(await answer.json()).toEqual([])
})

it.each(ENTITY_NAMES)('no cell of %s is negative on any day', async entity => {
  expect(await negativeCells(warehouse.warehouse, entity)).toBe(0)
})
