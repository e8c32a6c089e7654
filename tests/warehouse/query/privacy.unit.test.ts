import fc from 'fast-check'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Metric } from '../../../warehouse/catalogue/metrics.ts'
import { requireTellable } from '../../../warehouse/catalogue/privacy.ts'
import { SMALLEST_SPECIAL, suppress } from '../../../warehouse/query/suppress.ts'
import type { Ask, Cell } from '../../../warehouse/query/types.ts'
import { askedOfSpecial, specialFaults } from '../../support/query/specialAttack.ts'

// the files of the project share their modules: this one loads its own, and leaves none that are mocked
vi.hoisted(() => vi.resetModules())
afterAll(() => {
  vi.resetModules()
})

// two ids stand for plain counts of these entities, whatever the catalogue makes of them
vi.mock('../../../warehouse/catalogue/metrics.ts', async load => {
  const real = await load<typeof import('../../../warehouse/catalogue/metrics.ts')>()
  const counting = (id: 'MEM13' | 'MEM18', entity: 'punishment' | 'special_youth'): [string, Metric] => [
    id,
    {
      id,
      title: id,
      unit: '人',
      kind: 'stock',
      figure: { entity, aggregate: 'count', where: [], basis: { kind: 'state' } },
      definition: '',
      breakdowns: [],
    },
  ]
  const METRICS = new Map<string, Metric>(real.METRICS)
  for (const [id, metric] of [counting('MEM13', 'punishment'), counting('MEM18', 'special_youth')])
    METRICS.set(id, metric)
  return { ...real, METRICS }
})

const ask = { metrics: [], org: '1', from: 0, to: 0, grain: 'all' } as const
function answersOf(rows: Record<string, number>): { asks: Ask[]; cells: Map<string, Cell[]> } {
  const cell = (org: string, value: number): Cell => ({
    metric: 'MEM13',
    org,
    bucket: 0,
    item: '',
    value,
    numerator: value,
    denominator: 1,
  })
  return {
    asks: [
      { ...ask, name: 'rows', rows: 'children' },
      { ...ask, name: 'total', rows: 'total' },
    ],
    cells: new Map([
      ['rows', Object.entries(rows).map(([org, value]) => cell(org, value))],
      [
        'total',
        [
          cell(
            '1',
            Object.values(rows).reduce((sum, value) => sum + value, 0),
          ),
        ],
      ],
    ]),
  }
}

/** Counts of cases: most are few, some nobody, some many. */
const count = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: SMALLEST_SPECIAL + 3 }) },
  { weight: 1, arbitrary: fc.nat({ max: 80 }) },
  { weight: 1, arbitrary: fc.constant(0) },
)
/** What each organisation holds, by item; the items are those of one breakdown. */
const cases = (orgs: number, items: number) =>
  fc.integer({ min: 1, max: items }).chain(width =>
    fc.record({
      counts: fc.array(fc.array(count, { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: orgs,
      }),
      hasTotal: fc.boolean(),
      isBrokenDown: fc.constant(width > 1),
    }),
  )
const metric = fc.constantFrom('MEM13' as const, 'MEM18' as const)
const channel = fc.constantFrom('wall' as const, 'report' as const)

describe('counts of what the catalogue calls suppressed or restricted', () => {
  it('are hidden below 10 for every channel, with as many others as it takes, whatever the metric says', () => {
    const { asks, cells } = answersOf({ '11': 4, '12': 60, '13': 25, '14': 0, '15': 12 })
    const answers = new Map([...cells].map(([name, of]) => [name, { name, cells: of, to: 0 }]))
    const states = (channel: 'wall' | 'report') =>
      [...suppress(asks, answers, channel).values()].map(answer =>
        answer.cells.map(cell => (cell.state === 'suppressed' ? cell.k : (cell.value ?? cell.state))),
      )
    expect(states('report')).toEqual([[10, 60, 25, 0, 'suppressed_with'], [101]])
    expect(states('wall')).toEqual(states('report'))
  })

  it.each([
    ['leave every hidden cell at least 10 values, sums of an organisation included', 10_000, 8, 4, false],
    ['do so for a reader who tries every value too', 300, 3, 2, true],
  ])('%s', { timeout: 600_000 }, (_sentence, runs, orgs, items, isExact) => {
    fc.assert(
      fc.property(cases(orgs, items), metric, channel, (of, id, reader) => {
        const { asks, answers } = askedOfSpecial(id, of)
        const masked = suppress(asks, answers, reader)
        const shown = new Map([...masked].map(([name, answer]) => [name, answer.cells]))
        expect(specialFaults(of, shown, SMALLEST_SPECIAL, isExact)).toEqual([])
      }),
      { numRuns: runs },
    )
  })

  it('are told of cities and above only when one of the metrics asked for is restricted', () => {
    const ids = fc.array(fc.constantFrom('MEM01', 'MEM13', 'MEM18', 'DUE01'), { maxLength: 4 })
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 12 }), (metrics, level) => {
        const isRefused = metrics.includes('MEM18') && level > 3
        const ask = () => requireTellable(metrics, level)
        if (isRefused) expect(ask).toThrow(expect.objectContaining({ code: 'withheld' }))
        else expect(ask).not.toThrow()
      }),
    )
  })
})
