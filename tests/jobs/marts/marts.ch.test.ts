import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COLUMN_BREAKDOWNS, SUMMED } from '../../../jobs/marts/martMetrics.ts'
import { windowsOf } from '../../../jobs/marts/monthFigures.ts'
import { monthMart } from '../../../jobs/marts/monthMart.ts'
import { trend } from '../../../jobs/marts/trend.ts'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { isToldAt } from '../../../warehouse/catalogue/privacy.ts'
import { TREND_METRICS, TREND_MONTHS } from '../../../warehouse/catalogue/trends.ts'
import { readMonthMart } from '../../../warehouse/marts/readMonthMart.ts'
import { readTrendSums } from '../../../warehouse/marts/readTrends.ts'
import { LOWEST_LEVEL } from '../../../warehouse/orgs/readOrgs.ts'
import { endOf } from '../../../warehouse/platform/time/comparison.ts'
import { addMonths, dayOf } from '../../../warehouse/platform/time/day.ts'
import { readUntold } from '../../../warehouse/query/filledLogs.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { jobContext } from '../../support/jobContext.ts'
import { runScript } from '../../support/processes/runScript.ts'
import { loadSimulated } from '../../support/province/loadSimulated.ts'
import { instant, type Simulated, simulate } from '../../support/province/simulated.ts'
import { warehouseOrg } from '../../support/province/truthCompare.ts'
import { TOLD_METRICS } from '../../support/province/truthConditions.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, sign } from '../../warehouse/query/world.ts'

const SCOPE = { org: 'root' }
const SEPTEMBER = at('2026-09-01')
const UNTIL = '2026-10-20 15:00:00'
const TODAY = dayOf(instant(UNTIL))

let test: TestWarehouse
let world: Simulated

beforeAll(async () => {
  test = await testWarehouse()
  world = simulate({ members: 500, seed: 5, from: '2025-08-10 00:00:00', until: UNTIL })
  await loadSimulated(test, world)
  await monthMart.run({ from: SEPTEMBER, to: endOf('month', SEPTEMBER) }, jobContext(test, instant(UNTIL)))
})

afterAll(() => test?.stop())

async function rows(query: string): Promise<unknown[]> {
  const answer = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
  return answer.json<unknown[]>()
}

/** Number and content of the rows of a table. */
const hash = (table: string, where: string) =>
  rows(`select count(), sum(cityHash64(*)) from (select * from app.${table} where ${where} order by all)`)

/** Cells of the mart and of an answer in the same words; what is zero may be missing on either side. */
type Lines = Map<string, string>

function add(lines: Lines, key: string, numerator: number, denominator: number, isRatio: boolean): void {
  if (numerator !== 0 || (isRatio && denominator !== 0))
    lines.set(key, isRatio ? `${numerator}/${denominator}` : String(numerator))
}

const isRatio = (metric: MetricId) => METRICS.get(metric)?.kind === 'ratio'
const NAMES = { '': 'period', mom_: 'mom', yoy_: 'yoy', ytd_: 'ytd', ytd_before_: 'ytdBefore' } as const
const windows = Object.entries(windowsOf(SEPTEMBER)) as [keyof typeof NAMES, { from: number; to: number }][]
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

/** The organisations of the month's tree above the branches, by their ids in the warehouse. */
function orgsAbove(level: number): string[] {
  const tree = world.truth.treeOn(endOf('month', SEPTEMBER))
  return tree.all().filter(id => tree.pathOf(id).length + 1 <= level)
}

