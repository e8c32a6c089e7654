import { type Activity, type CalendarDay, HOUR, MINUTE, type Model } from './model.ts'
import type { Member, Org } from './org.ts'
import type { ActivityRow, Category, CheckinRow, SignupRow } from './rows.ts'
import { ACTIVITIES, dailyShare } from './seasons.ts'

/** Activities in a year for each member of the province. */
const YEARLY = 0.06
const ATTENDED = 0.72

const TITLES: Readonly<Record<Category, readonly string[]>> = {
  ideological: ['主题团日活动', '“青年大学习”集中学习', '红色教育基地研学'],
  innovation: ['青年创新创业沙龙', '“挑战杯”项目路演', '青创讲堂'],
  public_service: ['志愿服务活动', '敬老助残志愿服务', '河小青护河行动'],
  internship: ['就业见习双选会', '“展翅计划”岗位宣讲', '职业体验日'],
  rights: ['青少年法治宣传', '12355 心理健康讲座', '禁毒宣传进校园'],
  friendship: ['青年联谊交友', '单身青年读书会'],
  culture_sports: ['青年篮球友谊赛', '五四歌咏比赛', '青年健步走'],
  training: ['团干部培训班', '团支部书记业务培训', '入团积极分子培训'],
}

export function planActivitiesDay(model: Model, today: CalendarDay): void {
  const { random } = model
  const mean = model.members * YEARLY * dailyShare(ACTIVITIES, today.month, today.daysInMonth)
  for (let n = random.around(mean); n > 0; n--)
    model.plan(model.within(today.day, 8, 18), () => openActivity(model))
}

/** An activity from its draft or publication to its end, with everybody who takes part. */
export function openActivity(model: Model): void {
  const { random, journal } = model
  const host = hostOf(model)
  if (!host) return
  const category = random.weighted<Category>({
    ideological: 26,
    public_service: 24,
    culture_sports: 15,
    training: 12,
    innovation: 7,
    rights: 7,
    internship: 5,
    friendship: 4,
  })
  const isDraft = random.chance(0.15)
  const row: ActivityRow = {
    id: model.serial('activity', 30_000_001),
    hostId: host.row.id,
    title: random.pick(TITLES[category]) ?? '',
    category,
    kind: random.chance(0.22) ? 'online' : 'offline',
    status: isDraft ? 'draft' : 'published',
    publishedAt: isDraft ? null : model.now,
    isCrossCity: host.parent === null && random.chance(0.6),
    isDeleted: false,
    updatedAt: model.now,
  }
  const activity: Activity = { row, host }
  journal.insert(model.system.activity, row, model.now)
  if (!isDraft) {
    planSignups(model, activity)
    return
  }
  model.plan(model.now + model.delay(0.1, 3), () => {
    if (random.chance(0.08)) {
      journal.update(model.system.activity, row, model.now, changed => {
        changed.isDeleted = true
      })
      return
    }
    journal.update(model.system.activity, row, model.now, changed => {
      changed.status = 'published'
      changed.publishedAt = model.now
    })
    planSignups(model, activity)
  })
}

/** Signs somebody up now. */
export function signUp(model: Model, activity: Activity, member: Member, runsAt: number): void {
  if (activity.row.status !== 'signing_up') return
  const { random, journal } = model
  const signup: SignupRow = {
    id: model.snowflake(1),
    hostId: activity.row.hostId,
    memberBranchId: member.branch.row.id,
    activityId: activity.row.id,
    memberId: member.row.id,
    idCard: member.row.idCard,
    status: 'submitted',
    signedAt: model.now,
    updatedAt: model.now,
  }
  journal.insert(model.system.signup, signup, model.now)
  const set = (status: SignupRow['status']) => {
    journal.update(model.system.signup, signup, model.now, row => {
      row.status = status
    })
  }
  const fate = random.next()
  if (fate < 0.4) model.plan(model.now + model.delay(0.02, 0.6), () => set('approved'))
  else if (fate < 0.43) {
    model.plan(model.now + model.delay(0.02, 0.6), () => set('rejected'))
    return
  } else if (fate < 0.47) {
    model.plan(model.now + model.delay(0.02, 0.6), () => set('cancelled'))
    return
  }
  if (random.chance(ATTENDED)) {
    model.plan(Math.max(runsAt, model.now) + random.between(0, 25) * MINUTE, () =>
      checkIn(model, activity, member),
    )
  } else if (random.chance(0.2)) {
    model.plan(runsAt + 5 * HOUR, () => {
      if (activity.row.status !== 'cancelled') set('absent')
    })
  }
}

