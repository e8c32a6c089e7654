import { expect, it } from 'vitest'
import { logTable } from '../../warehouse/catalogue/entities.ts'
import { EVENT_LOGS } from '../../warehouse/catalogue/panelSources.ts'
import { LIVE_LOGS } from '../../warehouse/catalogue/scenes.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'

it('the heads that a wall asks for are those of all logs behind the panels of all scenes', () => {
  const asked = [...sqlFile('live_heads').matchAll(/from (app\.dwd_\w+_log)/g)].map(([, table]) => table)
  expect(asked.sort()).toEqual(LIVE_LOGS.map(logTable).sort())
  const watched = [...sqlFile('live_growth').matchAll(/'(dwd_\w+_log)'/g)].map(([, table]) => `app.${table}`)
  expect(watched.sort()).toEqual(LIVE_LOGS.map(logTable).sort())
})

it('a ticker is asked anew for the logs that it tells of', () => {
  const told = [...sqlFile('live_events').matchAll(/from (app\.dwd_\w+_log)/g)].map(([, table]) => table)
  expect([...new Set(told)].sort()).toEqual(EVENT_LOGS.map(logTable).sort())
})
