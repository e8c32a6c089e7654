import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { ROOT } from '../orgs/readOrgs.ts'
import { sqlFile } from '../platform/clickhouse/sqlFile.ts'
import type { ReferenceRow } from './referenceValues.ts'
import { covers, type ReferencePlace } from './scope.ts'

/** How many ids one query is asked for: they travel in its address. */
const TOGETHER = 5_000

const row = z.tuple([z.string(), z.number(), z.number(), z.string()]).transform(
  ([org_id, system, level, region_code]): ReferencePlace => ({
    org_id,
    system,
    level,
    region_code,
  }),
)

/**
 * What of these organisations says which reference rows are their own, by id; nothing of `root`. For organisations that were
 * read: no scope is checked.
 */
export async function readPlaces(
  reader: ClickHouseClient,
  orgs: readonly string[],
): Promise<Map<string, ReferencePlace>> {
  const asked = orgs.filter(id => id !== ROOT.id)
  const places = new Map<string, ReferencePlace>()
  for (let i = 0; i < asked.length; i += TOGETHER) {
    const answer = await reader.query({
      query: sqlFile('reference_places'),
      query_params: { orgs: asked.slice(i, i + TOGETHER).map(BigInt) },
      format: 'JSONCompactEachRow',
      clickhouse_settings: { log_comment: 'reference values: places' },
    })
    for (const place of z.array(row).parse(await answer.json())) places.set(place.org_id, place)
  }
  return places
}

/** The reference rows that are for any organisation of the tree; while there is no tree, all of them. */
export async function rowsInTree(
  reader: ClickHouseClient,
  rows: readonly ReferenceRow[],
): Promise<readonly ReferenceRow[]> {
  const answer = await reader.query({
    query: sqlFile('reference_place_kinds'),
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'reference values: kinds of places' },
  })
  const kinds = z.array(row).parse(await answer.json())
  if (kinds.length === 0) return rows
  return rows.filter(({ scope }) => scope.org !== '' || kinds.some(kind => covers(scope, kind)))
}
