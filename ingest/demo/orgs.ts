import { dayOf, startOfDay } from '../../warehouse/platform/time/day.ts'
import { planEntriesDay } from './entries.ts'
import { startTransfer } from './lives/transfers.ts'
import { arrive, moveTo } from './members.ts'
import { type CalendarDay, HOUR, type Model } from './model.ts'
import { bareName, enterpriseName } from './names.ts'
import type { Org, OrgSpec } from './org.ts'

/** Shares of all branches to which it happens in a month. */
const OPENED = 0.004
const CLOSED = 0.002
const RENAMED = 0.0012
const MOVED = 0.0008
const MISTAKEN = 0.0004
/** A month in a small province: so that all of it happens there too. */
const LEAST = 0.5

/** Organisations of the snapshot; some children come before their parents, as a table scan by id may give them. */
export function snapshotOrgs(model: Model): void {
  const late: Org[] = []
  for (const org of model.world.orgs) {
    if (org.row.type === 'committee' && model.random.chance(0.03)) late.push(org)
    else model.journal.snapshot(model.system.org, org.row, model.now)
  }
  for (const org of late) model.journal.snapshot(model.system.org, org.row, model.now)
}

export function planOrgsDay(model: Model, today: CalendarDay): void {
  const { random } = model
  const branches = Object.values(model.world.branches).reduce((sum, list) => sum + list.length, 0)
  const plan = (monthly: number, run: () => void) => {
    for (let n = random.around(Math.max(branches * monthly, LEAST) / today.daysInMonth); n > 0; n--)
      model.plan(model.within(today.day, 9, 17), run)
  }
  plan(OPENED, () => openOrg(model))
  plan(CLOSED, () => closeOrg(model))
  plan(RENAMED, () => renameOrg(model))
  plan(MOVED, () => moveOrg(model))
  plan(MISTAKEN, () => mistakenOrg(model))
  planEntriesDay(model, today)
}

/** A branch of an enterprise or a community begins to work; its first members come by transfer and from elsewhere. */
export function openOrg(model: Model): void {
  const { random } = model
  const like = model.anyBranch(random.weighted({ enterprise: 55, social: 20, community: 25 }))
  const parent = like?.parent
  if (!like || !parent || parent.row.status !== 'active') return
  const isFirm = like.sector === 'enterprise' && random.chance(0.5) && parent.parent !== null
  const branch = isFirm && parent.parent ? openFirm(model, parent.parent) : openBranch(model, parent, like)
  model.announce(branch)
  for (let n = random.between(3, 9); n > 0; n--) {
    model.plan(model.now + model.delay(0.2, 25), () => {
      const member = model.anyMember(random.weighted({ community: 60, enterprise: 40 }))
      if (member && member.branch.cityCode === branch.cityCode) startTransfer(model, member, branch)
      else arrive(model, branch)
    })
  }
}

/** A record of an organisation that was entered twice and goes again. */
export function mistakenOrg(model: Model): void {
  const { random, journal } = model
  const like = model.anyBranch('enterprise') ?? model.anyBranch()
  const parent = like?.parent
  if (!like || !parent) return
  const org = model.builder.add(parent, {
    ...specOf(like),
    full: like.row.fullName,
    short: like.row.shortName,
    createdAt: today(model),
  })
  // nobody is ever put there
  const list = model.world.branches[like.sector]
  list.splice(list.indexOf(org), 1)
  org.isOnline = false
  model.announce(org)
  const isSoft = random.chance(0.5)
  model.plan(model.now + model.delay(0.5, 8), () => {
    if (isSoft) {
      model.updateOrg(org, row => {
        row.isDeleted = true
      })
    } else {
      org.row.isDeleted = true
      journal.remove(model.system.org, { ...org.row, isDeleted: false }, model.now)
    }
  })
}

