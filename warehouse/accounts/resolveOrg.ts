import type { ClickHouseClient } from '@clickhouse/client'
import { TuanshuError } from '../errors.ts'
import { type Org, orgsNamed, ROOT } from '../query/orgs.ts'
import type { Scope } from '../query/types.ts'

const EVERYTHING: Scope = { org: ROOT.id }
const MOST_LISTED = 10

/**
 * The organisation that somebody at a terminal means: `root`, its number, or its full or short name. Throws
 * `TuanshuError`: `not_found`, or `input` for a name that several have, with a list of them.
 */
export async function resolveOrg(reader: ClickHouseClient, text: string): Promise<Org> {
  const [first, ...others] = (await orgsNamed(reader, EVERYTHING, [text])).get(text) ?? []
  if (!first)
    throw new TuanshuError(
      'not_found',
      `no active organisation has the number or the name ${text}; give its full name, its number, or root`,
    )
  if (others.length === 0) return first
  const listed = [first, ...others].slice(0, MOST_LISTED).map(({ id, fullName }) => `  ${id}  ${fullName}`)
  throw new TuanshuError(
    'input',
    `several organisations have the name ${text}; give the number of one:\n${listed.join('\n')}`,
  )
}