/** Checks somebody in now. */
export function checkIn(model: Model, activity: Activity, member: Member): void {
  if (activity.row.status !== 'running') return
  const { random } = model
  const row: CheckinRow = {
    id: model.snowflake(2),
    hostId: activity.row.hostId,
    memberBranchId: member.branch.row.id,
    activityId: activity.row.id,
    memberId: member.row.id,
    method: activity.row.kind === 'online' || random.chance(0.65) ? 'qr' : 'geo',
    checkedAt: model.now,
    minutes: random.between(2, 12) * 15,
    updatedAt: model.now,
  }
  model.journal.insert(model.system.checkin, row, model.now)
}

/** Somebody who would come to an activity of this host. */
export function guestOf(model: Model, host: Org): Member | undefined {
  const { random } = model
  if (host.parent === null) return model.anyMember()
  let org = host
  for (let depth = 0; depth < 6 && org.row.type !== 'branch'; depth++) {
    const next = random.pick(org.children)
    if (!next) return undefined
    org = next
  }
  const member = random.pick(org.members)
  return member && member.row.status === 'active' && !member.isMistake ? member : undefined
}

function hostOf(model: Model): Org | undefined {
  const { random } = model
  const branch = model.anyBranch()
  if (!branch) return undefined
  const kind = random.weighted({ branch: 56, committee: 27, county: 14, city: 2.6, province: 0.4 })
  if (kind === 'branch') return branch
  if (kind === 'province') return model.world.top
  let org: Org = branch
  const isFound = (one: Org) =>
    kind === 'committee' ? one.row.type.endsWith('committee') : one.row.type === 'leading_organ'
  while (!isFound(org)) {
    if (!org.parent) return branch
    org = org.parent
  }
  return kind === 'city' && org.parent && org.parent.parent ? org.parent : org
}

function audience(model: Model, host: Org): number {
  const { random } = model
  if (host.row.type === 'branch')
    return Math.min(Math.ceil(host.members.length * (0.3 + 0.5 * random.next())), 30)
  if (host.parent === null) return random.between(80, 200)
  return host.row.type === 'leading_organ' ? random.between(25, 70) : random.between(12, 40)
}

function planSignups(model: Model, activity: Activity): void {
  const { random, journal } = model
  const { row, host } = activity
  const opensAt = model.now + model.delay(0.05, 1)
  const lasts = model.delay(1, 8)
  const runsAt = opensAt + lasts
  const set = (status: ActivityRow['status']) => {
    journal.update(model.system.activity, row, model.now, changed => {
      changed.status = status
    })
  }
  model.plan(opensAt, () => {
    set('signing_up')
    model.activities.push(activity)
    const seen = new Set<Member>()
    for (let n = audience(model, host); n > 0; n--) {
      const member = guestOf(model, host)
      if (!member || seen.has(member)) continue
      seen.add(member)
      model.plan(model.now + Math.floor(lasts * random.next()), () => signUp(model, activity, member, runsAt))
    }
    const isCancelled = random.chance(0.06)
    model.plan(runsAt, () => {
      if (isCancelled) close(model, activity, 'cancelled')
      else set('running')
    })
    if (!isCancelled) {
      const hours = random.chance(0.08) ? 48 : random.between(2, 5)
      const unit = model.isHurried ? 2 * MINUTE : HOUR
      model.plan(runsAt + hours * unit, () => close(model, activity, 'ended'))
    }
  })
}

function close(model: Model, activity: Activity, status: 'ended' | 'cancelled'): void {
  model.journal.update(model.system.activity, activity.row, model.now, row => {
    row.status = status
  })
  const at = model.activities.indexOf(activity)
  if (at >= 0) model.activities.splice(at, 1)
}
