import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sqlFile } from '../platform/clickhouse/sqlFile.ts'
import { TuanshuError } from '../platform/errors.ts'

/** Two organisations that look like the same one. */
export interface Suggestion {
  /** `dim_org` ids. */
  alias: string
  canonical: string
  /** Number of the system of the alias. */
  system: number
  aliasName: string
  canonicalName: string
  region: string
}

const row = z
  .object({
    alias: z.string(),
    canonical: z.string(),
    system: z.number(),
    alias_name: z.string(),
    canonical_name: z.string(),
    region: z.string(),
  })
  .transform(
    ({ alias_name: aliasName, canonical_name: canonicalName, ...same }): Suggestion => ({
      ...same,
      aliasName,
      canonicalName,
    }),
  )

/**
 * Organisations of other systems with the region code, the kind and the full name of exactly one of the system
 * `canonical`, which are no alias yet. `canonical` is by default the system of the top of the tree.
 * Throws `TuanshuError('not_found')` when there is no tree.
 */
export async function suggestAliases(client: ClickHouseClient, canonical?: number): Promise<Suggestion[]> {
  const answer = await client.query({
    query: sqlFile('org_alias_suggestions'),
    query_params: { canonical: canonical ?? (await systemOfTop(client)) },
    format: 'JSONEachRow',
  })
  return z.array(row).parse(await answer.json())
}

async function systemOfTop(client: ClickHouseClient): Promise<number> {
  const answer = await client.query({
    query: 'select system from app.dim_org where level = 2 and canonical_org_id = 0 and system != 0 limit 1',
    format: 'JSONEachRow',
  })
  const [top] = await answer.json<{ system: number }>()
  if (top) return top.system
  throw new TuanshuError('not_found', 'there is no organisation tree yet: let the ingest run first')
}
