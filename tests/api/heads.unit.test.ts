import { expect, it } from 'vitest'
import { LIVE_LOGS } from '../../api/live/heads.ts'
import { logsOf, SCENES } from '../../warehouse/catalogue/scenes.ts'

it('the heads that a wall asks for are those of all logs behind its panels', () => {
  const behind = Object.values(SCENES).flatMap(scene => Object.values(scene.panels).flatMap(logsOf))
  expect(LIVE_LOGS).toEqual(expect.arrayContaining([...new Set(behind)]))
})
