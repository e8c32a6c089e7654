import { describe, expect, it } from 'vitest'
import { figuresIn, type Panel, type Picture } from '../../../warehouse/contract/picture.ts'
import { untoldReason } from '../../../warehouse/contract/untold.ts'
import { sampleProvince } from '../../support/browser/sampleProvince.ts'
import { samplePicture } from '../../support/browser/wallPictures.ts'

const orgs = sampleProvince('440000', '广东省')

function picture(scene: string, alter: (panel: Panel) => void = () => {}): Picture {
  const org = orgs.get('440000')
  if (!org) throw new Error('the sample has no province')
  const made = samplePicture(orgs, org, { now: 0, sequence: 1, tick: 0, scene })
  for (const panel of Object.values(made.panels)) alter(panel)
  return made
}
const absent = (state: 'unknown_source' | 'no_data') => (panel: Panel) => {
  for (const figure of figuresIn(panel.content))
    Object.assign(figure, { state, value: null, rows: [], points: [], items: [], courses: [] })
}

describe('a scene', () => {
  it('tells something as long as one of its figures does, also when that is zero', () => {
    expect(untoldReason(picture('study'))).toBeNull()
    const all = picture('study', absent('unknown_source'))
    const [figure] = Object.values(all.panels).flatMap(({ content }) => figuresIn(content))
    if (figure) Object.assign(figure, { state: 'value', value: 0 })
    expect(untoldReason(all)).toBeNull()
  })

  it('has nothing to tell when no source tells it, or nothing is there, and the reason is told', () => {
    expect(untoldReason(picture('study', absent('unknown_source')))).toBe('来源系统未提供')
    expect(untoldReason(picture('study', absent('no_data')))).toBe('暂无数据')
    const closed = picture('study', panel => Object.assign(panel, { content: null, notTold: '…' }))
    expect(untoldReason(closed)).toBe('此级组织不显示')
  })

  it('is not called empty while a panel of it could not be read', () => {
    const failed = picture('study', absent('no_data'))
    const [panel] = Object.values(failed.panels)
    if (panel) panel.content = null
    expect(untoldReason(failed)).toBeNull()
  })

  it('tells by its alerts and targets', () => {
    expect(untoldReason(picture('progress', absent('no_data')))).toBeNull()
  })
})
