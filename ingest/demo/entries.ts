import { type CalendarDay, DAY, HOUR, type Model } from './model.ts'
import type { Org } from './org.ts'
import type { OrgRow } from './rows.ts'

/** Share of all organisations that are looked at in a month; one that lacks a flag then gets one more. */
const LOOKED_AT = 0.12
/** Of the valid sub-accounts looked at. With every invalid one repaired when it is, about 3 % are invalid at a time. */
const TURNS_INVALID = 0.03

/** Goes on with what organisations enter of themselves; some sub-accounts turn invalid, and valid again. */
export function planEntriesDay(model: Model, today: CalendarDay): void {
  const random = model.builder.entryRandom
  const { orgs } = model.world
  for (; model.firstWeeksPlanned < orgs.length; model.firstWeeksPlanned++) {
    const org = orgs[model.firstWeeksPlanned]
    if (org) planFirstWeeks(model, org)
  }
  for (let n = random.around((orgs.length * LOOKED_AT) / today.daysInMonth); n > 0; n--) {
    const org = random.pick(orgs)
    const at = model.now + Math.floor((9 + 8 * random.next()) * HOUR)
    if (org && !model.unannounced.has(org)) model.plan(at, () => lookAt(model, org))
  }
}

/** Somebody logs in, most complete their record, an account is opened. */
function planFirstWeeks(model: Model, org: Org): void {
  const random = model.builder.entryRandom
  const within = (days: number, set: (row: OrgRow) => void) =>
    model.plan(model.now + Math.floor(random.next() * days * DAY) + HOUR, () => enter(model, org, set))
  if (random.chance(0.85))
    within(20, row => {
      row.isLoggedIn = true
    })
  if (random.chance(0.75))
    within(40, row => {
      row.isInfoComplete = true
    })
  if (org.row.type !== 'branch')
    within(10, row => {
      row.isChildrenCreated = true
    })
  if (org.row.hasRetentionRight)
    within(30, row => {
      row.subAccount = 'valid'
    })
}

function lookAt(model: Model, org: Org): void {
  const random = model.builder.entryRandom
  const { row } = org
  const turnsInvalid = random.chance(TURNS_INVALID)
  const missing = (['isLoggedIn', 'isInfoComplete', 'isChildrenCreated'] as const).filter(
    flag => !row[flag] && (flag !== 'isChildrenCreated' || row.type !== 'branch'),
  )
  const next = random.pick(missing)
  const turns = row.hasRetentionRight && (row.subAccount !== 'valid' || turnsInvalid)
  if (!next && !turns) return
  enter(model, org, changed => {
    if (next) changed[next] = true
    if (turns) changed.subAccount = changed.subAccount === 'valid' ? 'invalid' : 'valid'
  })
}

function enter(model: Model, org: Org, set: (row: OrgRow) => void): void {
  if (org.row.status === 'active' && !org.row.isDeleted) model.updateOrg(org, set)
}
