import type { TestWarehouse } from '../support/warehouse.ts'

/** The engine's clock, for `describeEngineWork`. */
export async function engineTime({ warehouse: { app } }: TestWarehouse): Promise<string> {
  const answer = await app.query({ query: 'select toString(now64(6)) as at', format: 'JSONEachRow' })
  const [row] = await answer.json<{ at: string }>()
  return row?.at ?? ''
}

/** CPU of the engine's statements and merges since an instant, milliseconds per 1,000 changes, largest first. */
export async function describeEngineWork(
  { warehouse: { app } }: TestWarehouse,
  since: string,
  changes: number,
): Promise<string> {
  await app.command({ query: 'system flush logs' })
  const answer = await app.query({
    query: `select work, toFloat64(sum(cpu)) / {changes:UInt64} as per, toUInt32(count()) as times from (
        select concat(lower(query_kind), ' ', arrayStringConcat(arrayFilter(name -> name not like '\\_%', tables), ',')) as work,
          ProfileEvents['OSCPUVirtualTimeMicroseconds'] as cpu
        from system.query_log where type = 'QueryFinish' and query_start_time_microseconds >= {since: DateTime64(6)}
        union all
        select concat('merge ', database, '.', table), ProfileEvents['OSCPUVirtualTimeMicroseconds']
        from system.part_log where event_type = 'MergeParts' and event_time_microseconds >= {since: DateTime64(6)}
      ) group by work order by per desc limit 8`,
    query_params: { since, changes },
    format: 'JSONEachRow',
  })
  const rows = await answer.json<{ work: string; per: number; times: number }>()
  return rows.map(({ work, per, times }) => `${work} ${per.toFixed(2)} (${times} times)`).join(', ')
}
