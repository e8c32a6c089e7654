import type { ClickHouseClient } from '@clickhouse/client'

/** Statements of one kind on the same tables, or merges of one table. */
export interface EngineWork {
  work: string
  times: number
  /** CPU, milliseconds. */
  cpu: number
}

/** The engine's clock, for `readEngineWork`. */
export async function engineTime(app: ClickHouseClient): Promise<string> {
  const answer = await app.query({ query: 'select toString(now64(6)) as at', format: 'JSONEachRow' })
  const [row] = await answer.json<{ at: string }>()
  return row?.at ?? ''
}

/** The engine's statements and merges since an instant, costliest first. */
export async function readEngineWork(app: ClickHouseClient, since: string): Promise<EngineWork[]> {
  await app.command({ query: 'system flush logs' })
  const answer = await app.query({
    query: `select work, toUInt32(count()) as times, toFloat64(sum(us)) / 1000 as cpu from (
        select concat(lower(query_kind), ' ', arrayStringConcat(arrayFilter(name -> name not like '\\_%', tables), ',')) as work,
          ProfileEvents['OSCPUVirtualTimeMicroseconds'] as us
        from system.query_log where type = 'QueryFinish' and query_start_time_microseconds >= {since: DateTime64(6)}
        union all
        select concat('merge ', database, '.', table), ProfileEvents['OSCPUVirtualTimeMicroseconds']
        from system.part_log where event_type = 'MergeParts' and event_time_microseconds >= {since: DateTime64(6)}
      ) group by work order by cpu desc`,
    query_params: { since },
    format: 'JSONEachRow',
  })
  return answer.json<EngineWork>()
}

/** CPU of the engine's costliest work since an instant, milliseconds per 1,000 changes. */
export async function describeEngineWork(
  app: ClickHouseClient,
  since: string,
  changes: number,
): Promise<string> {
  const all = await readEngineWork(app, since)
  return all
    .slice(0, 8)
    .map(({ work, cpu, times }) => `${work} ${((cpu / changes) * 1_000).toFixed(2)} (${times} times)`)
    .join(', ')
}
