import type { EntityName } from '../catalogue/entities.ts'
import type { Parameters } from '../platform/clickhouse/parameters.ts'
import { entityBit, PLAIN_TREE, type TreeShape } from './treeShape.ts'

/** Where a query looks up the place of an owner: today's tree, or that of a past month's end. */
export interface TreeLookup {
  /** Table that holds the tree, one row per organisation. */
  readonly table: string
  /** Condition on `table` that picks the tree, `''` when it holds one only. */
  readonly picked: string
  /** SQL of an attribute of the owner in a column; 0 or `''` when the tree does not hold it. */
  attribute(name: string, owner: string): string
  /** SQL of the organisation that an owner stands for; the owner itself in a tree without aliases. */
  canonical(owner: string): string
  /** Condition on `table`: an organisation (placeholder of its id), with its aliases. */
  isOrg(id: string): string
  /** Condition on `table`: organisations whose rows do not count for an entity; `''` when all do. */
  uncounted(entity: EntityName): string
  /** Clause that the query needs when it used attributes of the owner in `column`; composed after them. */
  join(column: string): string
}

/** The lookup of one query; a past tree is joined, so it notes which attributes were used. */
export function treeLookup(
  treeMonth: number | undefined,
  parameters: Parameters,
  { hasAliases, filtered }: TreeShape = PLAIN_TREE,
): TreeLookup {
  const conditions = {
    isOrg: (id: string) => (hasAliases ? `(org_id = ${id} or canonical_org_id = ${id})` : `org_id = ${id}`),
    uncounted: (entity: EntityName) =>
      filtered.has(entity) ? `bitTest(uncounted, ${entityBit(entity)})` : '',
  }
  const canonicalBy = (attribute: TreeLookup['attribute']) => (owner: string) => {
    if (!hasAliases) return owner
    const canonical = attribute('canonical_org_id', owner)
    return `if(${canonical} = 0, ${owner}, ${canonical})`
  }
  if (treeMonth === undefined) {
    const attribute = (name: string, owner: string) => `dictGet('app.org_tree', '${name}', ${owner})`
    return {
      ...conditions,
      table: 'app.dim_org',
      picked: '',
      attribute,
      canonical: canonicalBy(attribute),
      join: () => '',
    }
  }
  const used = new Set<string>()
  const picked = `month = ${parameters.day(treeMonth)}`
  // named apart from the columns of the logs, which have some of the same names
  const attribute = (name: string) => {
    used.add(name)
    return `tree_${name}`
  }
  return {
    ...conditions,
    table: 'app.dim_org_month',
    picked,
    attribute,
    canonical: canonicalBy(attribute),
    join(column) {
      if (used.size === 0) return ''
      const columns = [...used].map(name => `${name} as tree_${name}`).join(', ')
      return `left join (select org_id as tree_org_id, ${columns} from app.dim_org_month where ${picked}) as tree on tree.tree_org_id = ${column}`
    },
  }
}

/** SQL of the ids of the organisations of a tree that meet a condition. */
export function orgsWhere(tree: TreeLookup, condition: string): string {
  return `select org_id from ${tree.table} where ${tree.picked ? `${tree.picked} and ` : ''}${condition}`
}
