import type { ClickHouseClient } from '@clickhouse/client'
import { REPORTS } from '../../warehouse/catalogue/reports.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { readReport } from '../../warehouse/reports/readReport.ts'

/** How often each report is read; the slowest counts. */
const ROUNDS = 3

/**
 * Milliseconds that each report of the whole province takes from the logs, its first grain, one request at a time: the
 * longest of three.
 */
export async function timeReports(reader: ClickHouseClient): Promise<{ report: string; ms: number }[]> {
  const times = new Map<string, number>()
  for (let round = 0; round < ROUNDS; round++)
    for (const { id, grains } of Object.values(REPORTS)) {
      const now = Date.now()
      const [grain = 'month'] = grains
      const began = performance.now()
      const request = { report: id, org: 'root', grain, day: dayOf(now), basis: 'current' } as const
      await readReport(reader, { org: 'root' }, request, { now }, 'report')
      times.set(id, Math.max(times.get(id) ?? 0, performance.now() - began))
    }
  return [...times].map(([report, ms]) => ({ report, ms: Math.round(ms) }))
}
