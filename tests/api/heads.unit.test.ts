import { expect, it } from 'vitest'
import { logTable } from '../../warehouse/catalogue/entities.ts'
import { EVENT_LOGS } from '../../warehouse/catalogue/panelSources.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'

it('a ticker is asked anew for the logs that it tells of', () => {
  const told = [...sqlFile('live_events').matchAll(/from (app\.dwd_\w+_log)/g)].map(([, table]) => table)
  expect([...new Set(told)].sort()).toEqual(EVENT_LOGS.map(logTable).sort())
})
