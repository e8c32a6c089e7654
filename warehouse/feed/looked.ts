import os from 'node:os'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sqlFile } from '../platform/clickhouse/sqlFile.ts'

/** While somebody looks, it is said anew this often, milliseconds. */
export const LOOK_SAID_MS = 5_000
/** What was said longer ago does not count: the web server is gone, or nobody looks any more. */
const LOOK_SECONDS = 15

/** In containers all are process 1. */
const PROCESS = `${os.hostname()}/${process.pid}`

const rows = z.array(z.tuple([z.string()]))

/** Says which logs (entities) are looked at through this process. `owner` is the client that may write `ops`. */
export async function sayLooked(owner: ClickHouseClient, logs: readonly string[]): Promise<void> {
  await owner.insert({
    table: 'ops.sys_look',
    format: 'JSONEachRow',
    values: [{ process: PROCESS, logs }],
  })
}

/** The logs that somebody looks at through any process. */
export async function readLooked(owner: ClickHouseClient): Promise<ReadonlySet<string>> {
  const answer = await owner.query({
    query: sqlFile('looked_logs'),
    query_params: { seconds: LOOK_SECONDS },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'looked logs' },
  })
  return new Set(rows.parse(await answer.json()).map(([log]) => log))
}
