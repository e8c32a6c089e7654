import type { Parameters } from './parameters.ts'

/** Where a query looks up the place of an owner: today's tree, or that of a past month's end. */
export interface TreeLookup {
  /** Table that holds the tree, one row per organisation. */
  readonly table: string
  /** Condition on `table` that picks the tree, `''` when it holds one only. */
  readonly picked: string
  /** SQL of an attribute of the owner in a column; 0 or `''` when the tree does not hold it. */
  attribute(name: string, owner: string): string
  /** Clause that the query needs when it used attributes of the owner in `column`; composed after them. */
  join(column: string): string
}

/** The lookup of one query; a past tree is joined, so it notes which attributes were used. */
export function treeLookup(treeMonth: number | undefined, parameters: Parameters): TreeLookup {
  if (treeMonth === undefined)
    return {
      table: 'app.dim_org',
      picked: '',
      attribute: (name, owner) => `dictGet('app.org_tree', '${name}', ${owner})`,
      join: () => '',
    }
  const used = new Set<string>()
  const picked = `month = ${parameters.day(treeMonth)}`
  return {
    table: 'app.dim_org_month',
    picked,
    // named apart from the columns of the logs, which have some of the same names
    attribute(name) {
      used.add(name)
      return `tree_${name}`
    },
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
