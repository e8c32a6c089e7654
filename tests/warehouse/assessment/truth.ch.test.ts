import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { planAssessment, readAssessment } from '../../../warehouse/assessment/readAssessment.ts'
import { readSchemes } from '../../../warehouse/assessment/schemeRows.ts'
import { FIGURE_STATES, isHidden } from '../../../warehouse/contract/figureState.ts'
import { addMonths, dayOf } from '../../../warehouse/platform/time/day.ts'
import { contextOf, day, measuresLike, runAll } from '../../jobs/support.ts'
import { REFERENCE_FILE } from '../../support/oracle/references.ts'
import { LEAGUE_WORK, placesOf, truePoints } from '../../support/oracle/scores.ts'
import { OracleWorld } from '../../support/oracle/world.ts'
import { loadSimulated } from '../../support/province/loadSimulated.ts'
import { instant, simulate } from '../../support/province/simulated.ts'
import { warehouseOrg } from '../../support/province/truthCompare.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const UNTIL = '2026-01-06 15:00:00'
const YEAR = { from: day('2025-01-01'), to: day('2025-12-31') }
/** A year of a province, month by month, on a busy machine. */
const YEAR_MS = 300_000

let test: TestWarehouse | undefined
afterEach(() => test?.stop())

describe.each([5, 17])('the simulated province of seed %i', seed => {
  it(
    'has the points and places of its cities that its truth has',
    async () => {
      const own = await testWarehouse({ REFERENCE_VALUES: fileURLToPath(REFERENCE_FILE) })
      test = own
      const province = simulate({ members: 400, seed, from: '2024-11-01 00:00:00', until: UNTIL })
      await loadSimulated(own, province)
      const months = Array.from({ length: 12 }, (_, i) => addMonths(YEAR.from, i))
      const windows = months.map(from => ({ from, to: addMonths(from, 1) - 1 }))
      await runAll(
        measuresLike(/^(ACT18|BIZ01|APP02)$/),
        windows,
        contextOf(own, { now: () => instant(UNTIL) }),
      )

      const { reader } = own.warehouse
      const rows = readSchemes({ ASSESSMENTS: undefined })
      const scope = { org: 'root' }
      const plan = await planAssessment(reader, scope, rows, {
        scheme: 'league_work',
        year: 2025,
        org: 'root',
      })
      const { assessment, notReady } = await readAssessment(reader, scope, plan, { now: instant(UNTIL) })
      expect(notReady).toBe('')

      const world = new OracleWorld(province.truth)
      const today = dayOf(instant(UNTIL))
      const atSource = new Map(
        world
          .tree(today)
          .all()
          .map(org => [warehouseOrg(org), org]),
      )
      const found: string[] = []
      const wanted: string[] = []
      let scored = 0
      for (const { peers, indicators, sheets } of assessment.groups) {
        expect(indicators.map(({ metric, weight }) => `${metric} ${weight}`)).toEqual(
          LEAGUE_WORK.map(({ metric, points }) => `${metric} ${points}`),
        )
        const totals = sheets.map(({ id, name, parts, total, outOf }) => {
          const org = atSource.get(id)
          if (org === undefined) throw new Error(`${name} is not in the truth`)
          const truth = truePoints(world, { org, ...YEAR, today }).map((points, i) => {
            // a year of it is the sum of its months, each under the tree of its end; the oracle knows one tree
            if (LEAGUE_WORK[i]?.metric === 'BIZ01') return parts[i]?.points ?? null
            return isHidden(parts[i]?.figure.state ?? FIGURE_STATES[0]) ? null : points
          })
          const told = truth.filter(points => points !== null)
          const sum =
            told.length === 0 ? null : Number(told.reduce((all, points) => all + points, 0).toFixed(2))
          const of = LEAGUE_WORK.reduce((all, { points }, i) => all + (truth[i] === null ? 0 : points), 0)
          found.push(`${peers} ${name}: ${parts.map(({ points }) => points)} = ${total}/${outOf}`)
          wanted.push(`${peers} ${name}: ${truth} = ${sum}/${of}`)
          scored += told.length
          return sum ?? 0
        })
        const ranked = sheets.flatMap(({ rank }, i) =>
          rank === null ? [] : [{ rank, total: totals[i] ?? 0 }],
        )
        found.push(`${peers}: ${ranked.map(({ rank }) => rank)}`)
        wanted.push(`${peers}: ${placesOf(ranked.map(({ total }) => total))}`)
      }
      expect(found).toEqual(wanted)
      expect(assessment.groups.flatMap(({ sheets }) => sheets).length).toBeGreaterThan(10)
      expect(scored).toBeGreaterThan(50)
    },
    YEAR_MS,
  )
})
