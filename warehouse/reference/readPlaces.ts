import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type Org, ROOT } from '../orgs/readOrgs.ts'
import type { ReferencePlace } from './scope.ts'

const row = z.tuple([z.string(), z.number(), z.string()])

/**
 * The places of some organisations, by their ids; none of `root`. The region of one without a code is that of the nearest
 * superior with one. For organisations that were read: no scope is checked.
 */
export async function readPlaces(
  reader: ClickHouseClient,
  orgs: readonly Org[],
): Promise<Map<string, ReferencePlace>> {
  const asked = orgs.filter(({ id }) => id !== ROOT.id)
  const ids = [...new Set(asked.flatMap(({ path }) => path))].map(BigInt)
  if (ids.length === 0) return new Map()
  const answer = await reader.query({
    query: 'select org_id, system, region_code from app.dim_org where org_id in {ids: Array(UInt64)}',
    query_params: { ids },
    format: 'JSONCompactEachRow',
  })
  const known = new Map(
    z
      .array(row)
      .parse(await answer.json())
      .map(([id, system, region]) => [id, { system, region }]),
  )
  return new Map(
    asked.map(({ id, level, path }) => [
      id,
      {
        org_id: id,
        system: known.get(id)?.system ?? 0,
        level,
        region_code: path.reduce((region, at) => known.get(at)?.region || region, ''),
      },
    ]),
  )
}
