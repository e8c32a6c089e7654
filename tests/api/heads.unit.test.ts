import { expect, it } from 'vitest'
import { LIVE_LOGS } from '../../api/live/heads.ts'
import { logTable } from '../../warehouse/catalogue/entities.ts'
import { logsOf, SCENES } from '../../warehouse/catalogue/scenes.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'

it('the heads that a wall asks for are those of all logs behind its panels', () => {
  const behind = Object.values(SCENES).flatMap(scene => Object.values(scene.panels).flatMap(logsOf))
  expect(LIVE_LOGS).toEqual(expect.arrayContaining([...new Set(behind)]))
  const asked = [...sqlFile('live_heads').matchAll(/from (app\.dwd_\w+_log)/g)].map(([, table]) => table)
  expect(asked).toEqual(LIVE_LOGS.map(logTable))
  const watched = [...sqlFile('live_growth').matchAll(/'(dwd_\w+_log)'/g)].map(([, table]) => `app.${table}`)
  expect(watched).toEqual(LIVE_LOGS.map(logTable))
})
