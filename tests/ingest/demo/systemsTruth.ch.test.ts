import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TICK_MS } from '../../../ingest/demo/simulation.ts'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { dayOf } from '../../../warehouse/platform/time/day.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { entitiesOf } from '../../support/oracle/entitiesOf.ts'
import { loadSimulated } from '../../support/province/loadSimulated.ts'
import { instant, type Simulated, simulate } from '../../support/province/simulated.ts'
import type { TruthAsk } from '../../support/province/truth.ts'
import { askOf, differences } from '../../support/province/truthCompare.ts'
import { TOLD_METRICS } from '../../support/province/truthConditions.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const FROM = '2026-05-01 00:00:00'
const UNTIL = '2026-08-12 15:00:00'

/** Systems and the figures that each must be able to tell. */
const SYSTEMS: readonly { system: string; base: readonly MetricId[] }[] = [
  { system: 'shanxi', base: ['ORG01', 'MEM01'] },
  { system: 'jiangsu', base: ['ORG01', 'ACT01'] },
  { system: 'national', base: ['ORG01', 'MEM01'] },
  { system: 'gongqingyun', base: ['ORG01', 'MEM01', 'DUE01', 'ACT01'] },
]

describe.each(SYSTEMS)('$system', ({ system, base }) => {
  let test: TestWarehouse
  let world: Simulated
  beforeAll(async () => {
    test = await testWarehouse({ INGEST_SYSTEMS: system })
    world = simulate({ system, members: 300, from: FROM, until: UNTIL, faults: 0.1 })
    for (let i = 1; i <= 240; i++) world.simulation.tick(instant(UNTIL) + i * TICK_MS, 40)
    await loadSimulated(test, world)
  })
  afterAll(() => test?.stop())

  it('the ingest could use every message', async () => {
    const answer = await test.warehouse.app.query({
      query: 'select reason, detail, count() as messages from ops.sys_dead_letter group by reason, detail',
      format: 'JSONEachRow',
    })
    expect(await answer.json()).toEqual([])
  })

  it('every base metric is what the province lived, for all of it and for the parts of the top, by month and by day', async () => {
    const tables = tablesOf(world)
    const metrics = TOLD_METRICS.filter(metric => entitiesOf(metric).every(entity => tables.has(entity)))
    const asks = metrics.flatMap(({ id }) => questions(id, world))
    const source = world.simulation.model.system
    const { answers } = await askUnmasked(
      test.warehouse.reader,
      { org: 'root' },
      asks.map((ask, i) => askOf(ask, String(i), source)),
      // some days later: figures by personal attributes are not live
      dayOf(instant(UNTIL)) + 5,
    )
    const compared = new Set<MetricId>()
    const lines = asks.flatMap((ask, i) => {
      const answer = answers.get(String(i))
      if (!answer) return [`no answer to ${JSON.stringify(ask)}`]
      // what the system does not tell is not known, whatever its people lived
      if (answer.cells.some(({ absence }) => absence === 'unknown_source')) return []
      compared.add(ask.metric)
      return differences(world.truth, ask, answer, source).map(line => `${JSON.stringify(ask)} ${line}`)
    })
    expect(lines.slice(0, 10)).toEqual([])
    expect([...compared]).toEqual(expect.arrayContaining([...base]))
  })
})

/** The sides of life that every history has; what the lives add has proofs of its own. */
function tablesOf({ simulation }: Simulated): ReadonlySet<string> {
  const { org, member, bill, payment, activity, signup, checkin } = simulation.model.system
  const own = [org, member, bill, payment, activity, signup, checkin].flatMap(table => table?.entity ?? [])
  return new Set(own)
}

function questions(metric: MetricId, { truth }: Simulated): TruthAsk[] {
  const last = dayOf(instant(UNTIL))
  const first = dayOf(instant(FROM))
  return ['root', truth.tree.all()[0] ?? ''].flatMap((org): TruthAsk[] => [
    { metric, org, rows: 'children', from: first, to: last, grain: 'month' },
    { metric, org, rows: 'total', from: last - 12, to: last, grain: 'day' },
  ])
}
