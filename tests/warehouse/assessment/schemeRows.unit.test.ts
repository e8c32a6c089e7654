import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseSchemes, readSchemes } from '../../../warehouse/assessment/schemeRows.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const HEADER =
  'scheme,title,level,scope,from_year,to_year,metric,weight,direction,zero_at,full_at,veto_at,unit,source'
const RIGHT = 'work,考核,city,,2025,,DUE04,100,more,50,95,,%,某文件'
const parse = (...lines: string[]) => parseSchemes([HEADER, ...lines].join('\n'), 'own.csv')
/** The right row with some cells in other words. */
const row = (cells: Readonly<Record<string, string>>) => {
  const columns = HEADER.split(',')
  return RIGHT.split(',')
    .map((cell, i) => cells[columns[i] ?? ''] ?? cell)
    .join(',')
}

describe('the assessments', () => {
  it('that are shipped are right, and every table adds up', () => {
    const rows = readSchemes({ ASSESSMENTS: undefined })
    expect([...new Set(rows.map(({ scheme }) => scheme))]).toEqual([
      'league_work',
      'member_assessment',
      'u_plus',
    ])
  })

  it('keep their lines in the unit in which figures are stored', () => {
    const [read] = parse(row({ veto_at: '40' }))
    expect([read?.zeroAt, read?.fullAt, read?.vetoAt]).toEqual([0.5, 0.95, 0.4])
  })

  it('may have weights of hundredths, which add up without rests', () => {
    const thirds = [
      ['DUE04', '33.33'],
      ['CAD03', '33.33'],
      ['MEM03', '33.34'],
    ] as const
    expect(parse(...thirds.map(([metric, weight]) => row({ metric, weight })))).toHaveLength(3)
  })

  it('of an installation replace a shipped one as a whole, and leave the others', () => {
    const { dir, remove } = temporaryDir()
    try {
      const file = path.join(dir, 'own.csv')
      fs.writeFileSync(file, [HEADER, row({ scheme: 'league_work', title: '本省考核' })].join('\n'))
      const rows = readSchemes({ ASSESSMENTS: file })
      expect(rows.filter(({ scheme }) => scheme === 'league_work').map(({ title }) => title)).toEqual([
        '本省考核',
      ])
      expect(rows.some(({ scheme }) => scheme === 'u_plus')).toBe(true)
    } finally {
      remove()
    }
  })

  it.each([
    [
      'weights that do not add up',
      [row({ weight: '95' })],
      /own\.csv:2: the weights of work of city \(2025–, from own\.csv:2\) add up to 95, not to 100/,
    ],
    ['an unknown metric', [row({ metric: 'XYZ99' })], /own\.csv:2: unknown metric "XYZ99"/],
    [
      'an unknown level',
      [row({ level: 'village' })],
      /own\.csv:2: unknown level "village"; known are province, city/,
    ],
    ['a level in the scope', [row({ scope: 'level:city' })], /own\.csv:2: scope "level:city" names a level/],
    ['a scope that cannot be read', [row({ scope: 'city' })], /own\.csv:2: scope "city"/],
    [
      'years that end before they begin',
      [row({ to_year: '2024' })],
      /own\.csv:2: to_year lies before from_year/,
    ],
    [
      'years that overlap',
      [row({ to_year: '2026' }), row({ from_year: '2026' })],
      /own\.csv:3: work of city has the years 2026– here and 2025–2026 in own\.csv:2, which overlap/,
    ],
    ['the wrong unit', [row({ unit: '人' })], /own\.csv:2: unit "人" of DUE04 is wrong; it is %/],
    [
      'lines against the direction',
      [row({ direction: 'less' })],
      /own\.csv:2: less is better, but the points grow from zero_at 50 to full_at 95/,
    ],
    ['a veto of the best', [row({ veto_at: '96' })], /own\.csv:2: veto_at 96 would veto who has all points/],
    ['no number', [row({ zero_at: 'few' })], /own\.csv:2: zero_at "few" is no number/],
    ['no weight', [row({ weight: '0' })], /own\.csv:2: weight "0" is no number of points/],
    [
      'a metric twice',
      [row({ weight: '50' }), row({ weight: '50' })],
      /own\.csv:3: DUE04 stands in the same table in own\.csv:2/,
    ],
    [
      'two titles',
      [RIGHT, row({ level: 'county', title: '另一考核' })],
      /own\.csv:3: work is called "另一考核" here and "考核" in own\.csv:2/,
    ],
    [
      'what is not told below the city',
      [row({ level: 'county', metric: 'SPY05' })],
      /own\.csv:2: SPY05 is not told of organisations below the city/,
    ],
  ])('are refused with %s, by file and line', (_what, lines, message) => {
    expect(() => parse(...lines)).toThrow(message)
  })

  it('of years that follow each other are two tables of one assessment', () => {
    expect(parse(row({ to_year: '2025' }), row({ from_year: '2026', zero_at: '60' }))).toHaveLength(2)
  })
})
