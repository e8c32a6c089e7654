import { describe, expect, it } from 'vitest'
import { programOf } from '../../api/live/program.ts'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import { readConfig } from '../../warehouse/platform/config.ts'

describe('what a wall plays', () => {
  it('are all scenes of the catalogue where nothing else is set, by day and by night alike', () => {
    const { round, night, resumeSeconds } = programOf(readConfig({}))
    expect(new Set(round.map(({ scene }) => scene))).toEqual(new Set(SCENES.keys()))
    expect(round[0]).toEqual({ scene: 'overview', title: '总览', seconds: 60 })
    expect([night, resumeSeconds]).toEqual([null, 60])
  })

  it('are the scenes of the setting in its order, with the hours of the night', () => {
    const program = programOf(readConfig({ WALL_ROUND: 'dues:20, overview:40', WALL_NIGHT: '22:00-06:30' }))
    expect(program.round.map(({ scene, seconds }) => [scene, seconds])).toEqual([
      ['dues', 20],
      ['overview', 40],
    ])
    expect(program.night).toEqual({ from: 1_320, to: 390 })
  })

  it('is refused with a scene that is not there, which names those that are', () => {
    expect(() => programOf(readConfig({ WALL_ROUND: 'hall:30' }))).toThrow(
      'WALL_ROUND: there is no scene hall; there are activities, dues, moves,',
    )
  })

  it.each([
    [{ WALL_ROUND: 'overview' }, 'must be scene:seconds[,scene:seconds…]'],
    [{ WALL_ROUND: 'overview:5' }, 'must give each scene 10 seconds or more'],
    [{ WALL_ROUND: 'dues:30,dues:30' }, 'must name a scene once'],
    [{ WALL_NIGHT: '22-6' }, 'must be HH:MM-HH:MM, for example 22:00-06:30'],
    [{ WALL_NIGHT: '22:00-22:00' }, 'must not begin and end at the same minute'],
  ])('is refused as %o', (env, fault) => {
    expect(() => readConfig(env)).toThrow(fault)
  })
})
