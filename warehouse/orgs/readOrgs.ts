import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { TuanshuError } from '../platform/errors.ts'
import { ALIAS_STATUS } from './canonicalTree.ts'
import type { Scope } from './scope.ts'

/** One organisation of the tree, as it is today or was at the end of a month. */
export interface Org {
  /** `dim_org` id. */
  id: string
  parent: string
  fullName: string
  shortName: string
  type: string
  /** Administrative code, `''` when it has none. */
  regionCode: string
  status: string
  /** 1 = `root`, 2 = province, 3 = city, 4 = county, 5 = town, more = below. */
  level: number
  /** Ids from the top of the tree down to and including this one. */
  path: readonly string[]
}

/** The whole instance as if it were an organisation: what has no place in the tree yet belongs to it too. */
export const ROOT: Org = {
  id: 'root',
  parent: '',
  fullName: '',
  shortName: '',
  type: '',
  regionCode: '',
  status: 'active',
  level: 1,
  path: [],
}

/** The deepest level that `dim_org` has a column for. */
export const DEEPEST_LEVEL = 9

/** The lowest level of the rows `levels`: the direct children of the counties. */
export const LOWEST_LEVEL = 5

const ORG_ID = /^(0|[1-9]\d{0,19})$/
const MAX_FOUND = 50
/** Columns of `dim_org` and `dim_org_month` that `readOrgRows` takes. */
export const COLUMNS =
  'org_id, parent_org_id, org_full_name, org_short_name, org_type, region_code, status, level, path'

const row = z
  .tuple([
    z.string(),
    z.string(),
    z.string(),
    z.string(),
    z.string(),
    z.string(),
    z.string(),
    z.number(),
    z.array(z.string()),
  ])
  .transform(
    ([id, parent, fullName, shortName, type, regionCode, status, level, path]): Org => ({
      id,
      parent,
      fullName,
      shortName,
      type,
      regionCode,
      status,
      level,
      path,
    }),
  )

