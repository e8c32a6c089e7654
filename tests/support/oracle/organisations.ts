import { members } from './members.ts'
import type { Oracle, OracleAsk } from './oracle.ts'
import { ratio, sum } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

/** Organisations that work, in the subtree asked about. */
export function organisations(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  return world.stock('org', ask)
}

export const isBranch = (row: OracleRow) => row.org_type === 'branch'

const counted =
  (holds: (row: OracleRow) => boolean): Oracle =>
  (world, ask) =>
    organisations(world, ask).filter(holds).length

const share =
  (holds: (row: OracleRow) => boolean, among: (row: OracleRow) => boolean = () => true): Oracle =>
  (world, ask) => {
    const all = organisations(world, ask).filter(among)
    return ratio(all.filter(holds).length, all.length)
  }

const staffed =
  (kind: 'admin' | 'inst'): Oracle =>
  (world, ask) => {
    const told = organisations(world, ask).filter(
      row =>
        row.org_type === 'leading_organ' && row[`has_${kind}_quota`] === 1 && row[`has_${kind}_filled`] === 1,
    )
    return ratio(sum(told, `${kind}_filled`), sum(told, `${kind}_quota`))
  }

const isSchoolBranch = (row: OracleRow) => isBranch(row) && row.is_school_org === 1

/** Branches by how many members they have. */
const branchesOf =
  (holds: (members: number) => boolean): Oracle =>
  (world, ask) => {
    const held = new Map<string, number>()
    for (const row of members(world, { ...ask, org: 'root' }))
      held.set(String(row.org_id), (held.get(String(row.org_id)) ?? 0) + 1)
    return organisations(world, ask).filter(row => isBranch(row) && holds(held.get(String(row.org_id)) ?? 0))
      .length
  }

export const ORGANISATION_ORACLES: Readonly<Record<string, Oracle>> = {
  ORG05: (world, ask) =>
    world
      .beginnings('org')
      .filter(
        ({ day, isKnown, row }) => isKnown && day >= ask.from && day <= ask.to && world.isIn(ask, row.org_id),
      ).length,
  ORG08: branchesOf(count => count === 0),
  ORG09: branchesOf(count => count < 3),
  ORG10: branchesOf(count => count > 50),
  ORG14: (world, ask) => ratio(members(world, ask).length, organisations(world, ask).filter(isBranch).length),
  ORG01: counted(() => true),
  ORG02: counted(isBranch),
  ORG03: counted(row => ['committee', 'work_committee', 'general_branch'].includes(String(row.org_type))),
  ORG06: (world, ask) => {
    const now = new Set(world.stockOn('org', ask.to).map(row => row.id))
    const before = new Set(world.stockOn('org', ask.from - 1).map(row => row.id))
    const founded = new Set(
      world
        .beginnings('org')
        .filter(({ day }) => day >= ask.from && day <= ask.to)
        .map(({ row }) => String(row.org_id)),
    )
    return world
      .facts('org', ask)
      .filter(row => row.status === 'deregistered' || row.status === 'merged')
      .filter(row => !now.has(row.id) && (before.has(row.id) || founded.has(row.id))).length
  },
  ORG07: (world, ask) => {
    const tree = world.tree(ask.treeDay)
    const withBranch = new Set(
      world
        .stockOn('org', ask.to)
        .filter(isBranch)
        .flatMap(row => tree.pathOf(String(row.org_id))),
    )
    return organisations(world, ask).filter(
      row => !isBranch(row) && row.org_type !== 'leading_organ' && !withBranch.has(String(row.org_id)),
    ).length
  },
  ORG12: counted(row => row.secretary_key === '0'),
  ORG13: (world, ask) => {
    const operated = new Set(
      world
        .stockOn('account', ask.to)
        .filter(row => row.account_kind === 'operator')
        .map(row => String(row.org_id)),
    )
    return organisations(world, ask).filter(row => !operated.has(String(row.org_id))).length
  },
  ORG15: share(row => row.is_school_org === 1),
  ORG16: staffed('admin'),
  ORG17: staffed('inst'),
  ORG18: share(row => Number(row.grad_year) > 0, isSchoolBranch),
  ORG19: share(
    row => row.star_rating === 'five' || row.star_rating === 'four',
    row => isBranch(row) && row.star_rating !== '' && row.star_rating !== 'none',
  ),
}