describe('the month mart', () => {
  it('is what the query builder answers under the tree of the month, for every window, row and breakdown', async () => {
    const tree = world.truth.treeOn(endOf('month', SEPTEMBER))
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
    const differing = world.truth.tree
      .all()
      .filter(id => world.truth.tree.pathOf(id).join() !== world.truth.treeOn(treeDay).pathOf(id).join())
    expect(differing.length).toBeGreaterThan(0)
    for (const org of orgsAbove(3)) {
      const expected: Lines = new Map()
      for (const metric of told)
        for (const [window, days] of windows)
          for (const cell of world.truth.ask({
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

describe('a month that is run again', () => {
  const late = {
    org_id: '',
    day: '2026-09-12',
    bill_month: '2026-09-01',
    paid_on: '2026-09-12',
    amount_fen: 4_321,
    channel: 'cash',
  }
  const window = { from: SEPTEMBER, to: endOf('month', SEPTEMBER) }

  it('has the same rows, and a reader sees all of a run or nothing of it', async () => {
    const august = { from: addMonths(SEPTEMBER, -1), to: SEPTEMBER - 1 }
    // not settled on this day, so each run replaces what the one before wrote
    const context = jobContext(test, instant('2026-09-02 09:00:00'))
    const first = await monthMart.run(august, context)
    const before = await hash('ads_org_month', "month = '2026-08-01'")
    let running = true
    const seen = (async () => {
      const states = new Set<string>()
      while (running) {
        const answer = await test.warehouse.reader.query({
          query: "select count(), sum(numerator) from app.ads_org_month where month = '2026-08-01'",
          format: 'JSONCompactEachRow',
        })
        states.add(await answer.text())
      }
      return states
    })()
    const second = await monthMart.run(august, context)
    running = false
    expect(second).toEqual(first)
    expect(await hash('ads_org_month', "month = '2026-08-01'")).toEqual(before)
    expect((await seen).size).toBe(1)
    expect(await rows("select name from system.tables where name like '%_staged_%'")).toEqual([])
  })

  it('keeps published figures, and tells beside them what late data would make of them', async () => {
    const before = await hash('ads_org_month', "month = '2026-09-01'")
    expect(await rows('select month, published_on from app.ads_month_published')).toEqual([
      ['2026-09-01', '2026-10-20'],
    ])
    expect(await monthMart.run(window, jobContext(test, instant(UNTIL)))).toMatchObject({
      rows: 0,
      message: '',
    })

    const [[branch]] = (await rows(
      "select toString(org_id) from app.dim_org where org_type = 'branch' and level > 5 and status = 'active' order by position limit 1",
    )) as [[string]]
    await sign(test.warehouse, 'dues_payment', [{ ...late, org_id: branch }])
    const outcome = await monthMart.run(window, jobContext(test, instant(UNTIL)))
    expect(outcome).toMatchObject({
      message: expect.stringMatching(/^\d+ figures of 2026-09 differ from the published ones$/),
    })
    expect(await hash('ads_org_month', "month = '2026-09-01'")).toEqual(before)

    const mart = await readMonthMart(test.warehouse.reader, SCOPE, {
      month: SEPTEMBER,
      org: 'root',
      metrics: ['DUE02', 'MEM01'],
    })
    expect(mart?.publishedOn).toBe(TODAY)
    const total = mart?.cells.find(({ metric, kind }) => metric === 'DUE02' && kind === 'total')
    expect(total?.revised).toEqual({ numerator: (total?.period.numerator ?? 0) + 4_321, denominator: 1 })
    expect(mart?.cells.find(({ metric }) => metric === 'MEM01')?.revised).toBeUndefined()

    // the day on which it was found first stays; figures that agree again disappear
    await monthMart.run(window, jobContext(test, instant('2026-10-21 00:10:00')))
    expect(await rows('select distinct found_on from app.ads_month_revision')).toEqual([['2026-10-20']])
    await sign(test.warehouse, 'dues_payment', [{ ...late, org_id: branch, sign: -1, transition: 'leave' }])
    await monthMart.run(window, jobContext(test, instant('2026-10-21 00:10:00')))
    expect(await rows('select count() from app.ads_month_revision')).toEqual([['0']])
  })

  it('is not there for whom the month, the organisation or the scope is not', async () => {
    const { reader } = test.warehouse
    const read = (org: string, month = SEPTEMBER, scope = SCOPE) =>
      readMonthMart(reader, scope, { month, org, metrics: ['MEM01'] })
    const [[deep]] = (await rows('select toString(org_id) from app.dim_org where level = 6 limit 1')) as [
      [string],
    ]
    const [[cityA], [cityB]] = (await rows(
      'select toString(org_id) from app.dim_org where level = 3 and org_id != 1 order by position limit 2',
    )) as [[string], [string]]
    expect(await read('root', addMonths(SEPTEMBER, -30))).toBeUndefined()
    expect(await read(deep)).toBeUndefined()
    expect((await read(cityA, SEPTEMBER, { org: cityA }))?.cells[0]).toMatchObject({ kind: 'total' })
    await expect(read(cityB, SEPTEMBER, { org: cityA })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(read('root', SEPTEMBER, { org: cityA })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(read('12345')).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the lowest level of the month mart', () => {
  const atLowest = async (hasOthersBelow: boolean): Promise<string> => {
    const below = "select parent_org_id from app.dim_org_month where month = '2026-09-01'"
    const [[id]] = (await rows(
      `select toString(org_id) from app.dim_org_month
       where month = '2026-09-01' and level = ${LOWEST_LEVEL} and status = 'active' and org_id ${hasOthersBelow ? 'in' : 'not in'} (${below})
       order by position limit 1`,
    )) as [[string]]
    return id
  }

  it('has a row of its own for who stands there alone, and says that it does not hold the rows of others', async () => {
    const { reader } = test.warehouse
    const read = (org: string) =>
      readMonthMart(reader, SCOPE, { month: SEPTEMBER, org, metrics: ['ORG01', 'MEM01'] })
    const alone = await read(await atLowest(false))
    expect(alone?.holdsChildren).toBe(true)
    for (const metric of ['ORG01', 'MEM01']) {
      const [total, own, ...others] =
        alone?.cells.filter(cell => cell.metric === metric && cell.breakdown === '') ?? []
      expect([total?.kind, own?.kind, others]).toEqual(['total', 'own', []])
      expect(own?.period).toEqual(total?.period)
    }
    const above = await read(await atLowest(true))
    expect([above?.holdsChildren, new Set(above?.cells.map(({ kind }) => kind))]).toEqual([
      false,
      new Set(['total']),
    ])
  })
})

describe('the trends', () => {
  it("are the query builder's months under today's tree, of the last night only", async () => {
    const { reader } = test.warehouse
    const month = SEPTEMBER
    const read = (org: string, change: Partial<{ month: number; today: number }> = {}) =>
      readTrendSums(reader, SCOPE, { org, month, today: TODAY, ...change })
    expect(await read('root')).toBeUndefined()
    const [window] = trend.windows(TODAY, undefined, at('2025-08-10'))
    await trend.run(window ?? { from: 0, to: 0 }, jobContext(test, instant(UNTIL)))
    const orgs = [
      'root',
      ...[orgsAbove(2)[0], orgsAbove(3)[1], orgsAbove(4).at(-1)].map(id => warehouseOrg(id ?? '')),
    ]
    const { answers } = await askUnmasked(
      reader,
      SCOPE,
      orgs.map(org => ({
        name: org,
        metrics: TREND_METRICS,
        org,
        rows: 'total' as const,
        from: addMonths(month, 1 - TREND_MONTHS),
        to: endOf('month', month),
        grain: 'month' as const,
      })),
      TODAY,
    )
    for (const org of orgs) expect(await read(org)).toEqual(answers.get(org)?.cells)

    expect(await read('root', { today: TODAY + 1 })).toBeUndefined()
    expect(await read('root', { month: addMonths(month, -1) })).toBeUndefined()
    const [[deep]] = (await rows('select toString(org_id) from app.dim_org where level = 6 limit 1')) as [
      [string],
    ]
    expect(await read(deep)).toBeUndefined()
    await expect(
      readTrendSums(reader, { org: orgs[2] ?? '' }, { org: 'root', month, today: TODAY }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('the zone of the host', () => {
  it('changes no figure that is written', { timeout: 180_000 }, async () => {
    const tables = [
      'ads_org_month',
      'dim_org_month',
      'ads_org_measure',
      'ads_dues_retention',
      'ads_org_trend',
    ]
    const august = addMonths(SEPTEMBER, -1)
    // in New York it is the day before, of another month
    const now = instant('2026-09-01 00:10:00')
    const written: unknown[] = []
    for (const TZ of ['America/New_York', 'Asia/Shanghai']) {
      for (const table of tables) await test.warehouse.app.command({ query: `truncate table app.${table}` })
      const ended = await runScript(
        'tests/support/processes/windowRunner.ts',
        [
          JSON.stringify(test.connection),
          String(now),
          'retention,measures,month_mart,trend',
          String(august),
          String(SEPTEMBER - 1),
        ],
        { TZ, TUANSHU_DATA: test.config.dataDir },
      )
      expect(ended).toMatchObject({ code: 0, err: '' })
      written.push(await Promise.all(tables.map(table => hash(table, '1'))))
    }
    expect(written[0]).not.toContainEqual([['0', '0']])
    expect(written[1]).toEqual(written[0])
  })
})
