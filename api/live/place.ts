import type { ClickHouseClient } from '@clickhouse/client'
import { sourcesOf } from '../../warehouse/catalogue/panelSources.ts'
import { isToldAt } from '../../warehouse/catalogue/privacy.ts'
import type { PanelEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import { placeName } from '../../warehouse/contract/orgName.ts'
import type { OrgRef } from '../../warehouse/contract/picture.ts'
import { childrenOf, type Org, parentsOf, ROOT, readOrg } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { PLAIN_TREE, readTreeShapes, type TreeShape } from '../../warehouse/orgs/treeShape.ts'
import type { KnownTree } from '../../warehouse/query/unmasked.ts'

/** Where a picture stands in the tree. */
export interface Place {
  /** What totals are asked for. */
  org: Org
  /** Whose direct children are the rows: the province when the whole instance is one province. */
  parent: Org
  ref: OrgRef
  parents: OrgRef[]
  children: readonly Org[]
  shape: TreeShape
}

const LEVELS = ['province', 'province', 'province', 'city', 'county', 'town'] as const

/**
 * The place of an organisation. The whole instance shows itself as its province, and is where the way up ends, so that
 * what has no place in the tree yet is counted there too. `province` is the administrative code shown when there is no
 * tree yet. Throws as `readOrg` does.
 */
export async function readPlace(
  reader: ClickHouseClient,
  scope: Scope,
  id: string,
  province: string,
): Promise<Place> {
  const org = await readOrg(reader, scope, id)
  const top = scope.org === ROOT.id ? await onlyTop(reader, scope) : undefined
  const parent = org.id === ROOT.id ? (top ?? org) : org
  const [above, children, shapes] = await Promise.all([
    parentsOf(reader, scope, org),
    childrenOf(reader, scope, parent),
    readTreeShapes(reader, [undefined]),
  ])
  const refOf = (each: Org): OrgRef => (each.id === top?.id ? { ...orgRef(each), id: ROOT.id } : orgRef(each))
  const ref = org.id === ROOT.id ? { ...orgRef(parent), id: ROOT.id } : orgRef(org)
  const isBare = parent.id === ROOT.id
  return {
    org,
    parent,
    ref: isBare ? { ...ref, name: '全省', regionCode: province } : ref,
    parents: above.map(refOf),
    children,
    shape: shapes.get(undefined) ?? PLAIN_TREE,
  }
}

export function orgRef(org: Org): OrgRef {
  return {
    id: org.id,
    name: placeName(org),
    level: LEVELS[org.level] ?? 'other',
    regionCode: org.regionCode,
  }
}

async function onlyTop(reader: ClickHouseClient, scope: Scope): Promise<Org | undefined> {
  const tops = await childrenOf(reader, scope, ROOT)
  return tops.length === 1 ? tops[0] : undefined
}

/** Why a panel has nothing, in words for the viewer. */
export const NOT_READ = '数据暂时无法读取'
export const NOT_TOLD = '为保护未成年人，此项只显示省、市两级合计'

/** Whether the figures of a panel are told of the place, and those of rows of its children. */
export function isTold(panel: PanelEntry, { org, parent }: Place): boolean {
  return sourcesOf(panel).every(
    ({ metric, hasRows, hasCourses }) =>
      isToldAt(metric, org.level) && (!(hasRows || hasCourses) || isToldAt(metric, parent.level + 1)),
  )
}

/** What the builder need not read again: the place is as old as the tree that the dictionary holds. */
export function knownTree(place: Place): KnownTree {
  return {
    orgs: new Map([place.org, place.parent].map(org => [org.id, org])),
    children: new Map([[place.parent.id, place.children]]),
    shape: place.shape,
  }
}
