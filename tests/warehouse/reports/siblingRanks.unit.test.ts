import { expect, it } from 'vitest'
import type { Column } from '../../../warehouse/catalogue/reports.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import type { AnswerCell, AnswerRow } from '../../../warehouse/reports/answer.ts'
import { withSiblingRanks } from '../../../warehouse/reports/siblingRanks.ts'

const rank = (better: 'more' | 'less'): Column => ({ kind: 'metric', metric: 'DUE04', rank: better })
const row = (cell: AnswerCell, kind: AnswerRow['kind'] = 'child'): AnswerRow => ({
  id: '',
  name: '',
  kind,
  canDrill: false,
  cells: [cell, stated(7)],
})
const places = (better: 'more' | 'less', ...rows: AnswerRow[]) =>
  withSiblingRanks([rank(better), { kind: 'metric', metric: 'DUE02' }], rows).map(({ cells }) => {
    expect(cells[1]).toEqual(stated(7))
    return cells[0]?.value ?? cells[0]?.state
  })

it('gives each sibling its place, equal ones the same, and none to what is no sibling', () => {
  const rows = [row(stated(0.5)), row(stated(0.9)), row(stated(0.5)), row(stated(0.1)), row(stated(1), 'own')]
  expect(places('more', ...rows)).toEqual([2, 1, 2, 4, 'no_data'])
  expect(places('less', ...rows)).toEqual([2, 4, 2, 1, 'no_data'])
})

it('ranks nobody without a figure, by its reason, and nobody at all while one is not computed', () => {
  const hidden = row({ state: 'suppressed', value: null, k: 3 })
  expect(places('more', row(stated(1)), hidden, row(stated(null)), row(stated(2)))).toEqual([
    2,
    'suppressed_with',
    'no_data',
    1,
  ])
  expect(places('more', row(stated(1)), row({ state: 'not_computed', value: null }))).toEqual([
    'not_computed',
    'not_computed',
  ])
})
