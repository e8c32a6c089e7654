import { describe, expect, it } from 'vitest'
import { headlineOf } from '../../../warehouse/reports/headline.ts'
import { sampleReport } from '../../support/delivery/sampleReports.ts'

describe('the time of a headline', () => {
  const week = {
    grain: 'week',
    from: '2026-11-16',
    to: '2026-11-22',
    label: '2026年11月16日至22日',
    isRunning: false,
  } as const
  const month = {
    grain: 'month',
    from: '2026-11-01',
    to: '2026-11-21',
    label: '2026年11月1日至21日',
    isRunning: true,
  } as const

  it('of how things stand is a day, not a span of days', () => {
    expect(headlineOf({ ...sampleReport('org_entry'), period: week })).toMatch(/^截至2026年11月22日，/)
  })

  it('of a running period names the period and how far it is', () => {
    expect(headlineOf({ ...sampleReport('dues_collection'), period: month })).toMatch(
      /^2026年11月（截至11月21日），/,
    )
  })
})
