import { describe, expect, it } from 'vitest'
import { requireSoundScenes, sceneFaults } from '../../api/live/sceneFaults.ts'
import type { MetricId } from '../../warehouse/catalogue/metrics.ts'
import type { PanelEntry, SceneEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'

const members: PanelEntry = {
  view: 'figures',
  title: '团员',
  figures: [{ metric: 'MEM01', span: 'now' }],
}
const layout: SceneEntry['layouts']['standard'] = { columns: ['rest'], rows: ['rest'], areas: [['members']] }
const scene: SceneEntry = { title: '示例', layouts: { standard: layout, wide: layout }, panels: { members } }

/** The mistakes of a scene whose only panel is this one. */
const panelFaults = (panel: PanelEntry) => sceneFaults({ ...scene, panels: { members: panel } })
const layoutFaults = (standard: Partial<typeof layout>, panels: SceneEntry['panels'] = {}) =>
  sceneFaults({
    ...scene,
    layouts: { standard: { ...layout, ...standard }, wide: layout },
    panels: { ...scene.panels, ...panels },
  })

describe('the entry of a scene', () => {
  it('is sound in every file of the catalogue', () => {
    expect([...SCENES.keys()]).toContain('overview')
    expect(() => requireSoundScenes(SCENES)).not.toThrow()
    expect(sceneFaults(scene)).toEqual([])
  })

  it('with a mistake is refused at the start by its name and that of the panel', () => {
    const wrong: SceneEntry = { ...scene, panels: { members: { ...members, title: '' } } }
    expect(() => requireSoundScenes(new Map([...SCENES, ['sample', wrong]]))).toThrow(
      'warehouse/catalogue/scenes is wrong:\nsample: panel members: has no title',
    )
  })
})

it('of a panel that follows its logs refuses a metric that would read one of them whole, by its name', () => {
  const panel: PanelEntry = { ...members, figures: [{ metric: 'MEM21', span: 'now' }] }
  expect(panelFaults(panel)).toEqual([
    'panel members: MEM21 would read the whole log member each time that it changes: no projection holds it',
  ])
})

describe('a layout is refused', () => {
  it.each([
    ['names a panel that is not there', { areas: [['nobody']] }, 'layout standard: there is no panel nobody'],
    ['has fewer areas than rows', { rows: [100, 'rest'] }, 'layout standard: 2 rows, but areas for 1'],
    [
      'has a row with too many places',
      { areas: [['members', 'members']] },
      'layout standard: row 1 of the areas has 2 places, not 1',
    ],
    ['is wider than its wall', { columns: [1_873] }, 'layout standard: its columns need 1873 units of 1872'],
    [
      'leaves a part of the wall empty',
      { rows: [900] },
      'layout standard: its rows fill 900 units of 964, and none takes the rest',
    ],
    [
      'has a panel below that is no ticker',
      { foot: 'members', areas: [['.']] },
      'layout standard: below the grid stands a ticker, not members',
    ],
  ] as const)('when it %s', (_, standard, fault) => {
    expect(layoutFaults(standard)).toContain(fault)
  })

  it('when the places of a panel are no rectangle', () => {
    const areas = [
      ['members', '.'],
      ['.', 'members'],
    ]
    expect(layoutFaults({ columns: ['rest', 'rest'], rows: ['rest', 'rest'], areas })).toEqual([
      'layout standard: the places of members are no rectangle',
    ])
  })

  it('when no layout has a panel, or its id is none', () => {
    expect(layoutFaults({}, { 'Other one': members })).toEqual([
      'panel Other one: its id must be lower-case letters, digits and _',
      'panel Other one: stands in no layout',
    ])
  })
})

describe('a panel is refused', () => {
  it('when there is no such metric', () => {
    // the compiler refuses it too, but not what is written past it
    const ids: MetricId[] = JSON.parse('["MEM99"]')
    const figures = ids.map(metric => ({ metric, span: 'now' as const }))
    expect(panelFaults({ ...members, view: 'figures', figures })).toEqual([
      'panel members: there is no metric MEM99',
    ])
  })

  it.each<[string, PanelEntry, string]>([
    ['has no figures', { ...members, figures: [] }, 'has no figures'],
    [
      'puts a figure of a nightly job beside live ones',
      {
        ...members,
        figures: [
          { metric: 'DUE07', span: 'month' },
          { metric: 'DUE02', span: 'today' },
        ],
      },
      'DUE07 are computed once a night, DUE02 are live: they need a panel each',
    ],
    [
      'asks a stock for what happened today',
      { ...members, figures: [{ metric: 'MEM01', span: 'today' }] },
      'MEM01 is a stock: it has the span now or months, not today',
    ],
    [
      'asks a flow for how it stands now',
      { ...members, figures: [{ metric: 'DUE02', span: 'now' }] },
      'DUE02 is a flow: it has no span now',
    ],
    [
      'asks a nightly job for today',
      { ...members, figures: [{ metric: 'DUE07', span: 'today' }] },
      'DUE07 is computed by the month: it has no span today',
    ],
    [
      'asks for twelve months every second',
      { ...members, figures: [{ metric: 'DUE02', span: 'months' }] },
      'DUE02 over twelve months is asked for every second; that is for a trend',
    ],
    [
      'compares a day that is not over',
      { ...members, figures: [{ metric: 'DUE02', span: 'today', changes: ['year'] }] },
      'DUE02 over today has no changes: those are of a live figure of now or of this month',
    ],
    [
      'compares a month with a day',
      { ...members, figures: [{ metric: 'DUE02', span: 'month', changes: ['day'] }] },
      'DUE02 over month is not compared with the day before: only what stands now is',
    ],
    [
      'draws a count as a bar of a share',
      { ...members, figures: [{ metric: 'MEM01', span: 'now', hasBar: true }] },
      'MEM01 is no share, so it has no bar',
    ],
    [
      'parts a metric by what it cannot be parted by',
      {
        view: 'shares',
        title: '团费',
        of: { metric: 'DUE02', span: 'month', breakdown: 'gender' },
        capacity: 4,
        color: 1,
      },
      'DUE02 cannot be broken down by gender; it can by channel',
    ],
    [
      'parts young people in need by what ails them',
      {
        view: 'shares',
        title: '困境类型',
        of: { metric: 'SPY01', span: 'now', breakdown: 'difficulty_type' },
        capacity: 4,
        color: 1,
      },
      'SPY01 is about young people in need: the wall tells its totals only, not by difficulty_type',
    ],
    [
      'puts a stock into the days of a calendar',
      { view: 'calendar', title: '团员', of: { metric: 'MEM01' } },
      'MEM01 does not happen on a day: a calendar has no cells for it',
    ],
    [
      'asks a count for its numerator',
      { ...members, figures: [{ metric: 'MEM01', span: 'now', numeratorIn: '人' }] },
      'MEM01 is no ratio: it has no numerator',
    ],
    [
      'compares counts in a matrix',
      {
        view: 'matrix',
        title: '组织',
        breakdown: 'level',
        columns: [{ metric: 'ORG01', span: 'now' }],
        color: 1,
      },
      'ORG01 is no share: a matrix compares shares',
    ],
    [
      'shows a stock as columns',
      { view: 'trend', title: '团员', form: 'columns', of: { metric: 'MEM01' }, color: 1 },
      'MEM01 does not add up over time: it stands as a line',
    ],
    [
      'measures a figure by one of another unit',
      {
        view: 'trend',
        title: '团费',
        form: 'columns',
        of: { metric: 'DUE02' },
        against: { metric: 'MEM07' },
        color: 1,
      },
      'DUE02 and MEM07 have different units',
    ],
    [
      'has a funnel of one stage',
      { view: 'funnel', title: '报名', stages: [{ metric: 'ACT03', span: 'month' }], color: 1 },
      'has fewer than two stages',
    ],
  ])('when it %s', (_, panel, fault) => {
    expect(panelFaults(panel)).toContain(`panel members: ${fault}`)
  })
})
