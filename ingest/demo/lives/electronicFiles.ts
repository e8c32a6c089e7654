import { dayOf, monthOf } from '../../../warehouse/platform/time/day.ts'
import type { FactValues } from '../facts.ts'
import type { Life } from '../life.ts'
import { DAY, type Model } from '../model.ts'
import { fakeIdCard } from '../names.ts'
import type { Org } from '../org.ts'
import type { Random } from '../random.ts'

/** Shares of the members whose file was filled in, and reviewed, before the history begins. */
const FILLED = 0.45
const REVIEWED = 0.85
/** Files of other young people, for each member. */
const OTHERS = 0.06
/** Files that are filled in in a year, for each member of the province. */
const FILLED_IN_A_YEAR = 0.12
const REJECTED = 0.05
/** Branches to which no code was given yet. */
const WITHOUT_CODE = 0.08

/** Members whose file is there. */
const STATES = new WeakMap<Model, Set<string>>()

/** 电子档案 after the codes that a class gets: filled in by phone or at a desk, reviewed by the branch; other youths too. */
export const ELECTRONIC_FILES: Life = {
  name: 'electronic files',
  snapshot(model) {
    if (!model.has('e_file')) return
    const random = model.randomOf(ELECTRONIC_FILES)
    const known = new Set<string>()
    STATES.set(model, known)
    for (const org of model.world.orgs) {
      giveCode(model, org, random)
      for (const member of org.members) {
        if (!random.chance(FILLED)) continue
        known.add(member.row.id)
        fileBefore(model, org, {
          person_key: member.row.idCard,
          kind: 'member',
          gender: member.row.gender,
          birth_month: monthOf(member.row.birth),
        })
      }
      for (let n = random.around(org.members.length * OTHERS); n > 0; n--)
        fileBefore(model, org, otherYouth(model, org))
    }
  },
  day(model, today) {
    const known = STATES.get(model)
    if (!known) return
    const random = model.randomOf(ELECTRONIC_FILES)
    for (let n = random.around((model.members * FILLED_IN_A_YEAR) / 365); n > 0; n--)
      model.plan(model.within(today.day, 8, 22, random), () => fillIn(model, known))
  },
}

function giveCode(model: Model, { row, members }: Org, random: Random): void {
  if (!model.has('class_code') || random.chance(WITHOUT_CODE)) return
  const isBranch = row.type === 'branch'
  model.record('class_code', {
    org_id: row.id,
    kind: isBranch ? 'class_code' : 'cadre_code',
    status: random.chance(0.98) ? 'active' : 'revoked',
    expected_count: isBranch ? members.length + random.between(0, 2) : 1,
    issued_on: dayOf(model.now) - random.between(30, 300),
  })
}

function channelOf(random: Random): string {
  return random.weighted({ wechat: 68, app: 12, pc: 20 })
}

function fileBefore(model: Model, org: Org, values: FactValues): void {
  const random = model.randomOf(ELECTRONIC_FILES)
  const filled = dayOf(model.now) - random.between(20, 250)
  const isReviewed = random.chance(REVIEWED)
  model.record('e_file', {
    ...values,
    org_id: org.row.id,
    status: isReviewed ? 'approved' : 'filled',
    channel: channelOf(random),
    filled_on: filled,
    ...(isReviewed ? { reviewed_on: filled + random.between(0, 19) } : {}),
  })
}

/** Somebody fills in a draft, and the branch reviews it; what it sends back is filled in again or is not. */
function fillIn(model: Model, known: Set<string>): void {
  const random = model.randomOf(ELECTRONIC_FILES)
  const member = model.anyMember(undefined, random)
  if (!member) return
  const isOther = known.has(member.row.id) || random.chance(0.1)
  if (!isOther) known.add(member.row.id)
  const org = member.branch
  const file = model.record('e_file', {
    ...(isOther
      ? otherYouth(model, org)
      : {
          person_key: member.row.idCard,
          kind: 'member',
          gender: member.row.gender,
          birth_month: monthOf(member.row.birth),
        }),
    org_id: org.row.id,
    status: 'filled',
    channel: channelOf(random),
    filled_on: dayOf(model.now),
  })
  if (random.chance(0.1)) return
  model.plan(model.now + model.delay(0.2, 12, random), () =>
    model.amend(file, {
      status: random.chance(REJECTED) ? 'rejected' : 'approved',
      reviewed_on: dayOf(model.now),
    }),
  )
}

/** 适龄未入团青年 or 超龄非团员青年. */
function otherYouth(model: Model, org: Org): FactValues {
  const random = model.randomOf(ELECTRONIC_FILES)
  const isEligible = random.chance(0.7)
  const years = isEligible ? random.between(14, 27) : random.between(29, 35)
  const birth = dayOf(model.now) - years * 366 - random.between(0, 300)
  const text = new Date(birth * DAY).toISOString().slice(0, 10).replaceAll('-', '')
  return {
    person_key: fakeIdCard(org.row.regionCode, text, Number(model.serial('other youth', 1))),
    kind: isEligible ? 'eligible_non_member' : 'overage_non_member',
    gender: random.chance(0.5) ? 'female' : 'male',
    birth_month: monthOf(birth),
  }
}