function openFirm(model: Model, organ: Org): Org {
  const name = enterpriseName(model.random, bareName(organ.row.shortName.replace(/^团|委$/g, '')))
  const base = {
    sector: 'enterprise',
    industry: 'enterprise',
    region: organ.row.regionCode,
    city: organ.cityCode,
    createdAt: today(model),
  } as const
  const committee = model.builder.add(organ, {
    ...base,
    type: 'committee',
    full: `共青团${name}委员会`,
    short: `${name}团委`,
  })
  // the committee's own record may follow that of its branch
  if (model.random.chance(0.3)) {
    model.unannounced.add(committee)
    model.plan(model.now + 2 * HOUR, () => model.announce(committee))
  } else model.announce(committee)
  return model.builder.add(committee, {
    ...base,
    type: 'branch',
    full: `共青团${name}第一支部委员会`,
    short: '第一团支部',
  })
}

function openBranch(model: Model, parent: Org, like: Org): Org {
  const number = parent.children.length + 1
  const place = parent.row.fullName.replace(/^共青团/, '').replace(/(工作)?委员会$/, '')
  return model.builder.add(parent, {
    ...specOf(like),
    full: `共青团${place}第${number}支部委员会`,
    short: `${place}第${number}团支部`,
    createdAt: today(model),
  })
}

/** A small branch is given up, or merged with another of the same parent: its members move first. */
function closeOrg(model: Model): void {
  const { random } = model
  let branch: Org | undefined
  for (let i = 0; i < 10; i++) {
    const candidate = model.anyBranch(random.weighted({ enterprise: 50, community: 35, social: 15 }))
    if (candidate && candidate.members.length <= 5) branch = candidate
  }
  if (!branch || branch.members.some(member => member.row.status === 'transferring' || member.isMistake))
    return
  const closing = branch
  const sibling = random.pick(
    (closing.parent?.children ?? []).filter(
      org =>
        org !== closing && org.row.type === 'branch' && org.row.status === 'active' && !org.row.isDeleted,
    ),
  )
  const target = sibling ?? model.anyBranch('community')
  if (!target || target === closing) return
  // the whole branch is moved in one go, without each member's own application
  for (const member of [...closing.members]) {
    if (member.row.status === 'active') moveTo(model, member, target)
  }
  if (closing.members.length > 0) return
  model.updateOrg(closing, row => {
    row.status = sibling ? 'merged' : 'deregistered'
  })
  const list = model.world.branches[closing.sector]
  list.splice(list.indexOf(closing), 1)
}

function renameOrg(model: Model): void {
  const parent = model.anyBranch('enterprise')?.parent
  if (parent?.row.type !== 'committee' || parent.row.fullName.includes('集团')) return
  model.updateOrg(parent, row => {
    row.fullName = row.fullName.replace('有限公司', '集团有限公司')
    row.shortName = row.shortName.replace('有限公司', '集团有限公司')
  })
}

/** An enterprise moves to another county, or from a county to its city: everything below it comes along. */
function moveOrg(model: Model): void {
  const { random } = model
  let committee: Org | undefined
  for (let i = 0; i < 10 && !committee; i++) {
    const firm = model.anyBranch('enterprise')?.parent
    if (firm?.row.type === 'committee' && firm.parent?.row.type === 'leading_organ' && firm.parent.parent)
      committee = firm
  }
  const from = committee?.parent
  const above = from?.parent
  if (!committee || !from || !above) return
  const organs = above.parent ? [above, ...above.children] : above.children
  const target = random.pick(organs.filter(org => org !== from && org.row.type === 'leading_organ'))
  if (!target) return
  from.children.splice(from.children.indexOf(committee), 1)
  committee.parent = target
  target.children.push(committee)
  model.updateOrg(committee, row => {
    row.parentId = target.row.id
    row.regionCode = target.row.regionCode
  })
}

function specOf(org: Org): OrgSpec {
  const { row } = org
  return {
    type: row.type,
    industry: row.industry,
    sector: org.sector,
    region: row.regionCode,
    city: org.cityCode,
    full: row.fullName,
    short: row.shortName,
    stage: row.stage,
  }
}

function today(model: Model): number {
  return startOfDay(dayOf(model.now))
}
