import { expect, it } from 'vitest'
import { demoTargetsOf } from '../../../ingest/demo/demoTargets.ts'
import { parseDay } from '../../../warehouse/platform/time/day.ts'
import { parseTargets } from '../../../warehouse/targets/targetRows.ts'

it('the targets of the demo are right, of its year and province, and say that they are invented', () => {
  for (const today of ['2026-01-01', '2027-12-31']) {
    const text = demoTargetsOf({ province: '460000', members: 1_000 }, parseDay(today) ?? 0)
    const rows = parseTargets(text, 'demo.csv')
    expect(new Set(rows.map(({ title }) => title))).toEqual(new Set([`${today.slice(0, 4)}年度工作（演示）`]))
    expect(new Set(rows.map(({ scope }) => scope.region))).toEqual(new Set(['46']))
    expect(rows.every(({ source }) => source.includes('演示'))).toBe(true)
    expect(rows.find(({ metric }) => metric.id === 'MEM07')?.target).toBe(87)
  }
})
