import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDay } from '../../../warehouse/platform/time/day.ts'
import { parseTargets, readTargets } from '../../../warehouse/targets/targetRows.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const HEADER = 'campaign,title,phase,metric,item,scope,starts_on,due_on,direction,target,unit,source'
const RIGHT = 'plan,计划,全年,MEM01,,level:city,2026-01-01,2026-12-31,at_least,10,人,某文件'
const parse = (...lines: string[]) => parseTargets([HEADER, ...lines].join('\n'), 'own.csv')
/** The right row with some cells in other words. */
const row = (cells: Readonly<Record<string, string>>) => {
  const columns = HEADER.split(',')
  return RIGHT.split(',')
    .map((cell, i) => cells[columns[i] ?? ''] ?? cell)
    .join(',')
}

describe('the targets', () => {
  it('that are shipped are right, and belong to the provinces of their documents', () => {
    const rows = readTargets({ TARGETS: undefined })
    expect([...new Set(rows.map(({ campaign }) => campaign))]).toEqual(['e_files', 'u_plus', 'org_tree'])
    expect([...new Set(rows.map(({ scope }) => scope.region))]).toEqual(['14', '32', '5101'])
    expect(
      rows
        .filter(({ metric, by }) => metric.id === 'SXX01' && !by)
        .map(({ window, target }) => [window.to, target]),
    ).toEqual([
      [parseDay('2016-09-30'), 150_000],
      [parseDay('2016-12-31'), 500_000],
      [parseDay('2017-06-30'), 1_000_000],
    ])
  })

  it('are kept in the unit in which figures are stored', () => {
    const targetOf = (cells: Record<string, string>) => parse(row(cells))[0]?.target
    expect(targetOf({ metric: 'DUE04', unit: '%', target: '95' })).toBe(0.95)
    expect(targetOf({ metric: 'DUE02', unit: '元', target: '12.5' })).toBe(1_250)
    expect(targetOf({ metric: 'DUE02', unit: '元', target: '1.15' })).toBe(115)
    expect(targetOf({ metric: 'VOL01', unit: '小时', target: '2' })).toBe(120)
  })

  it('of an installation replace a shipped campaign as a whole, and leave the others', () => {
    const { dir, remove } = temporaryDir()
    try {
      const file = path.join(dir, 'own.csv')
      fs.writeFileSync(file, [HEADER, row({ campaign: 'org_tree' }), RIGHT].join('\n'))
      const rows = readTargets({ TARGETS: file })
      expect([...new Set(rows.map(({ campaign }) => campaign))]).toEqual([
        'e_files',
        'u_plus',
        'org_tree',
        'plan',
      ])
      expect(rows.filter(({ campaign }) => campaign === 'org_tree')).toHaveLength(1)
    } finally {
      remove()
    }
    expect(() => readTargets({ TARGETS: '/nowhere/own.csv' })).toThrow(
      /TARGETS: cannot read \/nowhere\/own\.csv/,
    )
  })

  it.each<[string, string[], RegExp]>([
    ['an unknown metric', [row({ metric: 'MEM99' })], /own\.csv:2: unknown metric "MEM99"/],
    ['a target without a phase', [row({ phase: '' })], /own\.csv:2: phase is empty; name the phase/],
    ['a campaign without a title', [row({ title: '' })], /own\.csv:2: title is empty/],
    [
      'a campaign that cannot be addressed',
      [row({ campaign: '计划' })],
      /own\.csv:2: campaign "计划" is no id/,
    ],
    ['a date that is none', [row({ due_on: '2026-02-30' })], /own\.csv:2: due_on "2026-02-30" is no date/],
    ['an end before the begin', [row({ due_on: '2025-12-31' })], /own\.csv:2: due_on lies before starts_on/],
    ['a wrong unit', [row({ unit: '%' })], /own\.csv:2: unit "%" of MEM01 is wrong; it is 人/],
    ['a target that is no number', [row({ target: '一万' })], /own\.csv:2: target "一万" is no number/],
    [
      'a target that everybody reaches',
      [row({ target: '0' })],
      /own\.csv:2: at_least 0 is reached by everybody/,
    ],
    [
      'an unknown direction',
      [row({ direction: 'more' })],
      /own\.csv:2: unknown direction "more"; known are at_least/,
    ],
    ['a scope that cannot be read', [row({ scope: 'city' })], /own\.csv:2: scope "city"/],
    ['a target of no document', [row({ source: '' })], /own\.csv:2: source is empty/],
    [
      'an item that is none',
      [row({ item: 'school' })],
      /own\.csv:2: item "school" is not <breakdown>:<value>/,
    ],
    [
      'a breakdown that the metric does not have',
      [row({ item: 'grade:good' })],
      /own\.csv:2: MEM01 cannot be broken down by grade; allowed: /,
    ],
    [
      'an unknown value of a breakdown',
      [row({ item: 'gender:third' })],
      /own\.csv:2: unknown gender "third"; known are male/,
    ],
    [
      'days of a metric that exists by the month',
      [row({ metric: 'TRF13', unit: '%', due_on: '2026-12-30' })],
      /own\.csv:2: TRF13 is computed by the month: starts_on must be the first day of a month and due_on the last/,
    ],
    [
      'months in which nobody counts persons once',
      [row({ metric: 'SQU02', starts_on: '2026-02-01', due_on: '2026-06-30' })],
      /own\.csv:2: SQU02 counts everyone once in a month, a quarter or a year/,
    ],
    [
      'two targets for the same',
      [RIGHT, row({ target: '20' })],
      /own\.csv:3: MEM01 has a target in 全年 for the same scope in own\.csv:2/,
    ],
    [
      'a metric that is to be high and low',
      [RIGHT, row({ scope: 'level:county', direction: 'at_most' })],
      /own\.csv:3: MEM01 is at_most here and at_least in own\.csv:2, in the same phase/,
    ],
    [
      'a campaign with two names',
      [RIGHT, row({ phase: '下半年', title: '规划' })],
      /own\.csv:3: plan is called "规划" here and "计划" in own\.csv:2/,
    ],
  ])('refuse %s, by the line', (_, lines, fault) => {
    expect(() => parse(...lines)).toThrow(fault)
  })

  it('name every fault of a file at once', () => {
    expect(() => parse(row({ metric: 'X' }), RIGHT, row({ phase: '' }))).toThrow(
      /own\.csv:2: .*\n.*own\.csv:4: /,
    )
  })
})
