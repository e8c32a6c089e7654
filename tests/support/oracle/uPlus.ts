import { distinct, type Oracle, ratio } from './oracle.ts'
import type { OracleRow } from './world.ts'

const isOfUPlus = (row: OracleRow) => row.category !== 'training'
const isActive = (row: OracleRow) => row.status === 'active'

export const U_PLUS_ORACLES: Readonly<Record<string, Oracle>> = {
  SQU01: (world, ask) => world.within('activity', 'published_on', ask).filter(isOfUPlus).length,
  SQU02: (world, ask) =>
    distinct(
      world
        .within('signup', 'submitted_on', ask)
        .filter(row => row.status === 'approved' || row.status === 'absent'),
      'person_key',
    ),
  SQU04: (world, ask) => world.stock('follow', ask).filter(row => row.status === 'following').length,
  SQU05: (world, ask) =>
    world.within('follow', 'followed_on', ask).length -
    world.within('follow', 'unfollowed_on', ask).filter(row => row.status === 'unfollowed').length,
  SQU08: (world, ask) => {
    const staffed = new Set(
      world
        .stockOn('account', ask.to)
        .filter(row => row.account_kind === 'platform_worker' && row.status !== 'disabled')
        .map(row => row.org_id),
    )
    const orgs = world.stock('org', ask).filter(isActive)
    return ratio(orgs.filter(row => staffed.has(row.id)).length, orgs.length)
  },
  SQU09: (world, ask) => {
    const year = new Date(ask.to * 86_400_000).getUTCFullYear()
    const first = Date.UTC(year, 0, 1) / 86_400_000
    const held = new Set(
      world
        .allFacts('supervision_record')
        .filter(row => Number(row.held_on) >= first && Number(row.held_on) <= ask.to)
        .map(row => row.org_id),
    )
    const organs = world.stock('org', ask).filter(row => isActive(row) && row.org_type === 'leading_organ')
    return ratio(organs.filter(row => held.has(row.id)).length, organs.length)
  },
  SQU10: (world, ask) => world.stock('activity', ask).filter(isOfUPlus).length,
  SQU12: (world, ask) => {
    const all = world.within('feedback', 'received_on', ask)
    return ratio(all.filter(row => row.status === 'archived').length, all.length)
  },
}
