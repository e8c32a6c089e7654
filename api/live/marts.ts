import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { MeasureJob } from '../../warehouse/catalogue/metrics.ts'
import { startOfDay } from '../../warehouse/platform/time/day.ts'

/** What a job has computed: another version means other figures; they are complete up to an instant. */
export interface Mart {
  version: string
  /** Milliseconds since 1970. */
  completeAt: number
}
export type Marts = ReadonlyMap<MeasureJob, Mart>

const rows = z.array(z.tuple([z.string(), z.number(), z.string()]))

/** What some jobs have computed; without those that have computed nothing. */
export async function readMarts(reader: ClickHouseClient, jobs: readonly MeasureJob[]): Promise<Marts> {
  if (jobs.length === 0) return new Map()
  const answer = await reader.query({
    // one row a month says that it is written; a run replaces the part that holds it
    query: `select job, toInt32(max(as_of)), toString(sum(cityHash64(_part)))
      from app.ads_org_measure where job in {jobs: Array(String)} and org_id = 0 group by job`,
    query_params: { jobs },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'api: live marts' },
  })
  const found = new Map(
    rows
      .parse(await answer.json())
      .map(([job, asOf, version]): [string, Mart] => [job, { version, completeAt: startOfDay(asOf + 1) }]),
  )
  return new Map(
    jobs.flatMap((job): [MeasureJob, Mart][] => {
      const mart = found.get(job)
      return mart ? [[job, mart]] : []
    }),
  )
}
