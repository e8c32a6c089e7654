import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COLUMN_BREAKDOWNS, SUMMED } from '../../../jobs/marts/martMetrics.ts'
import { windowsOf } from '../../../jobs/marts/monthFigures.ts'
import { monthMart } from '../../../jobs/marts/monthMart.ts'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { type MonthCell, readMonthMart } from '../../../warehouse/marts/readMonthMart.ts'
import { ask } from '../../../warehouse/query/ask.ts'
import { endOf } from '../../../warehouse/time/comparison.ts'
import { dayOf } from '../../../warehouse/time/day.ts'
import { jobContext } from '../../support/jobContext.ts'
import { loadSimulated } from '../../support/loadSimulated.ts'
import { instant, type Simulated, simulate } from '../../support/simulated.ts'
import { warehouseOrg } from '../../support/truthCompare.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at } from '../../warehouse/query/world.ts'

const SCOPE = { org: 'root' }
const SEPTEMBER = at('2026-09-01')
const UNTIL = '2026-10-20 15:00:00'

let test: TestWarehouse
let world: Simulated

beforeAll(async () => {
  test = await testWarehouse()
  world = simulate({ members: 500, seed: 4, from: '2025-08-10 00:00:00', until: UNTIL })
  await loadSimulated(test, world.messages)
  await monthMart.run({ from: SEPTEMBER, to: endOf('month', SEPTEMBER) }, jobContext(test, instant(UNTIL)))
})

afterAll(() => test?.stop())

async function _rows(query: string): Promise<unknown[]> {
  const answer = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
  return answer.json<unknown[]>()
}

/** Cells of the mart and of an answer in the same words; what is zero may be missing on either side. */
type Lines = Map<string, string>

function add(lines: Lines, key: string, numerator: number, denominator: number, isRatio: boolean): void {
  if (numerator !== 0 || (isRatio && denominator !== 0))
    lines.set(key, isRatio ? `${numerator}/${denominator}` : String(numerator))
}

const isRatio = (metric: MetricId) =>
  ['ORG11', 'ORG14', 'TRE01', 'TRE02', 'TRE03', 'MEM12', 'DUE04', 'DUE11'].includes(metric)
const NAMES = { '': 'period', mom_: 'mom', yoy_: 'yoy', ytd_: 'ytd', ytd_before_: 'ytdBefore' } as const
const windows = Object.entries(windowsOf(SEPTEMBER)) as [keyof typeof NAMES, { from: number; to: number }][]
// of a stock the year to date is its end
const asked = (metric: MetricId, window: { from: number; to: number }) => ({
  from: window.from,
  to: window.to,
  metric,
})

async function martLines(org: string, kinds: MonthCell['kind'][]): Promise<Lines> {
  const mart = await readMonthMart(test.warehouse.reader, SCOPE, { month: SEPTEMBER, org, metrics: SUMMED })
  const lines: Lines = new Map()
  for (const cell of mart?.cells ?? [])
    if (kinds.includes(cell.kind))
      for (const name of Object.values(NAMES)) {
        const { numerator, denominator } = cell[name]
        const key = `${cell.metric} ${name} ${cell.org} ${cell.breakdown} ${cell.item}`
        add(lines, key, numerator, denominator, isRatio(cell.metric))
      }
  return lines
}

/** The organisations of the month's tree above the branches, by their ids in the warehouse. */
function orgsAbove(level: number): string[] {
  const tree = world.truth.treeOn(endOf('month', SEPTEMBER))
  return tree.all().filter(id => tree.pathOf(id).length + 1 <= level)
}

describe('the month mart', () => {
  it('is what the query builder answers under the tree of the month, for every window, row and breakdown', async () => {
    const orgs = ['root', ...orgsAbove(3).map(warehouseOrg)]
    expect(orgs.length).toBeGreaterThan(4)
    for (const org of orgs) {
      for (const rowKind of ['total', 'children'] as const) {
        const expected: Lines = new Map()
        const asks = windows.flatMap(([window, days]) =>
          [undefined, ...COLUMN_BREAKDOWNS.keys()].map(by => ({
            name: `${window}|${by ?? ''}`,
            metrics: by ? (COLUMN_BREAKDOWNS.get(by) ?? []) : SUMMED,
            org,
            rows: rowKind,
            ...days,
            grain: 'all' as const,
            treeMonth: SEPTEMBER,
            ...(by ? { by } : {}),
          })),
        )
        const { answers } = await ask(test.warehouse.reader, SCOPE, asks, dayOf(instant(UNTIL)))
        for (const [name, { cells }] of answers) {
          const [window = '', by = ''] = name.split('|')
          for (const { metric, org: row, item, numerator, denominator } of cells)
            add(
              expected,
              `${metric} ${NAMES[window as keyof typeof NAMES]} ${row} ${by} ${item}`,
              numerator,
              denominator,
              isRatio(metric),
            )
        }
        const found = await martLines(org, rowKind === 'total' ? ['total'] : ['child', 'own'])
        expect([...found].sort()).toEqual([...expected].sort())
      }
    }
  })

  it('is what really happened, for every window, as the tree was then', async () => {
    const treeDay = endOf('month', SEPTEMBER)
    const differing = world.truth.tree
      .all()
      .filter(id => world.truth.tree.pathOf(id).join() !== world.truth.treeOn(treeDay).pathOf(id).join())
    expect(differing.length).toBeGreaterThan(0)
    for (const org of orgsAbove(3)) {
      const expected: Lines = new Map()
      for (const metric of SUMMED)
        for (const [window, days] of windows)
          for (const cell of world.truth.ask({
            ...asked(metric, days),
            org,
            rows: 'children',
            grain: 'all',
            treeDay,
          }))
            add(
              expected,
              `${metric} ${NAMES[window]} ${warehouseOrg(cell.org)}  `,
              cell.numerator,
              cell.denominator,
              isRatio(metric),
            )
      const found = await martLines(warehouseOrg(org), ['child', 'own'])
      const whole = new Map([...found].filter(([key]) => key.endsWith('  ')))
      expect([...whole].sort()).toEqual([...expected].sort())
    }
  })
})
