import { distinct, type Oracle, type OracleAsk, ratio, sum } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

const REMINDERS = /^(dues_reminder|transfer|annual_registration|member_report)$/

function operations(world: OracleWorld, ask: OracleAsk, action: RegExp): OracleRow[] {
  return world.within('audit_record', 'acted_on', ask).filter(row => action.test(String(row.action)))
}

/** Messages, articles, and how the platforms run. */
export const PLATFORM_ORACLES: Readonly<Record<string, Oracle>> = {
  MSG01: (world, ask) => {
    const sent = world.within('message', 'sent_on', ask).filter(row => row.channel === 'in_site')
    return ratio(sent.filter(row => row.status === 'read').length, sent.length)
  },
  MSG02: (world, ask) => {
    const sent = world
      .within('message', 'sent_on', ask)
      .filter(row => row.channel === 'wechat' && REMINDERS.test(String(row.kind)))
    return ratio(sent.filter(row => /^(delivered|read)$/.test(String(row.status))).length, sent.length)
  },
  MSG03: (world, ask) =>
    world.within('article', 'published_on', ask).filter(row => row.status === 'published').length,
  MSG04: (world, ask) =>
    distinct(
      world.within('im_day', 'sent_on', ask).filter(row => Number(row.message_count) > 0),
      'cadre_id',
    ),
  STU06: (world, ask) =>
    world.within('org_life_record', 'held_on', ask).filter(row => row.kind === 'team_lesson').length,
  LIF01: (world, ask) => world.within('org_life_record', 'held_on', ask).length,
  SYS03: (world, ask) => {
    const sent = world.within('central_exchange', 'exchanged_on', ask).filter(row => row.direction === 'sent')
    return ratio(
      sum(
        sent.filter(row => row.status === 'accepted'),
        'records_count',
      ),
      sum(sent, 'records_count'),
    )
  },
  SYS04: (world, ask) => {
    const orgs = world.stock('org', ask).filter(row => row.status === 'active')
    const since = { ...ask, from: ask.to - 29 }
    const active = new Set(
      operations(world, since, /^login$/)
        .filter(row => row.actor_kind === 'admin' || row.actor_kind === 'operator')
        .map(row => row.org_id),
    )
    return ratio(orgs.filter(row => active.has(row.id)).length, orgs.length)
  },
  SYS05: (world, ask) => operations(world, ask, /./).length,
  SYS06: (world, ask) => operations(world, ask, /^export$/).length,
  SYS07: (world, ask) => {
    const planned = world.within('backup_run', 'run_on', ask).filter(row => row.kind === 'backup')
    return ratio(planned.filter(row => row.status === 'succeeded').length, planned.length)
  },
  SYS17: (world, ask) => sum(operations(world, ask, /^export$/), 'rows_count'),
  SYS18: (world, ask) =>
    world
      .within('backup_run', 'run_on', ask)
      .filter(row => row.kind === 'restore_drill' && row.status === 'succeeded').length,
}
