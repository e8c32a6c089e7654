import { describe, expect, it } from 'vitest'
import { COLUMN_BREAKDOWNS, SUMMED } from '../../../jobs/marts/martMetrics.ts'
import { windowsOf } from '../../../jobs/marts/monthFigures.ts'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { isToldAt } from '../../../warehouse/catalogue/privacy.ts'
import { readMonthMart } from '../../../warehouse/marts/readMonthMart.ts'
import { endOf } from '../../../warehouse/platform/time/comparison.ts'
import { readUntold } from '../../../warehouse/query/filledLogs.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { warehouseOrg } from '../../support/province/truthCompare.ts'
import { TOLD_METRICS } from '../../support/province/truthConditions.ts'
import { type MartsProvince, SCOPE, SEPTEMBER, TODAY } from './martsProvince.ts'

/** Cells of the mart and of an answer in the same words; what is zero may be missing on either side. */
type Lines = Map<string, string>

function add(lines: Lines, key: string, numerator: number, denominator: number, isRatio: boolean): void {
  if (numerator !== 0 || (isRatio && denominator !== 0))
    lines.set(key, isRatio ? `${numerator}/${denominator}` : String(numerator))
}

const isRatio = (metric: MetricId) => METRICS.get(metric)?.kind === 'ratio'
const NAMES = { '': 'period', mom_: 'mom', yoy_: 'yoy', ytd_: 'ytd', ytd_before_: 'ytdBefore' } as const
const windows = Object.entries(windowsOf(SEPTEMBER)) as [keyof typeof NAMES, { from: number; to: number }][]

/** The month mart has what the query builder answers, and what the province lived. */
export function monthMartHolds(province: MartsProvince): void {
  const { test, orgsAbove } = province

  async function martLines(org: string, metrics: readonly MetricId[] = SUMMED): Promise<Lines> {
    const mart = await readMonthMart(test.warehouse.reader, SCOPE, { month: SEPTEMBER, org, metrics })
    const lines: Lines = new Map()
    for (const cell of mart?.cells ?? [])
      for (const name of Object.values(NAMES)) {
        const { numerator, denominator } = cell[name]
        const key = `${cell.metric} ${name} ${cell.kind} ${cell.org} ${cell.breakdown} ${cell.item}`
        add(lines, key, numerator, denominator, isRatio(cell.metric))
      }
    return lines
  }

  describe('the month mart', () => {
    it('is what the query builder answers under the tree of the month, for every window, row and breakdown', async () => {
      const tree = province.world.truth.treeOn(endOf('month', SEPTEMBER))
      const [first, second] = orgsAbove(3)
      const orgs = [undefined, first, second, orgsAbove(4).at(-1)].map(id =>
        id ? { org: warehouseOrg(id), level: tree.pathOf(id).length + 1 } : { org: 'root', level: 1 },
      )
      // of what no system tells the builder says nothing, while the mart has what its other logs hold
      const untold = await readUntold(test.warehouse.reader, SUMMED)
      const known = SUMMED.filter(id => !untold.has(id))
      let compared = 0
      for (const [i, { org, level }] of orgs.entries()) {
        // every metric once, some of them for each organisation
        const metrics = known.filter((id, n) => n % orgs.length === i && isToldAt(id, level + 1))
        const expected: Lines = new Map()
        const asks = windows.flatMap(([window, days]) =>
          [undefined, ...COLUMN_BREAKDOWNS.keys()].flatMap(by => {
            const some = metrics.filter(id => !by || COLUMN_BREAKDOWNS.get(by)?.includes(id))
            const frame = {
              metrics: some,
              org,
              ...days,
              grain: 'all' as const,
              treeMonth: SEPTEMBER,
              ...(by ? { by } : {}),
            }
            return some.length === 0
              ? []
              : (['total', 'children'] as const).map(rows => ({
                  ...frame,
                  rows,
                  name: `${window}|${by ?? ''}|${rows}`,
                }))
          }),
        )
        const { answers } = await askUnmasked(test.warehouse.reader, SCOPE, asks, TODAY)
        for (const [name, { cells }] of answers) {
          const [window = '', by = '', rows = ''] = name.split('|')
          for (const { metric, org: row, item, numerator, denominator } of cells) {
            const kind = rows === 'total' ? 'total' : row === org || row === '' ? 'own' : 'child'
            const key = `${metric} ${NAMES[window as keyof typeof NAMES]} ${kind} ${row} ${by} ${item}`
            add(expected, key, numerator, denominator, isRatio(metric))
          }
        }
        const found = await martLines(org, metrics)
        expect([...found].sort()).toEqual([...expected].sort())
        compared += found.size
      }
      expect(compared).toBeGreaterThan(300)
    })

    it('is what really happened, for every window, as the tree was then', async () => {
      const treeDay = endOf('month', SEPTEMBER)
      const told = TOLD_METRICS.flatMap(({ id }) => (SUMMED.includes(id) ? [id] : []))
      const differing = province.world.truth.tree
        .all()
        .filter(
          id =>
            province.world.truth.tree.pathOf(id).join() !==
            province.world.truth.treeOn(treeDay).pathOf(id).join(),
        )
      expect(differing.length).toBeGreaterThan(0)
      for (const org of orgsAbove(3)) {
        const expected: Lines = new Map()
        for (const metric of told)
          for (const [window, days] of windows)
            for (const cell of province.world.truth.ask({
              metric,
              ...days,
              org,
              rows: 'children',
              grain: 'all',
              treeDay,
            }))
              add(
                expected,
                `${metric} ${NAMES[window]} ${cell.org === org ? 'own' : 'child'} ${warehouseOrg(cell.org)}  `,
                cell.numerator,
                cell.denominator,
                isRatio(metric),
              )
        const found = await martLines(warehouseOrg(org), told)
        const whole = [...found].filter(([key]) => !key.includes(' total ') && key.endsWith('  '))
        expect(whole.sort()).toEqual([...expected].sort())
      }
    })
  })
}
