import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { TuanshuError } from '../../warehouse/errors.ts'
import type { TreeOrg } from '../../warehouse/orgs/tree.ts'
import { insertRows } from './replaceMeasures.ts'

/**
 * Puts a tree into the engine while `fn` rolls figures up along it: `run` is its key in `app.ads_measure_tree`.
 * Throws `TuanshuError('conflict')` when the tree was not whole until the end: what `fn` computed must not be used.
 */
export async function withTree<T>(
  client: ClickHouseClient,
  orgs: readonly TreeOrg[],
  signal: AbortSignal,
  fn: (run: string) => Promise<T>,
): Promise<T> {
  const run = String(randomBytes(8).readBigUInt64BE())
  try {
    await insertRows(
      client,
      'app.ads_measure_tree',
      orgs.map(({ org_id, path }) => ({ run, org_id, path })),
      signal,
    )
    const result = await fn(run)
    const held = await client.query({
      query: 'select toUInt32(count()) as orgs from app.ads_measure_tree where run = {run: UInt64}',
      query_params: { run },
      format: 'JSONEachRow',
    })
    const [row] = await held.json<{ orgs: number }>()
    if (row?.orgs !== orgs.length)
      throw new TuanshuError(
        'conflict',
        `the tree of this run was removed while it was used; run the job again`,
      )
    return result
  } finally {
    await client.command({ query: `alter table app.ads_measure_tree drop partition ${run}` })
  }
}
