import type { TruthTree } from '../province/truthTree.ts'
import type { Oracle, OracleAsk } from './oracle.ts'
import type { OracleWorld } from './world.ts'

/** What each level keeps and what the centre gets, in parts of 10,000; from the bottom up. */
const SHARES = { grassroots: 5000, county: 2500, city: 1250, province: 950 }
const CENTRE = 300
const WHOLE = 10_000

type Level = keyof typeof SHARES
const LEVELS: readonly Level[] = ['grassroots', 'county', 'city', 'province']

/** The dues of a month, split. Fen by organisation. */
interface Split {
  tree: TruthTree
  /** Of the organisation and everything below it. */
  collected: ReadonlyMap<string, number>
  own: ReadonlyMap<string, number>
  fromChildren: ReadonlyMap<string, number>
  /** In parts of a fen: what of the dues below an organisation is kept, or nobody's, above it. */
  above: ReadonlyMap<string, number>
}

const SPLITS = new WeakMap<OracleWorld, Map<string, Split>>()

/** Organs and work committees stand for the level of their place, everything else is grass roots. */
function levelOf(tree: TruthTree, org: string): Level {
  const isOrgan = ['leading_organ', 'work_committee'].includes(String(tree.attributesOf(org)?.org_type))
  const place = [undefined, 'province', 'city', 'county'] as const
  return (isOrgan ? place[tree.pathOf(org).length] : undefined) ?? 'grassroots'
}

/**
 * Follows what each organisation collected upwards, level by level: who has the right to keep the share of the level, and
 * into whose account it goes. A share that nobody keeps stays where it is first seen that nobody does.
 */
function split(world: OracleWorld, ask: OracleAsk): Split {
  const tree = world.tree(ask.treeDay)
  const collected = new Map<string, number>()
  const kept = new Map<string, number>()
  const above = new Map<string, number>()
  const hasRight = (org: string) => tree.attributesOf(org)?.has_retention_right === 1
  const isValid = (org: string) => tree.attributesOf(org)?.sub_account_status === 'valid'
  const receiverOf = (org: string) => [org, tree.parentOf(org) ?? '0'].find(isValid)

  for (const payment of world.within('dues_payment', 'paid_on', { ...ask, org: 'root' })) {
    const fen = Number(payment.amount_fen)
    const path = tree.pathOf(String(payment.org_id))
    const standsAt = path.map(org => levelOf(tree, org))
    for (const org of path) {
      add(collected, org, fen)
      add(above, org, fen * CENTRE)
    }
    for (const level of LEVELS) {
      const keeper = path.find((org, i) => standsAt[i] === level && hasRight(org))
      if (keeper) add(kept, keeper, fen * SHARES[level])
      const place = keeper ? (receiverOf(keeper) ?? keeper) : (path[lastSeen(standsAt, level)] ?? '')
      for (const org of path.slice(path.indexOf(place) + 1)) add(above, org, fen * SHARES[level])
    }
  }

  const own = new Map<string, number>()
  const fromChildren = new Map<string, number>()
  for (const [keeper, share] of kept) {
    const receiver = receiverOf(keeper)
    if (receiver) add(receiver === keeper ? own : fromChildren, receiver, Math.floor(share / WHOLE))
  }
  return { tree, collected, own, fromChildren, above }
}

/**
 * Where on a path, by the levels from the top down, it is seen that nobody keeps the share of a level: at who stands for the
 * level without the right, of the grass roots at the highest in an unbroken row; where nobody does, at the first above.
 */
function lastSeen(standsAt: readonly Level[], level: Level): number {
  let at = standsAt.findLastIndex(stands => LEVELS.indexOf(stands) >= LEVELS.indexOf(level))
  if (standsAt[at] === level) while (standsAt[at - 1] === level) at--
  return Math.max(at, 0)
}

function add(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount)
}

function splitOf(world: OracleWorld, ask: OracleAsk): Split {
  const known = SPLITS.get(world) ?? new Map<string, Split>()
  SPLITS.set(world, known)
  const key = `${ask.from} ${ask.to} ${ask.treeDay}`
  const found = known.get(key) ?? split(world, ask)
  known.set(key, found)
  return found
}

const keptBy = ({ own, fromChildren }: Split, org: string) =>
  (own.get(org) ?? 0) + (fromChildren.get(org) ?? 0)

/** Of the organisation asked about; of everything together that of the tops. */
const ofOrg =
  (amountOf: (split: Split, org: string) => number): Oracle =>
  (world, ask) => {
    const found = splitOf(world, ask)
    const orgs =
      ask.org === 'root' ? found.tree.all().filter(id => found.tree.parentOf(id) === '0') : [ask.org]
    return orgs.reduce((total, org) => total + amountOf(found, org), 0)
  }

/** 团费留存: what is collected below an organisation, and which part of it the organisation keeps. */
export const RETENTION_ORACLES: Readonly<Record<string, Oracle>> = {
  RET01: ofOrg(keptBy),
  RET02: ofOrg(({ own }, org) => own.get(org) ?? 0),
  RET03: ofOrg(({ fromChildren }, org) => fromChildren.get(org) ?? 0),
  RET04: ofOrg((found, org) =>
    found.tree
      .all()
      .filter(id => found.tree.parentOf(id) === org)
      .reduce((total, id) => total + keptBy(found, id), 0),
  ),
  RET06: ofOrg((found, org) => {
    const { tree, collected, above } = found
    const kept = tree
      .all()
      .filter(id => tree.pathOf(id).includes(org))
      .reduce((total, id) => total + keptBy(found, id), 0)
    // fractions of a fen are nobody's: at the top those of the centre too, below it what goes up is told in whole fen
    const round = tree.parentOf(org) === '0' ? Math.floor : Math.ceil
    return (collected.get(org) ?? 0) - kept - round((above.get(org) ?? 0) / WHOLE)
  }),
}
