import { describe, expect, it } from 'vitest'
import { METRICS } from '../../../warehouse/catalogue/metrics.ts'
import { REPORTS } from '../../../warehouse/catalogue/reports.ts'
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

describe('the clauses of a headline', () => {
  it('name columns of their report, and changes that these show', () => {
    const unknown = Object.values(REPORTS).flatMap(({ id, headline, columns }) =>
      (headline === 'first_of_peers' ? [] : headline)
        .flatMap(clause => [...clause.matchAll(/\{([^}]*)\}/g)].map(([, place = '']) => place))
        .filter(place => {
          const [, change, metric, title] = /^(?:(环比|同比) )?(\S+)(?: (.+))?$/.exec(place) ?? []
          const column = columns.find(
            column =>
              column.kind === 'metric' &&
              column.metric === metric &&
              (title === undefined || (column.title ?? METRICS.get(column.metric)?.title) === title),
          )
          const compared = column?.kind === 'metric' ? (column.compare ?? []) : []
          return !column || (change && !compared.includes(change === '环比' ? 'mom' : 'yoy'))
        })
        .map(place => `${id}: ${place}`),
    )
    expect(unknown).toEqual([])
  })

  it('leaves out what is told of a column that is not there', () => {
    const answer = sampleReport('member_growth')
    const whole = headlineOf(answer)
    const kept = answer.columns.findIndex(({ metric }) => metric === 'MEM01')
    const alone = headlineOf({
      ...answer,
      columns: answer.columns.slice(kept, kept + 1),
      total: { ...answer.total, cells: answer.total.cells.slice(kept, kept + 1) },
    })
    expect(whole).toContain('新发展团员')
    expect(alone).toMatch(/团员 \S+ 人/)
    expect(alone).not.toContain('新发展团员')
  })
})
