import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Metric } from '../../../warehouse/catalogue/metrics.ts'
import { requireTellable } from '../../../warehouse/catalogue/privacy.ts'
import { suppress } from '../../../warehouse/query/suppress.ts'
import type { Ask, Cell } from '../../../warehouse/query/types.ts'

// the files of the project share their modules: this one loads its own, and leaves none that are mocked
vi.hoisted(() => vi.resetModules())
afterAll(() => {
  vi.resetModules()
})

// no metric of the catalogue counts these entities yet: two ids stand for metrics that would
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

  it('are told of cities and above only when they are restricted', () => {
    expect(() => requireTellable(['MEM18'], 3)).not.toThrow()
    expect(() => requireTellable(['MEM18'], 4)).toThrow(/MEM18 is told of cities/)
    expect(() => requireTellable(['MEM13', 'MEM01'], 7)).not.toThrow()
  })
})
