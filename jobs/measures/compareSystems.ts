import type { ClickHouseClient } from '@clickhouse/client'
import { entityBits } from '../../warehouse/orgs/treeShape.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import type { JobContext } from '../schedule/job.ts'
import { runStatement } from '../schedule/runStatement.ts'
import { COLUMNS } from './replaceMeasures.ts'

/**
 * SYS11–SYS16: what the systems that do not count say against those that do, at the end of the window, into `staged` (columns
 * of `ads_org_measure`). With one system there is nothing to compare, and nothing is read.
 */
export async function compareSystems(window: Window, context: JobContext, staged: string): Promise<void> {
  if (!(await hasSeveralSystems(context.warehouse.app))) return
  for (const query of ['quality_persons', 'quality_unmapped'])
    await runStatement(
      context,
      'quality',
      `insert into ${staged} (${COLUMNS.join(', ')}) ${sqlFile(query)}`,
      {
        month: formatDay(monthOf(window.from)),
        as_of: formatDay(window.to),
        to: formatDay(window.to),
        ...entityBits(),
      },
      EVERY_MEMBER,
    )
}

// every member of every system is a group: on disk when there are too many
const EVERY_MEMBER = {
  max_bytes_ratio_before_external_group_by: 0.3,
  optimize_aggregation_in_order: 1,
} as const

async function hasSeveralSystems(client: ClickHouseClient): Promise<boolean> {
  const answer = await client.query({
    query: 'select toUInt8(uniqExact(system) > 1) as several from app.dim_org where system != 0',
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ several: number }>()
  return row?.several === 1
}
