import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import type { CalendarDay, Model } from '../model.ts'
import type { Org } from '../org.ts'

/** Log-ins in a month for each organisation: fewer, and hardly one organisation would have been active in 30 days. */
const LOGINS = 0.7
/** Other operations in a year for each member of the province. */
const OPERATED = 0.03
/** A drill of restoring, on the first of these months. */
const DRILLS: readonly number[] = [1, 4, 7, 10]

/** How the platform is used and kept: its own log of operations, the exchange with the centre, backups. */
export const PLATFORM: Life = {
  name: 'platform',
  day: (model, today) => {
    if (model.has('audit_record')) operate(model, today)
    if (model.has('central_exchange')) exchangeAll(model, today)
    if (model.has('backup_run')) backUp(model, today)
  },
}

function operate(model: Model, today: CalendarDay): void {
  const random = model.randomOf(PLATFORM)
  const { orgs } = model.world
  for (let n = random.around((orgs.length * LOGINS) / today.daysInMonth); n > 0; n--) {
    const org = random.pick(orgs)
    if (org)
      model.plan(model.within(today.day, 8, 21, random), () =>
        log(model, org, random.chance(0.04) ? 'login_failed' : 'login'),
      )
  }
  for (let n = random.around((model.members * OPERATED) / 365); n > 0; n--)
    model.plan(model.within(today.day, 8, 21, random), () => {
      const org = model.anyBranch(undefined, random)
      const action = random.weighted({
        view: 40,
        edit: 28,
        approve: 20,
        export: 8,
        password_reset: 1,
        other: 3,
      })
      if (org) log(model, org, action)
    })
}

function log(model: Model, org: Org, action: string): void {
  if (org.row.status !== 'active' || model.unannounced.has(org)) return
  const random = model.randomOf(PLATFORM)
  const actor = random.weighted({ operator: 62, admin: 26, cadre: 12 })
  model.record('audit_record', {
    org_id: org.row.id,
    actor_kind: actor,
    action,
    ...(action.startsWith('login')
      ? {}
      : { dataset: random.pick(['member', 'dues', 'transfer']) ?? 'member' }),
    rows_count: action === 'export' ? random.between(1, 400) : action === 'view' ? 1 : 0,
    acted_on: dayOf(model.now),
  })
}

/** Every week each city reports to the centre; courses come on Mondays; some answers take days. */
function exchangeAll(model: Model, today: CalendarDay): void {
  if (today.dayOfMonth % 7 !== 1) return
  const random = model.randomOf(PLATFORM)
  const { top } = model.world
  for (const org of [top, ...top.children]) {
    if (org !== top && org.row.type !== 'leading_organ') continue
    const name =
      org === top
        ? 'course_feed'
        : random.weighted({
            central_submission: 50,
            cross_province_transfer: 35,
            school_society_bridging: 15,
          })
    model.plan(model.within(today.day, 2, 5, random), () => {
      const exchange = model.record('central_exchange', {
        org_id: org.row.id,
        interface: name,
        direction: name === 'course_feed' ? 'received' : 'sent',
        status: 'pending',
        records_count: random.between(1, 60),
        exchanged_on: dayOf(model.now),
      })
      if (random.chance(0.02)) return
      const status = random.chance(0.95) ? 'accepted' : 'rejected'
      model.plan(model.now + model.delay(0.01, 3, random), () =>
        model.amend(exchange, { status, answered_on: dayOf(model.now) }),
      )
    })
  }
}

/** Planned for every night; now and then one fails. */
function backUp(model: Model, today: CalendarDay): void {
  const random = model.randomOf(PLATFORM)
  const run = (kind: string, fails: number) =>
    model.plan(model.within(today.day, 1, 4, random), () => {
      const backup = model.record('backup_run', {
        org_id: model.world.top.row.id,
        kind,
        status: 'planned',
        run_on: dayOf(model.now),
      })
      const status = random.chance(fails) ? 'failed' : 'succeeded'
      model.plan(model.now + model.delay(0.01, 0.1, random), () => model.amend(backup, { status }))
    })
  run('backup', 0.02)
  if (today.dayOfMonth === 1 && DRILLS.includes(today.month)) run('restore_drill', 0.1)
}
