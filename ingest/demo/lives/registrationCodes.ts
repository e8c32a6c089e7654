import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Fact } from '../facts.ts'
import type { Life } from '../life.ts'
import { DAY, type Model } from '../model.ts'
import type { Org } from '../org.ts'

/** 管理员注册码 hold for twenty days, for one administrator. */
const VALID_DAYS = 20
const USED = 0.8
/** Another one was made before the first was used. */
const SUPERSEDED = 0.06
/** Of the organisations in a month: codes for a new administrator. */
const RENEWED = 0.02

const SEEN = new WeakMap<Model, { orgs: number }>()

/** Codes that superiors hand out to the administrators of their direct children: used, expired, or replaced. */
export const REGISTRATION_CODES: Life = {
  name: 'registration codes',
  snapshot(model) {
    if (!model.has('admin_regcode')) return
    SEEN.set(model, { orgs: model.world.orgs.length })
    const random = model.randomOf(REGISTRATION_CODES)
    for (const org of model.world.orgs)
      if (org.parent && random.chance(0.5)) issueBefore(model, org, org.parent)
  },
  day(model, today) {
    const seen = SEEN.get(model)
    if (!seen) return
    const random = model.randomOf(REGISTRATION_CODES)
    const { orgs } = model.world
    for (; seen.orgs < orgs.length; seen.orgs++) {
      const org = orgs[seen.orgs]
      if (org) model.plan(model.now + model.delay(0.5, 5, random), () => issue(model, org))
    }
    for (let n = random.around((orgs.length * RENEWED) / today.daysInMonth); n > 0; n--) {
      const org = random.pick(orgs)
      if (org) model.plan(model.within(today.day, 9, 17, random), () => issue(model, org))
    }
  },
}

/** A code of the time before the history: what became of it is known. */
function issueBefore(model: Model, org: Org, parent: Org): void {
  const random = model.randomOf(REGISTRATION_CODES)
  const today = dayOf(model.now)
  const issued = today - random.between(VALID_DAYS + 1, 600)
  const isUsed = random.chance(USED)
  model.record('admin_regcode', {
    org_id: org.row.id,
    issued_by_org_id: parent.row.id,
    status: isUsed ? 'used' : 'expired',
    issued_on: issued,
    expires_on: issued + VALID_DAYS,
    ...(isUsed ? { used_on: issued + random.between(0, VALID_DAYS - 1) } : {}),
  })
}

function issue(model: Model, org: Org): void {
  const random = model.randomOf(REGISTRATION_CODES)
  const { parent, row } = org
  if (!parent || row.status !== 'active' || row.isDeleted || model.unannounced.has(org)) return
  const today = dayOf(model.now)
  const code = model.record('admin_regcode', {
    org_id: row.id,
    issued_by_org_id: parent.row.id,
    status: 'issued',
    issued_on: today,
    expires_on: today + VALID_DAYS,
  })
  if (random.chance(SUPERSEDED)) {
    model.plan(model.now + model.delay(1, 6, random), () => {
      if (end(model, code, 'superseded')) issue(model, org)
    })
    return
  }
  if (random.chance(USED))
    model.plan(model.now + model.delay(0.1, VALID_DAYS - 2, random), () => end(model, code, 'used'))
  model.plan(model.now + (VALID_DAYS + 1) * DAY, () => end(model, code, 'expired'))
}

/** False where something had become of the code already. */
function end(model: Model, code: Fact, status: 'used' | 'expired' | 'superseded'): boolean {
  if (code.values.status !== 'issued') return false
  model.amend(code, { status, ...(status === 'used' ? { used_on: dayOf(model.now) } : {}) })
  return true
}
