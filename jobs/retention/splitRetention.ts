import type { TreeOrg } from '../../warehouse/orgs/tree.ts'
import { classOf, ORG_CLASSES, type OrgClass, rankOf } from './levels.ts'
import { type DayRatios, WHOLE } from './ratios.ts'

/**
 * Why dues that were collected are nobody's. `no_right`: an organisation stands for the level, and has no right.
 * `accounts_invalid`: neither its sub-account nor that of its superior can be paid into. `missing_level`: nothing stands
 * for the level between the payment and the next higher one. `unclaimed`: the ratios leave a part of the whole to nobody.
 * `rounding`: fractions of a fen.
 */
export const UNALLOCATED_CAUSES = [
  'no_right',
  'accounts_invalid',
  'missing_level',
  'unclaimed',
  'rounding',
] as const
export type UnallocatedCause = (typeof UNALLOCATED_CAUSES)[number]

export interface RetentionInput {
  /** The tree at the end of the month, superiors before those below them. */
  orgs: readonly TreeOrg[]
  /** Fen collected in the month by the organisation that owns the payments. */
  collected: ReadonlyMap<string, number>
  /** Of the last day of the month. */
  ratios: DayRatios
}

/** What one organisation keeps of the month's dues; all amounts in fen. */
export interface OrgRetention {
  org: TreeOrg
  class: OrgClass
  hasRight: boolean
  /** A superior of the same level keeps the share already: the right is not counted, so that nothing is paid out twice. */
  isSecondRight: boolean
  isAccountValid: boolean
  /** In parts of 10,000. */
  ratio: number
  /** Of the organisation and everything below it. */
  collected: number
  /** RET02: its own share. */
  own: number
  /** RET03: shares of direct children with right and invalid account. */
  fromChildren: number
  /** RET04: RET01 of the direct children. */
  childrenTotal: number
  /** What it and everything below it keep (sum of RET01). */
  retained: number
  /** RET06 of it and everything below it. */
  unallocated: Record<UnallocatedCause, number>
  /** What of its dues goes to its superiors and the centre. */
  toSuperiors: number
}

export interface Retention {
  orgs: readonly OrgRetention[]
  /** Share of the centre. */
  centre: number
  /** Collected by organisations that the tree does not hold: part of no figure. */
  outside: number
}

/** Amounts times 10,000 must stay whole numbers: some 9 billion yuan a month. */
const MOST_FEN = Math.floor(Number.MAX_SAFE_INTEGER / WHOLE)

/**
 * Splits the dues of a month (domain rule 团费留存):
 *
 *     RET02(o) = collected(o) × ratio(o)                     if o has the right and a valid account
 *     RET03(o) = Σ collected(c) × ratio(c)                   over direct children c with right and invalid account,
 *                                                            if o's own account is valid
 *
 * To the letter: collected is that of the whole subtree on cash basis; a share goes up one level only and is nobody's
 * when that account is invalid too; whoever receives the share of a child needs a valid account for it, not the right.
 * An account that was never opened is invalid.
 *
 * Remainder: every share and every cause is rounded down to the fen where it is booked, and the fractions add up to
 * `rounding`. All sums are kept in 1/10,000 fen, so that nothing is lost before. What an organisation hands to its
 * superiors is rounded up, since their shares are computed from larger sums; so for every organisation
 * `collected = retained + Σ unallocated + toSuperiors`, to the fen.
 *
 * Pure. `collected` without an organisation in the tree is told as `outside`.
 */
export function splitRetention({ orgs, collected, ratios }: RetentionInput): Retention {
  const nodes = nodesOf(orgs, ratios)
  let outside = 0
  for (const [id, fen] of collected) {
    const node = nodes.get(id)
    if (node) node.ownFen = fen
    else outside += fen
  }
  const base = ORG_CLASSES.reduce((sum, level) => sum + ratios.levels[level], ratios.levels.centre)
  let centre = 0
  // from the bottom up: whatever stands below an organisation has been added to it already
  for (const node of [...nodes.values()].reverse()) {
    collect(node, WHOLE - base)
    bookMissing(node, rankOf(node.class), ratios)
    bookOwnLevel(node, ratios)
    if (node.parent) handUp(node, node.parent, ratios)
    else centre += closeTop(node, ratios)
  }
  return { orgs: [...nodes.values()].map(resultOf), centre, outside }
}

interface Node {
  org: TreeOrg
  class: OrgClass
  parent: Node | undefined
  hasRight: boolean
  isAccountValid: boolean
  ratio: number
  /** Something above it keeps the share of the grass roots. */
  isCovered: boolean
  ownFen: number
  collected: number
  /** By rank of the level: fen of the subtree of which the level's share is not booked yet. */
  open: number[]
  /** 1/10,000 fen that no ratio claims. */
  spare: number
  /** 1/10,000 fen of shares that the superior gets. */
  handed: number
  own: number
  fromChildren: number
  childrenTotal: number
  retained: number
  causes: Record<Exclude<UnallocatedCause, 'rounding'>, number>
  /** Fractions of a fen, in 1/10,000. */
  fractions: number
  toSuperiors: number
}

