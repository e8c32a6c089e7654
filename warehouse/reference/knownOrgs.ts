import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { Config } from '../platform/config.ts'
import { TuanshuError } from '../platform/errors.ts'
import { listFaults } from '../platform/table/readTable.ts'
import { readReferences } from './readReferences.ts'
import { type ReferenceRow, readReferenceValues } from './referenceValues.ts'

/** A row of a table that may be for one organisation. */
interface ScopedRow {
  scope: { org: string }
  /** File and line. */
  place: string
}

/** How many ids one query is asked for: they travel in its address. */
const TOGETHER = 5_000

const ids = z.array(z.tuple([z.string()]))

/**
 * Throws `TuanshuError('config')` that names file and line of every row that is for an organisation that no source has told
 * of: it would hold for nobody, and nobody would see it. While no source has told of any organisation nothing is refused.
 */
export async function refuseUnknownOrgs(client: ClickHouseClient, rows: readonly ScopedRow[]): Promise<void> {
  const named = rows.filter(({ scope }) => scope.org !== '')
  if (named.length === 0) return
  const orgs = [...new Set(named.map(({ scope }) => scope.org))]
  const read = async (condition: string, values: Record<string, unknown>) => {
    const answer = await client.query({
      query: `select toString(org_id) from app.dim_org where ${condition}`,
      query_params: values,
      format: 'JSONCompactEachRow',
      clickhouse_settings: { log_comment: 'reference values: known organisations' },
    })
    return ids.parse(await answer.json()).map(([id]) => id)
  }
  const known = new Set<string>()
  for (let i = 0; i < orgs.length; i += TOGETHER)
    for (const id of await read('org_id in {orgs: Array(UInt64)}', {
      orgs: orgs.slice(i, i + TOGETHER).map(BigInt),
    }))
      known.add(id)
  const unknown = named.filter(({ scope }) => !known.has(scope.org))
  if (unknown.length === 0 || (await read('1 limit 1', {})).length === 0) return
  throw new TuanshuError(
    'config',
    listFaults(
      'rows are for organisations that no source has told of:',
      unknown.map(
        ({ place }) =>
          `${place}: the organisation is not known to any source; correct system and id in its scope, or take the row out`,
      ),
    ),
  )
}

/** The reference rows in force, as `readReferences` and, of the files, `refuseUnknownOrgs` read and refuse them. */
export async function readKnownReferences(
  client: ClickHouseClient,
  config: Pick<Config, 'REFERENCE_VALUES'>,
): Promise<readonly ReferenceRow[]> {
  await refuseUnknownOrgs(client, readReferenceValues(config))
  return readReferences(client, config)
}
