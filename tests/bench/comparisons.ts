import { SUMMED } from '../../jobs/marts/martMetrics.ts'
import { monthMart } from '../../jobs/marts/monthMart.ts'
import { METRICS, type MetricId } from '../../warehouse/catalogue/metrics.ts'
import { relativeChange, shareChange } from '../../warehouse/contract/change.ts'
import { addMonths, dayOf, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { jobContext } from '../support/jobContext.ts'
import { loadSimulated } from '../support/province/loadSimulated.ts'
import { instant, simulate } from '../support/province/simulated.ts'
import type { OwnerSum, Truth } from '../support/province/truth.ts'
import { warehouseOrg } from '../support/province/truthCompare.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { PROVINCES } from './differential.ts'

const UNTIL = '2026-11-10 15:00:00'
/** A month's year earlier is the first month that needs a history. */
const YEAR = 12
/** Of the province, its cities and its counties. */
const DEEPEST_PATH = 3
const SHOWN_LINES = 10

interface Figure {
  value: number | null
  mom: number | null
  yoy: number | null
}

/**
 * Compares the month mart's value, change on the month before and change on the year before with what the simulator really
 * did: every metric that is summed from the logs, in every month, for the whole instance, the province, its cities and
 * its counties, as the tree was at the month's end. One province and seed after the other; exit code 1 when a figure
 * differs.
 */
export async function compareComparisons({
  seeds,
  members,
  months,
}: {
  seeds: number
  members: number
  months: number
}): Promise<void> {
  const last = addMonths(monthOf(dayOf(instant(UNTIL))), -1)
  const wanted = Array.from({ length: months }, (_, i) => addMonths(last, i + 1 - months))
  const from = `${formatDay(addMonths(last, -months - YEAR))} 00:00:00`
  for (let seed = 1; seed <= seeds; seed++) {
    const province = PROVINCES[(seed - 1) % PROVINCES.length] ?? '440000'
    const world = simulate({ province, members, seed, from, until: UNTIL, faults: 0.05 })
    const test = await testWarehouse({ WAREHOUSE_MEMORY_MB: '4096', TUANSHU_PROVINCE: province })
    try {
      await loadSimulated(test, world.messages)
      const began = performance.now()
      const window = { from: wanted[0] ?? last, to: addMonths(last, 1) - 1 }
      await monthMart.run(window, {
        ...jobContext(test, instant(UNTIL)),
        progress: (share, month) =>
          process.stderr.write(`${province}: ${month}, ${Math.floor(share * 100)} % of the months\n`),
      })
      const seconds = (performance.now() - began) / 1_000
      const { compared, filled, lines } = await compare(test, world.truth, wanted)
      process.stdout.write(
        `${province}, seed ${seed}: ${months} months of the mart in ${seconds.toFixed(0)} s, ${compared.toLocaleString('en')} figures compared (${filled.toLocaleString('en')} of them neither 0 nor “—”), ${lines.length} differ\n`,
      )
      for (const line of lines.slice(0, SHOWN_LINES)) process.stdout.write(`  ${line}\n`)
      if (lines.length > 0 || filled === 0) process.exitCode = 1
    } finally {
      await test.stop()
    }
  }
}

async function compare(
  test: TestWarehouse,
  truth: Truth,
  months: readonly number[],
): Promise<{ compared: number; filled: number; lines: string[] }> {
  const known = new Map<string, OwnerSum[]>()
  const ownersIn = (metric: MetricId, month: number) => {
    const key = `${metric} ${month}`
    const owners = known.get(key) ?? truth.owners(metric, month, addMonths(month, 1) - 1)
    known.set(key, owners)
    return owners
  }
  const lines: string[] = []
  let [compared, filled] = [0, 0]
  for (const month of months) {
    const found = await readMart(test, month)
    const tree = truth.treeOn(addMonths(month, 1) - 1)
    const orgs = ['root', ...tree.all().filter(id => tree.pathOf(id).length <= DEEPEST_PATH)]
    for (const metric of SUMMED) {
      const [now, before, yearBefore] = [month, addMonths(month, -1), addMonths(month, -YEAR)].map(each =>
        addUp(ownersIn(metric, each), id => tree.pathOf(id), metric),
      )
      for (const org of orgs) {
        const zero = METRICS.get(metric)?.kind === 'ratio' ? null : 0
        const of = (values: ReadonlyMap<string, number | null> | undefined) => values?.get(org) ?? zero
        const expected = figureOf(metric, of(now), of(before), of(yearBefore))
        const actual = found.get(`${metric} ${warehouseOrg(org)}`) ?? figureOf(metric, zero, zero, zero)
        for (const which of ['value', 'mom', 'yoy'] as const) {
          compared++
          if (expected[which]) filled++
          if (actual[which] !== expected[which])
            lines.push(
              `${formatDay(month).slice(0, 7)} ${metric} ${which} of ${org}: ${actual[which]}, the truth is ${expected[which]}`,
            )
        }
      }
    }
  }
  return { compared, filled, lines }
}

/** The figures of a month as the mart has them, by metric and organisation; what is 0 throughout has none. */
async function readMart({ warehouse }: TestWarehouse, month: number): Promise<Map<string, Figure>> {
  const answer = await warehouse.reader.query({
    query: `select metric, if(org_id = 0, 'root', toString(org_id)) as org,
        numerator / denominator, mom_numerator / mom_denominator, yoy_numerator / yoy_denominator
      from app.ads_org_month where month = {month: Date32} and breakdown = ''`,
    query_params: { month: formatDay(month) },
    format: 'JSONCompactEachRow',
  })
  const rows = await answer.json<[MetricId, string, number | null, number | null, number | null]>()
  return new Map(
    rows.map(([metric, org, value, before, yearBefore]) => {
      const change = METRICS.get(metric)?.unit === '%' ? shareChange : relativeChange
      return [`${metric} ${org}`, { value, mom: change(value, before), yoy: change(value, yearBefore) }]
    }),
  )
}

/** Values by organisation, added up along the paths of a tree. */
function addUp(
  owners: readonly OwnerSum[],
  pathOf: (id: string) => readonly string[],
  metric: MetricId,
): Map<string, number | null> {
  const sums = new Map<string, { numerator: number; denominator: number }>()
  for (const { owner, part, isOfChildren, amount } of owners) {
    const places = isOfChildren ? [owner === '0' ? 'root' : owner] : ['root', ...pathOf(owner)]
    for (const place of places) {
      const sum = sums.get(place) ?? { numerator: 0, denominator: 0 }
      sum[part] += amount
      sums.set(place, sum)
    }
  }
  const isRatio = METRICS.get(metric)?.kind === 'ratio'
  return new Map(
    [...sums].map(([place, { numerator, denominator }]) => [
      place,
      isRatio ? divide(numerator, denominator) : numerator,
    ]),
  )
}

/** Written out here once more, apart from the product's own arithmetic. */
function figureOf(
  metric: MetricId,
  value: number | null,
  before: number | null,
  yearBefore: number | null,
): Figure {
  const isShare = METRICS.get(metric)?.unit === '%'
  const change = (base: number | null) => {
    if (value === null || base === null) return null
    if (isShare) return value - base
    return base === 0 ? null : (value - base) / Math.abs(base)
  }
  return { value, mom: change(before), yoy: change(yearBefore) }
}

function divide(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator
}