function nodesOf(orgs: readonly TreeOrg[], ratios: DayRatios): Map<string, Node> {
  const nodes = new Map<string, Node>()
  for (const org of orgs) {
    const parent = nodes.get(org.path[org.path.length - 2] ?? '')
    const level = classOf(org)
    nodes.set(org.org_id, {
      org,
      class: level,
      parent,
      hasRight: org.has_retention_right === 1,
      isAccountValid: org.sub_account_status === 'valid',
      ratio: ratios.overrides.get(org.org_id)?.ratio ?? ratios.levels[level],
      isCovered:
        parent !== undefined && (parent.isCovered || (parent.class === 'grassroots' && parent.hasRight)),
      ownFen: 0,
      collected: 0,
      open: ORG_CLASSES.map(() => 0),
      spare: 0,
      handed: 0,
      own: 0,
      fromChildren: 0,
      childrenTotal: 0,
      retained: 0,
      causes: { no_right: 0, accounts_invalid: 0, missing_level: 0, unclaimed: 0 },
      fractions: 0,
      toSuperiors: 0,
    })
  }
  return nodes
}

function collect(node: Node, spare: number): void {
  node.collected += node.ownFen
  if (Math.abs(node.collected) > MOST_FEN)
    throw new RangeError(`${node.collected} fen are too many to be split exactly`)
  node.open.forEach((fen, rank) => {
    node.open[rank] = fen + node.ownFen
  })
  node.spare += node.ownFen * spare
}

/** Levels below this one that nothing stood for on the way here. */
function bookMissing(node: Node, upTo: number, ratios: DayRatios): void {
  for (const level of ORG_CLASSES.slice(0, upTo)) {
    // the share of the grass roots is kept by something further up
    if (level === 'grassroots' && node.isCovered) continue
    const rank = rankOf(level)
    book(node, 'missing_level', (node.open[rank] ?? 0) * ratios.levels[level])
    node.open[rank] = 0
  }
}

function bookOwnLevel(node: Node, ratios: DayRatios): void {
  const rank = rankOf(node.class)
  const isGrassroots = node.class === 'grassroots'
  if (isGrassroots && node.isCovered) return
  // a chain of grass-roots organisations is looked through up to its top: each of them may have the right
  if (isGrassroots && !node.hasRight && node.parent?.class === 'grassroots') return
  const fen = node.hasRight ? node.collected : (node.open[rank] ?? 0)
  node.open[rank] = 0
  // a ratio of its own takes from, or leaves to, what nobody claims
  node.spare += fen * (ratios.levels[node.class] - node.ratio)
  if (node.hasRight) bookShare(node, fen * node.ratio)
  else book(node, 'no_right', fen * node.ratio)
}

function bookShare(node: Node, share: number): void {
  const receiver = node.isAccountValid ? node : node.parent
  if (!receiver?.isAccountValid) {
    book(node, 'accounts_invalid', share)
    return
  }
  const fen = floorFen(share)
  receiver.fractions += share - fen * WHOLE
  if (receiver === node) node.own += fen
  else {
    receiver.fromChildren += fen
    node.handed = share
  }
}

function book(node: Node, cause: keyof Node['causes'], share: number): void {
  const fen = floorFen(share)
  node.causes[cause] += fen
  node.fractions += share - fen * WHOLE
}

/** Adds the organisation to its superior. */
function handUp(node: Node, parent: Node, ratios: DayRatios): void {
  const above = ORG_CLASSES.reduce(
    (sum, level) => sum + (node.open[rankOf(level)] ?? 0) * ratios.levels[level],
    node.collected * ratios.levels.centre + node.spare + node.handed,
  )
  node.toSuperiors = Math.ceil(above / WHOLE)
  node.retained += node.own + node.fromChildren
  parent.collected += node.collected
  node.open.forEach((fen, rank) => {
    parent.open[rank] = (parent.open[rank] ?? 0) + fen
  })
  parent.spare += node.spare
  parent.childrenTotal += node.own + node.fromChildren
  parent.retained += node.retained
  parent.fractions += node.fractions
  for (const cause of ['no_right', 'accounts_invalid', 'missing_level', 'unclaimed'] as const)
    parent.causes[cause] += node.causes[cause]
}

/** Levels that nothing stood for up to the top, what no ratio claims, and the centre, whose share this returns. */
function closeTop(node: Node, ratios: DayRatios): number {
  bookMissing(node, ORG_CLASSES.length, ratios)
  book(node, 'unclaimed', node.spare)
  const share = node.collected * ratios.levels.centre
  const fen = floorFen(share)
  node.fractions += share - fen * WHOLE
  node.toSuperiors = fen
  node.retained += node.own + node.fromChildren
  return fen
}

function floorFen(share: number): number {
  return Math.floor(share / WHOLE)
}

function resultOf(node: Node): OrgRetention {
  const { org, hasRight, isAccountValid, ratio, collected, own, fromChildren, childrenTotal, retained } = node
  return {
    org,
    class: node.class,
    hasRight,
    isSecondRight: node.class === 'grassroots' && hasRight && node.isCovered,
    isAccountValid,
    ratio,
    collected,
    own,
    fromChildren,
    childrenTotal,
    retained,
    unallocated: { ...node.causes, rounding: floorFen(node.fractions) },
    toSuperiors: node.toSuperiors,
  }
}
