import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { EVENT_LOGS, jobsOf, logsOf, paceOf, sourcesOf } from '../../../warehouse/catalogue/panelSources.ts'
import { readScenes } from '../../../warehouse/catalogue/readScenes.ts'
import type { PanelEntry } from '../../../warehouse/catalogue/sceneEntry.ts'
import { LIVE_JOBS, LIVE_LOGS, SCENES } from '../../../warehouse/catalogue/scenes.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true })
})

describe('a scene', () => {
  it('is there by its file alone, under the name of it', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tuanshu-scenes-'))
    folders.push(folder)
    fs.writeFileSync(path.join(folder, 'hall.ts'), `export default { title: '大厅', panels: {} }`)
    fs.writeFileSync(path.join(folder, 'notes.md'), '')
    expect([...(await readScenes(folder))]).toEqual([['hall', { title: '大厅', panels: {} }]])
  })

  it('of dues stands beside the overview, and its arrears bring their job along', () => {
    expect([...SCENES].map(([id, { title }]) => [id, title])).toEqual(
      expect.arrayContaining([
        ['overview', '总览'],
        ['dues', '团费'],
      ]),
    )
    expect(LIVE_JOBS).toEqual(expect.arrayContaining(['measures', 'retention']))
    expect(LIVE_LOGS).toEqual(expect.arrayContaining(['member', 'dues_bill', 'dues_payment', 'checkin']))
  })
})

const ranking: PanelEntry = {
  view: 'ranking',
  title: '{children}团员',
  by: { metric: 'MEM01', span: 'now' },
  beside: { metric: 'MEM07', span: 'month' },
  capacity: 9,
  color: 1,
}
const rate: PanelEntry = { view: 'trend', title: '收缴率', form: 'line', of: { metric: 'DUE04' }, color: 1 }
const paid: PanelEntry = {
  view: 'shares',
  title: '团费',
  figures: [{ metric: 'DUE01', span: 'month' }],
  of: { metric: 'DUE02', span: 'month', breakdown: 'channel' },
  capacity: 4,
  color: 1,
}
const arrears: PanelEntry = { view: 'figures', title: '欠交', figures: [{ metric: 'DUE07', span: 'month' }] }

describe('from the entry of a panel follow', () => {
  it('the figures to ask for, in the parts that the view shows', () => {
    expect(sourcesOf(ranking)).toMatchObject([
      { metric: 'MEM01', span: 'now', hasRows: true },
      { metric: 'MEM07', span: 'month', hasRows: true },
    ])
    expect(sourcesOf(rate)).toMatchObject([{ metric: 'DUE04', span: 'months' }])
    expect(sourcesOf(paid)).toMatchObject([{ metric: 'DUE01' }, { metric: 'DUE02', breakdown: 'channel' }])
  })

  it.each<[string, PanelEntry, readonly string[], readonly string[], string]>([
    ['ranking', ranking, ['member'], [], 'brisk'],
    ['trend', rate, ['dues_payment', 'dues_bill'], [], 'slow'],
    ['shares', paid, ['dues_bill', 'dues_payment'], [], 'second'],
    ['nightly figures', arrears, [], ['measures'], 'nightly'],
    ['ticker', { view: 'ticker', title: '动态' }, [...EVENT_LOGS], [], 'brisk'],
  ])('the logs, jobs and pace of a %s', (_, panel, logs, jobs, pace) => {
    expect([logsOf(panel), jobsOf(panel), paceOf(panel)]).toEqual([logs, jobs, pace])
  })
})
