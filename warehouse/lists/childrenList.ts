import type { ClickHouseClient } from '@clickhouse/client'
import { valueLabel } from '../catalogue/labels.ts'
import type { ListPart } from '../catalogue/listParts.ts'
import { isHidden } from '../contract/figureState.ts'
import { orgName } from '../contract/orgName.ts'
import { readMonthChildren, readMonthOrgs } from '../orgs/monthTree.ts'
import { childrenOf, findOrgs, type Org } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import type { MaskedCell } from '../query/suppress.ts'
import type { FoundRows, ListRequest, ListRow } from './list.ts'
import { partFigure } from './partFigure.ts'

interface Children {
  org: Org
  treeMonth: number | undefined
  /** Of the direct children and the organisation itself, as a report may show them. */
  cells: readonly MaskedCell[]
  part: ListPart
  request: Pick<ListRequest, 'sort' | 'isDescending' | 'skip' | 'most'>
}

/** The direct children of an organisation with what a report shows of them, and what it holds itself; those with nothing are left out. */
export async function childrenList(
  reader: ClickHouseClient,
  scope: Scope,
  { org, treeMonth, cells, part, request }: Children,
): Promise<FoundRows> {
  const told = cells
    .map(cell => ({ id: cell.org, figure: partFigure(cell, part) }))
    .filter(({ figure }) => isHidden(figure.state) || Boolean(figure.value))
  const children =
    treeMonth === undefined
      ? await childrenOf(reader, scope, org)
      : await readMonthChildren(reader, scope, treeMonth, org)
  const known = new Map([org, ...children].map(each => [each.id, each]))
  const others = told.map(({ id }) => id).filter(id => id !== '' && !known.has(id))
  const found =
    treeMonth === undefined
      ? await findOrgs(reader, scope, others)
      : await readMonthOrgs(reader, scope, treeMonth, others)
  for (const [id, each] of found) known.set(id, each)
  const rows = told.map(({ id, figure }): ListRow => {
    const each = known.get(id)
    const isOwn = id === org.id
    return {
      org: {
        id,
        name: each ? `${orgName(each)}${isOwn ? '本级' : ''}` : '未归属',
        type: each ? valueLabel('org_type', each.type) : '',
        above: [],
      },
      figure,
      shown: [],
    }
  })
  const isWhole = rows.every(({ figure }) => figure.state === 'value')
  return {
    rows: inOrder(rows, request).slice(request.skip, request.skip + request.most),
    columns: [],
    count: rows.length,
    sum: isWhole ? rows.reduce((sum, { figure }) => sum + (figure.value ?? 0), 0) : null,
    repeated: 0,
    notes: [],
  }
}

function inOrder(rows: readonly ListRow[], { sort, isDescending }: Children['request']): ListRow[] {
  const by: Readonly<Record<string, (a: ListRow, b: ListRow) => number>> = {
    name: (a, b) => a.org.name.localeCompare(b.org.name, 'zh-CN'),
    type: (a, b) => a.org.type.localeCompare(b.org.type, 'zh-CN'),
    // what is hidden stands last, in the order of the tree: its place must not tell its size
    value: (a, b) => (a.figure.value ?? Number.NaN) - (b.figure.value ?? Number.NaN),
  }
  const compare = sort === undefined || !Object.hasOwn(by, sort) ? undefined : by[sort]
  if (!compare) return isDescending ? [...rows].reverse() : [...rows]
  const hidden = sort === 'value' ? rows.filter(({ figure }) => figure.value === null) : []
  const sorted = rows.filter(row => !hidden.includes(row)).sort(compare)
  return [...(isDescending ? sorted.reverse() : sorted), ...hidden]
}
