import { expect, it } from 'vitest'
import { REPORTS } from '../../../warehouse/catalogue/reports.ts'
import { TOP_IDS } from '../../../warehouse/catalogue/tops.ts'

it('every list stands below a report', () => {
  const shown = Object.values(REPORTS).flatMap(report => ('tops' in report ? (report.tops ?? []) : []))
  expect([...shown].sort()).toEqual([...TOP_IDS].sort())
})
