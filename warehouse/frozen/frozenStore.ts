import { createHash } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { count, day, instant, named, oneOf, text } from '../platform/clickhouse/columns.ts'
import { insertRows } from '../platform/clickhouse/insertRows.ts'
import { versioned } from '../platform/clickhouse/versioned.ts'
import { TuanshuError } from '../platform/errors.ts'
import { formatDay } from '../platform/time/day.ts'
import { checksumOf } from './checksum.ts'
import {
  FROZEN_KINDS,
  type FrozenHead,
  type FrozenKind,
  type FrozenPage,
  type FrozenSet,
} from './frozenSet.ts'

/** Every set is written once: there is no second change of a row. */
const SETS = versioned({
  table: 'sys_frozen_set',
  key: 'id',
  columns: {
    id: text,
    org: text,
    orgName: text,
    name: text,
    kind: oneOf(FROZEN_KINDS),
    bulletin: text,
    grain: oneOf(['day', 'week', 'month', 'quarter', 'year', 'free']),
    from: named('first_day', day),
    to: named('last_day', day),
    frozenBy: text,
    reason: text,
    frozenAt: instant,
    asOf: instant,
    pages: count,
    checksum: text,
  },
})

/** A set with its figures. `isIntact`: they are, to the byte, what was frozen. */
export interface FrozenContent {
  set: FrozenSet
  pages: readonly FrozenPage[]
  isIntact: boolean
}

/** The id under which an organisation's set of this name is kept. */
export function frozenId(org: string, name: string): string {
  return createHash('sha256')
    .update(JSON.stringify([org, name]))
    .digest('hex')
    .slice(0, 32)
}

/**
 * Freezes pages under a name. Resolves to the set, or to undefined, and freezes nothing, when the organisation has a set of
 * this name. A process that is killed in between leaves pages that belong to no set. `client` is the one that may write `ops`.
 */
export async function writeFrozen(
  client: ClickHouseClient,
  head: FrozenHead,
  pages: readonly FrozenPage[],
  signal: AbortSignal = new AbortController().signal,
): Promise<FrozenSet | undefined> {
  const id = frozenId(head.org, head.name)
  if (await SETS.find(client, id)) return undefined
  const checksum = checksumOf(head, pages)
  const table = { table: 'ops.sys_frozen_page', columns: ['checksum', 'page', 'title', 'body'] }
  await insertRows(
    client,
    table,
    pages.map(({ page, title, body }) => [checksum, page, title, body]),
    signal,
  )
  const set: FrozenSet = { ...head, id, pages: pages.length, checksum }
  return (await SETS.write(client, 0, set)) && set
}

/** The sets of these kinds, oldest first. */
export async function listFrozen(
  client: ClickHouseClient,
  kinds: readonly FrozenKind[] = FROZEN_KINDS,
): Promise<FrozenSet[]> {
  return SETS.list(client, { where: { kind: kinds }, orderBy: 'frozenAt' })
}

/** The sets of a kind that an organisation has, oldest first. */
export async function frozenOfOrg(
  client: ClickHouseClient,
  kind: FrozenKind,
  org: string,
): Promise<FrozenSet[]> {
  return SETS.list(client, { where: { kind: [kind], org: [org] }, orderBy: 'frozenAt' })
}

/** What is said of a set, without its figures; undefined when there is none of this id. */
export async function findFrozen(client: ClickHouseClient, id: string): Promise<FrozenSet | undefined> {
  return SETS.find(client, id)
}

/** A set with its figures, checked against its checksum. */
export async function readFrozen(client: ClickHouseClient, set: FrozenSet): Promise<FrozenContent> {
  const answer = await client.query({
    // a set that was written again after a kill has its pages twice
    query: `select distinct page, title, body from ops.sys_frozen_page where checksum = {checksum: String} order by page`,
    query_params: { checksum: set.checksum },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'frozen' },
  })
  const pages = z
    .array(z.object({ page: z.string(), title: z.string(), body: z.string() }))
    .parse(await answer.json())
  return { set, pages, isIntact: pages.length === set.pages && checksumOf(set, pages) === set.checksum }
}

/**
 * The body of the one page that a set is about. Throws `TuanshuError('conflict')` when its figures were changed behind its back:
 * it is no base for anything then.
 */
export async function readFrozenPage(
  client: ClickHouseClient,
  set: FrozenSet,
  page: string,
): Promise<string> {
  const { pages, isIntact } = await readFrozen(client, set)
  const found = pages.find(each => each.page === page)
  if (!isIntact || !found)
    throw new TuanshuError(
      'conflict',
      `the frozen figures of ${set.name} of ${set.org} (${formatDay(set.to)}) do not match their checksum`,
    )
  return found.body
}
