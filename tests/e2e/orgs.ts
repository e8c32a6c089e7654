import { COLUMNS, type Org, readOrgRows } from '../../warehouse/orgs/readOrgs.ts'
import type { Province } from '../support/province/province.ts'
import { warehouseOrg } from '../support/province/truthCompare.ts'

/** The tree as the product has it today, to draw from. */
export interface Orgs {
  /** In the order of their ids, which is that of no hierarchy. */
  all: readonly Org[]
  active: readonly Org[]
  find(id: string): Org
  /** Superior (`''` for the province) and active direct children. */
  placeOf(id: string): { parent: string; children: readonly string[] }
  /** Its id in the source system, by which the truth knows it. */
  sourceOf(id: string): string
  /** Whether an organisation stood on that day where it stands today, with all that is below it. */
  stoodAlike(id: string, day: number): boolean
}

export async function readOrgs({ test, world: { truth } }: Province): Promise<Orgs> {
  const query = `select ${COLUMNS} from app.dim_org where org_id > 1 order by org_id`
  const all = await readOrgRows(test.warehouse.reader, query, {})
  const active = all.filter(({ status }) => status === 'active')
  const byId = new Map(all.map(org => [org.id, org]))
  const sources = new Map(truth.tree.all().map(id => [warehouseOrg(id), id]))
  const find = (id: string): Org => {
    const org = byId.get(id)
    if (!org) throw new Error(`there is no organisation ${id}`)
    return org
  }
  return {
    all,
    active,
    find,
    placeOf: id => ({
      parent: byId.has(find(id).parent) ? find(id).parent : '',
      children: active.filter(({ parent }) => parent === id).map(org => org.id),
    }),
    sourceOf: id => sources.get(id) ?? '',
    stoodAlike: (id, day) => {
      const source = sources.get(id) ?? ''
      const [now, then] = [truth.tree, truth.treeOn(day)]
      return now
        .all()
        .filter(each => now.pathOf(each).includes(source) || then.pathOf(each).includes(source))
        .every(each => now.pathOf(each).join() === then.pathOf(each).join())
    },
  }
}
