import { describe, expect, it } from 'vitest'
import type { BreakdownName, MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { type Channel, suppress } from '../../../warehouse/query/suppress.ts'
import type { Ask, Cell } from '../../../warehouse/query/types.ts'

function cells(metric: MetricId, values: Record<string, number>, org = '10'): Cell[] {
  return Object.entries(values).map(([item, value]) => ({
    metric,
    org,
    bucket: 0,
    item,
    value,
    numerator: value,
    denominator: 1,
  }))
}
const share = (numerator: number, denominator: number, metric: MetricId = 'MEM12'): Cell => ({
  metric,
  org: '10',
  bucket: 0,
  item: '',
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
})
function masked(given: Cell[], by: BreakdownName | undefined, channel: Channel, rows: Ask['rows'] = 'total') {
  const ask: Ask = {
    name: 'it',
    metrics: [],
    org: rows === 'children' ? '1' : '10',
    rows,
    from: 0,
    to: 0,
    grain: 'all',
    ...(by ? { by } : {}),
  }
  const answer = { name: 'it', cells: given, to: 0 }
  return suppress([ask], new Map([['it', answer]]), channel).get('it')?.cells ?? []
}
/** Numbers where they are shown, else the state. */
function shown(...given: Parameters<typeof masked>): Record<string, number | string> {
  return Object.fromEntries(
    masked(...given).map(cell => [
      `${cell.org} ${cell.item}`.trim(),
      cell.state === 'value' ? cell.value : cell.state,
    ]),
  )
}

describe('small counts of persons by a personal attribute', () => {
  it('are hidden below the k of the channel, and not from k on', () => {
    expect(shown(cells('MEM01', { a: 4, b: 0, c: 50, d: 70 }), 'gender', 'wall')).toEqual({
      '10 a': 'suppressed',
      '10 b': 0,
      '10 c': 'suppressed_with',
      '10 d': 70,
    })
    expect(shown(cells('MEM01', { a: 4, b: 0, c: 50, d: 70 }), 'gender', 'report')).toEqual({
      '10 a': 4,
      '10 b': 0,
      '10 c': 50,
      '10 d': 70,
    })
  })

  it('take a third with them when two that are small have a sum that tells', () => {
    expect(shown(cells('MEM01', { a: 1, b: 2, c: 30, d: 0 }), 'gender', 'report')).toEqual({
      '10 a': 'suppressed',
      '10 b': 'suppressed',
      '10 c': 'suppressed_with',
      '10 d': 0,
    })
  })

  it('take an empty cell with them when nobody else is there', () => {
    expect(shown(cells('MEM01', { a: 2, b: 0 }), 'gender', 'report')).toEqual({
      '10 a': 'suppressed',
      '10 b': 'suppressed',
    })
  })

  it('cannot be told from the total of the item over all organisations either', () => {
    const given = [
      ...cells('MEM01', { a: 2, b: 90, c: 60 }, '11'),
      ...cells('MEM01', { a: 50, b: 40, c: 65 }, '12'),
      ...cells('MEM01', { a: 55, b: 45, c: 80 }, '13'),
    ]
    const hidden = Object.entries(shown(given, 'education', 'wall', 'children')).filter(
      ([, value]) => typeof value === 'string',
    )
    expect(Object.fromEntries(hidden)).toEqual({
      '11 a': 'suppressed',
      '11 c': 'suppressed_with',
      '12 a': 'suppressed_with',
      '12 c': 'suppressed_with',
    })
  })

  it('lose their sums with their value, and say the k that holds for them', () => {
    expect(masked(cells('MEM01', { a: 2, b: 40 }), 'gender', 'wall')[0]).toEqual({
      metric: 'MEM01',
      org: '10',
      bucket: 0,
      item: 'a',
      state: 'suppressed',
      value: null,
      k: 5,
      numerator: null,
      denominator: null,
    })
  })
})

describe('ratios of persons', () => {
  it('are hidden when they rest on fewer than k, but not without a base', () => {
    const states = [share(0, 0), share(0, 2), share(4, 4), share(5, 10)].map(
      each => masked([each], undefined, 'wall')[0]?.state,
    )
    expect(states).toEqual(['no_data', 'suppressed_with', 'suppressed_with', 'value'])
    expect(masked([share(1, 2, 'DUE04')], undefined, 'wall')[0]?.state).toBe('value')
  })

  it('are hidden when their numerator or what is missing to one is small', () => {
    const states = [share(1, 42), share(41, 42), share(0, 42), share(42, 42)].map(
      each => masked([each], undefined, 'report')[0]?.state,
    )
    expect(states).toEqual(['suppressed_with', 'suppressed_with', 'value', 'value'])
  })

  it('are hidden with the count that they would give away', () => {
    const ask = { org: '10', rows: 'total', from: 0, to: 0, grain: 'all', metrics: [] } as const
    const asks: Ask[] = [
      { ...ask, name: 'share' },
      { ...ask, name: 'classes', by: 'status_class' },
    ]
    // the two working ones are hidden, and the 14 students with them
    const found = suppress(
      asks,
      new Map([
        ['share', { name: 'share', to: 0, cells: [share(14, 42)] }],
        [
          'classes',
          { name: 'classes', to: 0, cells: cells('MEM01', { student: 14, working: 2, other: 26 }) },
        ],
      ]),
      'report',
    )
    const states = [...found.values()].map(answer => answer.cells.map(cell => cell.state))
    expect(states).toEqual([['suppressed_with'], ['suppressed_with', 'suppressed', 'value']])
  })
})

describe('everything else', () => {
  it('is shown: plain counts, attributes of organisations, money', () => {
    expect(shown(cells('MEM01', { '': 1 }), undefined, 'wall')).toEqual({ '10': 1 })
    expect(shown(cells('MEM01', { school: 1 }), 'industry_code', 'wall')).toEqual({ '10 school': 1 })
    expect(shown(cells('DUE01', { student: 1 }), 'payer_class', 'wall')).toEqual({ '10 student': 1 })
  })
})

describe('what the wall tells of young people in need', () => {
  it('is rounded to tens and says so; reports tell it as it is, and the wall counts others to the last', () => {
    const found = (metric: MetricId, channel: Channel) =>
      masked(cells(metric, { '': 1234 }), undefined, channel)
    expect(found('SPY01', 'wall')).toMatchObject([{ value: 1230, numerator: 1230, isRounded: true }])
    expect(found('SPY01', 'report')).toMatchObject([{ value: 1234 }])
    expect(found('SPY01', 'report')[0]).not.toHaveProperty('isRounded')
    expect(found('WTM01', 'wall')[0]).not.toHaveProperty('isRounded')
  })

  it('is of a ratio that of its rounded sums', () => {
    expect(masked([share(44, 96, 'SPY05')], undefined, 'wall')).toMatchObject([
      { value: 0.4, numerator: 40, denominator: 100, isRounded: true },
    ])
  })

  it('is hidden and not rounded where it is small, and an exact nothing', () => {
    expect(masked(cells('SPY01', { '': 9 }), undefined, 'wall')).toMatchObject([
      { state: 'suppressed', k: 10 },
    ])
    expect(masked(cells('SPY01', { '': 0 }), undefined, 'wall')).toMatchObject([{ state: 'value', value: 0 }])
  })

  it('is a score as it stands: it is told so coarsely that no count can be found from it', () => {
    expect(masked([share(64, 1, 'SPY09')], undefined, 'wall')).toMatchObject([{ state: 'value', value: 64 }])
    expect(shown([share(4, 1, 'SPY09')], undefined, 'report')).toEqual({ '10': 4 })
  })
})