/** Those of these organisations (or `root`) that are in the tree, no alias, and in the scope, by id. */
export async function findOrgs(
  reader: ClickHouseClient,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, Org>> {
  const known = await readKnown(reader, ids)
  return new Map([...known].filter(([, org]) => isInScope(scope, org)))
}

/**
 * The organisations of these ids (or `root`), each once; those `given` are not read.
 * Throws `TuanshuError`: `not_found` for an unknown id, `forbidden` for one outside the scope.
 */
export async function readOrgs(
  reader: ClickHouseClient,
  scope: Scope,
  ids: readonly string[],
  given: ReadonlyMap<string, Org> = new Map(),
): Promise<Map<string, Org>> {
  const missing = ids.filter(id => !given.has(id))
  const known = new Map([...given, ...(missing.length > 0 ? await readKnown(reader, missing) : [])])
  for (const id of ids) {
    const org = known.get(id)
    if (!org) throw new TuanshuError('not_found', `organisation ${id.slice(0, 40)} is not in the tree`)
    if (!isInScope(scope, org))
      throw new TuanshuError('forbidden', `organisation ${id} is outside the caller's scope`)
  }
  return known
}

/** One organisation, or `root`. Throws as `readOrgs` does. */
export async function readOrg(reader: ClickHouseClient, scope: Scope, id: string): Promise<Org> {
  const orgs = await readOrgs(reader, scope, [id])
  return orgs.get(id) ?? ROOT
}

/** The organisations above `org`, from the top of the scope down to its parent. */
export async function parentsOf(reader: ClickHouseClient, scope: Scope, org: Org): Promise<Org[]> {
  const above = org.path.slice(0, -1)
  const top = scope.org === ROOT.id ? 0 : above.indexOf(scope.org)
  // nothing above the top of the scope is shown, also when the organisation is that top itself
  if (above.length === 0 || top < 0) return []
  const ids = above.slice(top)
  const rows = await readOrgRows(
    reader,
    `select ${COLUMNS} from app.dim_org where org_id in {ids: Array(UInt64)}`,
    { ids: ids.map(BigInt) },
  )
  return rows.sort((a, b) => a.level - b.level)
}

/** The active direct children of `org`, in the order of the tree. Throws `forbidden` outside the scope. */
export async function childrenOf(reader: ClickHouseClient, scope: Scope, org: Org): Promise<Org[]> {
  return childrenWhere("status = 'active'", reader, scope, org)
}

/**
 * All direct children of `org` that can be a row of an answer: the active ones in the order of the tree, then those that are
 * deregistered or merged, whose members and bills still count. Throws `forbidden` outside the scope.
 */
export async function allChildrenOf(reader: ClickHouseClient, scope: Scope, org: Org): Promise<Org[]> {
  return childrenWhere(`status != '${ALIAS_STATUS}'`, reader, scope, org)
}

async function childrenWhere(
  status: string,
  reader: ClickHouseClient,
  scope: Scope,
  org: Org,
): Promise<Org[]> {
  if (!isInScope(scope, org))
    throw new TuanshuError('forbidden', `organisation ${org.id} is outside the caller's scope`)
  const where =
    org.id === ROOT.id
      ? 'level = 2 and org_id != 0'
      : 'parent_org_id = {id: UInt64} and org_id != {id: UInt64}'
  return readOrgRows(
    reader,
    `select ${COLUMNS} from app.dim_org where ${where} and ${status} order by status != 'active', position, org_id`,
    org.id === ROOT.id ? {} : { id: org.id },
  )
}

/** Active organisations of the scope whose name holds `text`, highest in the tree first, 50 at the most. */
export async function searchOrgs(reader: ClickHouseClient, scope: Scope, text: string): Promise<Org[]> {
  const inScope = scope.org === ROOT.id ? '' : 'and has(path, {scope: UInt64})'
  return readOrgRows(
    reader,
    `select ${COLUMNS} from app.dim_org
     where status = 'active' and (positionCaseInsensitiveUTF8(org_full_name, {text: String}) > 0 or positionCaseInsensitiveUTF8(org_short_name, {text: String}) > 0) ${inScope}
     order by level, position, org_id
     limit ${MAX_FOUND}`,
    scope.org === ROOT.id ? { text } : { text, scope: scope.org },
  )
}

/**
 * Active organisations of the scope by what people call them: an id, `root`, or a full or short name; for each of these
 * texts those that it means, highest in the tree first, 50 at the most. A name that several have is answered with all of
 * them: the caller says what is wrong.
 */
export async function orgsNamed(
  reader: ClickHouseClient,
  scope: Scope,
  texts: readonly string[],
): Promise<Map<string, Org[]>> {
  const found = new Map<string, Org[]>(texts.map(text => [text, []]))
  if (isInScope(scope, ROOT)) found.get(ROOT.id)?.push(ROOT)
  const called = 'arrayIntersect([toString(org_id), org_full_name, org_short_name], {texts: Array(String)})'
  const rows = await readOrgRows(
    reader,
    `select ${COLUMNS}
     from (select *, arrayJoin(${called}) as called from app.dim_org where status = 'active')
     order by level, position, org_id
     limit ${MAX_FOUND} by called`,
    { texts },
  )
  for (const org of new Map(rows.map(row => [row.id, row])).values())
    if (isInScope(scope, org))
      for (const text of new Set([org.id, org.fullName, org.shortName])) found.get(text)?.push(org)
  return found
}

export function isInScope(scope: Scope, org: Org): boolean {
  return scope.org === ROOT.id || org.path.includes(scope.org)
}

/** Those of these texts that can be the id of a stored organisation. */
export function storedIds(ids: readonly string[]): bigint[] {
  return [...new Set(ids)].filter(id => ORG_ID.test(id) && BigInt(id) < 2n ** 64n).map(BigInt)
}

async function readKnown(reader: ClickHouseClient, ids: readonly string[]): Promise<Map<string, Org>> {
  const known = new Map<string, Org>(ids.includes(ROOT.id) ? [[ROOT.id, ROOT]] : [])
  const stored = storedIds(ids)
  if (stored.length === 0) return known
  const query = `select ${COLUMNS} from app.dim_org where org_id in {ids: Array(UInt64)} and status != '${ALIAS_STATUS}'`
  for (const org of await readOrgRows(reader, query, { ids: stored })) known.set(org.id, org)
  return known
}

/** Organisations that a query over `COLUMNS` yields. */
export async function readOrgRows(
  reader: ClickHouseClient,
  query: string,
  params: Record<string, unknown>,
): Promise<Org[]> {
  const answer = await reader.query({ query, query_params: params, format: 'JSONCompactEachRow' })
  return z.array(row).parse(await answer.json())
}
