import { expect, it } from 'vitest'
import type { Heads } from '../../api/live/heads.ts'
import { panelAsOf, panelEvery, panelKey } from '../../api/live/panelTime.ts'
import type { PanelEntry } from '../../warehouse/catalogue/sceneEntry.ts'

const panel: PanelEntry = { view: 'figures', title: '欠交', figures: [{ metric: 'DUE07', span: 'month' }] }
const headsAt = (version: string, completeAt: number): Heads => ({
  tree: '1',
  marts: new Map([['measures', { version, completeAt }]]),
})
const now = () => 1_000

it('asks a panel of computed figures anew when its job has computed them', () => {
  const before = panelKey(panel, headsAt('a', 500), 1)
  expect(panelKey(panel, headsAt('a', 500), 1)).toBe(before)
  expect(panelKey(panel, headsAt('b', 500), 1)).not.toBe(before)
})

it('calls a panel of computed figures complete up to what its job covers, and never for ever', () => {
  expect(panelAsOf(panel, headsAt('a', 500), now)).toBe(500)
  expect(panelAsOf(panel, { tree: '1' }, now)).toBe(0)
})

it('expects a night between two of its as-of times', () => {
  expect(panelEvery(panel)).toBe(86_400_000)
  expect(
    panelEvery({ view: 'trend', title: '实收', form: 'columns', of: { metric: 'DUE02' }, color: 1 }),
  ).toBe(10_000)
})
