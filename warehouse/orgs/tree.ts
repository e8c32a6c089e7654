/** An organisation as the log knows it. */
export interface OrgRow {
  org_id: string
  parent_org_id: string
  /** Number of the source system that told of it; 0 is 未归属. */
  system: number
  org_full_name: string
  org_short_name: string
  org_type: string
  region_code: string
  industry_code: string
  school_stage: string
  status: string
  /** Only of trees of a past day. */
  has_retention_right?: number
  sub_account_status?: string
}

/** An organisation with its place in the tree. */
export interface TreeOrg extends OrgRow {
  /** 2 = province, 3 = city, 4 = county, 5 = town, 6 and more = below. */
  level: number
  /** From the root down to and including the organisation. */
  path: string[]
  position: number
}

/** Level of the root: the province. The centre is level 1. */
export const ROOT_LEVEL = 2

/** Deepest level that `dim_org` has a column for; what lies deeper counts with its ancestor there. */
export const DEEPEST_LEVEL = 9

/** Key of 未归属, the organisation under which everything hangs whose superior is not known (yet). */
export const UNASSIGNED = '1'

export interface Tree {
  orgs: TreeOrg[]
  /** Organisations whose parent is not there, that are a second root, or whose cycle was cut: they hang under 未归属. */
  faults: { org_id: string; fault: 'unknown_parent' | 'second_root' | 'cycle' }[]
}

/**
 * Builds the tree. Pure. The root is the organisation without a parent; of several, the one with most below it stays
 * and the others hang under 未归属, as do organisations whose parent is unknown. A cycle is cut where its smallest id is.
 */
export function buildTree(rows: readonly OrgRow[]): Tree {
  const byId = new Map(rows.map(row => [row.org_id, row]))
  const children = new Map<string, OrgRow[]>()
  const roots: OrgRow[] = []
  const faults: Tree['faults'] = []
  const strays: OrgRow[] = []
  for (const row of rows) {
    if (row.parent_org_id === '0') roots.push(row)
    else if (byId.has(row.parent_org_id)) append(children, row.parent_org_id, row)
    else {
      strays.push(row)
      faults.push({ org_id: row.org_id, fault: 'unknown_parent' })
    }
  }
  const sizes = new Map(roots.map(root => [root.org_id, roots.length === 1 ? 1 : countBelow(root, children)]))
  const [root, ...others] = roots.sort(
    (a, b) => (sizes.get(b.org_id) ?? 0) - (sizes.get(a.org_id) ?? 0) || compareIds(a.org_id, b.org_id),
  )
  for (const other of others) {
    strays.push(other)
    faults.push({ org_id: other.org_id, fault: 'second_root' })
  }

  const orgs: TreeOrg[] = []
  const seen = new Set<string>()
  const place = (top: OrgRow, above: readonly string[]) => {
    const stack: { row: OrgRow; above: readonly string[] }[] = [{ row: top, above }]
    for (let next = stack.pop(); next; next = stack.pop()) {
      if (seen.has(next.row.org_id)) continue
      seen.add(next.row.org_id)
      const path = [...next.above, next.row.org_id]
      // the row last: the other way round V8 makes a dictionary of each of 300,000 objects, at ten times the cost
      orgs.push({ level: ROOT_LEVEL + path.length - 1, path, position: orgs.length, ...next.row })
      const below = children.get(next.row.org_id)
      if (!below) continue
      for (const child of [...below].sort(compareSiblings).reverse()) stack.push({ row: child, above: path })
    }
  }
  if (root) place(root, [])

  // what no root reaches, and is no stray, runs in a circle
  const reached = new Set<string>(seen)
  for (const stray of strays) markBelow(stray, children, reached)
  const circling = rows.filter(row => !reached.has(row.org_id))
  for (const row of circling.sort((a, b) => compareIds(a.org_id, b.org_id))) {
    if (reached.has(row.org_id)) continue
    strays.push(row)
    faults.push({ org_id: row.org_id, fault: 'cycle' })
    markBelow(row, children, reached)
  }
  if (strays.length > 0) {
    const above = root ? [root.org_id] : []
    place(unassigned(root?.org_id ?? '0'), above)
    for (const stray of strays.sort(compareSiblings)) place(stray, [...above, UNASSIGNED])
  }
  return { orgs, faults }
}

function unassigned(parent: string): OrgRow {
  return {
    org_id: UNASSIGNED,
    parent_org_id: parent,
    system: 0,
    org_full_name: '未归属',
    org_short_name: '未归属',
    org_type: '',
    region_code: '',
    industry_code: '',
    school_stage: '',
    status: '',
  }
}

function countBelow(top: OrgRow, children: ReadonlyMap<string, OrgRow[]>): number {
  const found = new Set<string>()
  markBelow(top, children, found)
  return found.size
}

function markBelow(top: OrgRow, children: ReadonlyMap<string, OrgRow[]>, found: Set<string>): void {
  const stack = [top]
  for (let row = stack.pop(); row; row = stack.pop()) {
    if (found.has(row.org_id)) continue
    found.add(row.org_id)
    stack.push(...(children.get(row.org_id) ?? []))
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Leading organs first, then by region code and id: the order of the official lists. */
function compareSiblings(a: OrgRow, b: OrgRow): number {
  const isOrganA = a.org_type === 'leading_organ'
  if (isOrganA !== (b.org_type === 'leading_organ')) return isOrganA ? -1 : 1
  const regionA = a.region_code || '999999'
  const regionB = b.region_code || '999999'
  if (regionA !== regionB) return regionA < regionB ? -1 : 1
  return compareIds(a.org_id, b.org_id)
}

function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
